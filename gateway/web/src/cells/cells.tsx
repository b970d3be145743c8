// The ledger: every cell ever heard and what the lists say of it.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError, get } from '../api/client';
import type { LedgerCell } from '../api/types';
import { CellTabs } from '../emitters/tabs';
import { t, word } from '../i18n';
import { level } from '../incident/cell';
import { now } from '../state/clock';
import { gather } from '../state/gather';
import { refine, route } from '../state/route';
import { lastEvent } from '../state/watch';
import { matches } from '../text/fold';
import { kNone, megahertz, number, shortTime } from '../text/format';
import { networkName } from '../text/plmn';

const kReloadMs = 5000;

function searchText(cell: LedgerCell): string {
  return [
    ...(cell.plmns ?? []).map(networkName), cell.channel, cell.cell_id, cell.tac, cell.pci, ...cell.nodes, word('verdict', cell.verdict), word('rat', cell.rat),
  ].filter((part) => part !== undefined).join(' ');
}

function Row({ cell }: { cell: LedgerCell }) {
  return (
    <tr>
      <td>{cell.plmns?.map(networkName).join(', ') || kNone}</td>
      <td>{word('rat', cell.rat)}</td>
      <td class="figure">{cell.channel ?? kNone}</td>
      <td class="figure">{megahertz(cell.frequency_hz)}</td>
      <td class="figure">{cell.pci ?? kNone}</td>
      <td class="figure">{cell.tac ?? kNone}</td>
      <td class="figure">{cell.cell_id ?? kNone}</td>
      <td class="figure">{level(cell.rsrp_dbm, cell.rsrp_dbfs)}</td>
      <td><span class={`verdict verdict-${cell.verdict}`}>{word('verdict', cell.verdict)}</span></td>
      <td>{cell.nodes.join(', ')}</td>
      <td class="figure">{number(cell.observation_count)}</td>
      <td>{shortTime(cell.last_seen, now.value)}</td>
    </tr>
  );
}

export function CellsPage() {
  const cells = useSignal<readonly LedgerCell[] | undefined>(undefined);
  const problem = useSignal('');
  const reload = useMemo(() => {
    const load = (): void => {
      get<{ cells: LedgerCell[] }>('/api/v1/cells')
        .then((answer) => {
          cells.value = answer.cells;
          problem.value = '';
        })
        .catch((error: unknown) => { problem.value = word('error', error instanceof ApiError ? error.code : 'internal'); });
    };
    load();
    return gather(load, kReloadMs);
  }, [cells, problem]);
  useEffect(() => reload.cancel, [reload]);
  useSignalEffect(() => {
    if (['poll', 'observation'].includes(lastEvent.value.kind) && cells.peek()) reload();
  });
  const q = route.value.query.get('q') ?? '';
  const shown = (cells.value ?? []).filter((cell) => q.trim() === '' || matches(searchText(cell), q.trim()));
  return (
    <section class="page" aria-labelledby="cells-title">
      <header class="list-head"><h1 id="cells-title">{t('cells.title')}</h1><CellTabs /><span class="muted" role="status">{t('cells.count', { n: shown.length })}</span></header>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      <input type="search" class="search" value={q} placeholder={t('cells.search')} aria-label={t('cells.search')} onInput={(event) => { refine({ q: event.currentTarget.value }); }} />
      {shown.length === 0 ? <p class="empty">{t(cells.value === undefined ? 'loading' : 'cells.none')}</p> : (
        <div class="scroll card" tabIndex={0} role="region" aria-labelledby="cells-title">
          <table>
            <thead>
              <tr>
                <th>{t('field.plmns')}</th><th>{t('field.rat')}</th><th class="figure">{t('field.channel')}</th><th class="figure">{t('field.frequency')}</th>
                <th class="figure">{t('field.pci')}</th><th class="figure">{t('field.tac')}</th><th class="figure">{t('field.cell_id')}</th><th class="figure">{t('field.rsrp')}</th>
                <th>{t('cells.verdict')}</th><th>{t('nav.nodes')}</th><th class="figure">{t('cells.count.heard')}</th><th>{t('incident.last_seen')}</th>
              </tr>
            </thead>
            <tbody>{shown.map((cell) => <Row key={`${cell.rat}/${cell.frequency_hz}/${cell.pci}/${cell.cell_id}`} cell={cell} />)}</tbody>
          </table>
        </div>
      )}
    </section>
  );
}
