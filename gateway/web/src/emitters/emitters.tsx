// The ledger of emitters: every physical cell ever heard, with its verdict. A row opens its history.
import { t, word } from '../i18n';
import { level } from '../incident/cell';
import { useAsk } from '../state/ask';
import { now } from '../state/clock';
import { hrefOf, refine, route } from '../state/route';
import { Ledger } from '../shell/table';
import { matches } from '../text/fold';
import { kNone, megahertz, number, shortTime } from '../text/format';
import { networkName } from '../text/plmn';
import { CellTabs } from './tabs';
import { kRats, kVerdicts, type Emitter } from './types';

function searchText(emitter: Emitter): string {
  return [networkName(emitter.plmn), emitter.channel, emitter.cell_id, emitter.pci, emitter.commune, ...emitter.nodes, ...emitter.tacs.map((each) => each.tac), word('emitters.verdict', emitter.verdict)]
    .filter((part) => part !== undefined).join(' ');
}

function Row({ emitter }: { emitter: Emitter }) {
  return (
    <tr>
      <td><a href={hrefOf('emitter', {}, emitter.emitter_id)}>{emitter.plmn ? networkName(emitter.plmn) : t('label.unknown')}</a></td>
      <td>{word('rat', emitter.rat)}</td>
      <td class="figure">{emitter.channel ?? kNone}</td>
      <td class="figure">{megahertz(emitter.frequency_hz)}</td>
      <td class="figure">{emitter.pci}</td>
      <td class="figure">{emitter.tacs.at(-1)?.tac ?? kNone}{emitter.tacs.length > 1 && <span class="mark" title={emitter.tacs.map((each) => each.tac).join(' → ')}>{t('emitters.tacs', { n: emitter.tacs.length })}</span>}</td>
      <td class="figure">{emitter.cell_id ?? kNone}</td>
      <td class="figure">{level(emitter.best_dbm, emitter.best_dbfs)}</td>
      <td><span class={`verdict ledger-${emitter.verdict}`}>{word('emitters.verdict', emitter.verdict)}</span></td>
      <td>{emitter.commune ?? kNone}</td>
      <td>{emitter.nodes.join(', ')}</td>
      <td class="figure">{number(emitter.observation_count)}</td>
      <td>{shortTime(emitter.first_seen, now.value)}</td>
      <td>{shortTime(emitter.last_seen, now.value)}</td>
    </tr>
  );
}

export function EmittersPage() {
  const { query } = route.value;
  const search = new URLSearchParams({ limit: '2000' });
  for (const name of ['rat', 'verdict', 'exercise']) {
    const value = query.get(name);
    if (value) search.set(name, value);
  }
  const { answer, problem } = useAsk<{ emitters: Emitter[] }>(`/api/v1/emitters?${search.toString()}`);
  const q = (query.get('q') ?? '').trim();
  const rows = answer.value?.emitters.filter((emitter) => q === '' || matches(searchText(emitter), q));
  const columns = [
    { name: t('field.plmns') }, { name: t('field.rat') }, { name: t('field.channel'), figure: true }, { name: t('field.frequency'), figure: true }, { name: t('field.pci'), figure: true }, { name: t('field.tac'), figure: true },
    { name: t('field.cell_id'), figure: true }, { name: t('emitters.best'), figure: true }, { name: t('cells.verdict') }, { name: t('incident.place') }, { name: t('nav.nodes') },
    { name: t('cells.count.heard'), figure: true }, { name: t('incident.first_seen') }, { name: t('incident.last_seen') },
  ];
  return (
    <>
      <form class="search-form emitter-form" role="search" onSubmit={(event) => { event.preventDefault(); }}>
        <CellTabs />
        <input type="search" class="search" value={query.get('q') ?? ''} placeholder={t('cells.search')} aria-label={t('cells.search')} onInput={(event) => { refine({ q: event.currentTarget.value }); }} />
        <select aria-label={t('cells.verdict')} value={query.get('verdict') ?? ''} onChange={(event) => { refine({ verdict: event.currentTarget.value }); }}>
          <option value="">{t('emitters.verdict.any')}</option>
          {kVerdicts.map((each) => <option key={each} value={each}>{word('emitters.verdict', each)}</option>)}
        </select>
        <select aria-label={t('field.rat')} value={query.get('rat') ?? ''} onChange={(event) => { refine({ rat: event.currentTarget.value }); }}>
          <option value="">{t('emitters.rat.any')}</option>
          {kRats.map((each) => <option key={each} value={each}>{word('rat', each)}</option>)}
        </select>
        <label class="choice"><input type="checkbox" checked={query.get('exercise') === 'true'} onChange={(event) => { refine({ exercise: event.currentTarget.checked ? 'true' : '' }); }} />{t('exercise')}</label>
      </form>
      <Ledger id="emitters-title" title={t('emitters.title')} columns={columns} problem={problem.value} none={t('cells.none')} rows={rows?.map((emitter) => <Row key={emitter.emitter_id} emitter={emitter} />)}>
        <span class="muted" role="status">{t('cells.count', { n: rows?.length ?? 0 })}</span>
      </Ledger>
    </>
  );
}
