// Suppression rules: a reason, a scope and an end, tried first on the past ninety days.
import { useSignal } from '@preact/signals';
import { post } from '../api/client';
import { t, word } from '../i18n';
import { Ledger } from '../shell/table';
import { problemOf, useAsk } from '../state/ask';
import { route } from '../state/route';
import { dateTime, kNone, number } from '../text/format';

interface Rule {
  id: number;
  kind?: string;
  cell_id?: number;
  plmn?: string;
  node?: string;
  commune_code?: string;
  reason: string;
  expires: string;
  author?: string;
  by?: string;
}

interface Trial {
  would_have_hidden: number;
  confirmed_among_them: number;
}

const kDay = 86_400_000;

function NewRule({ onMade }: { onMade: () => void }) {
  const query = route.value.query;
  const scope = useSignal({ kind: query.get('kind') ?? '', node: query.get('node') ?? '', plmn: query.get('plmn') ?? '' });
  const reason = useSignal('');
  const days = useSignal(7);
  const trial = useSignal<Trial | undefined>(undefined);
  const problem = useSignal('');
  const body = (): Record<string, string> => ({
    ...Object.fromEntries(Object.entries(scope.value).filter(([, value]) => value.trim() !== '')),
    reason: reason.value.trim().normalize('NFC'), expires: new Date(Date.now() + days.value * kDay).toISOString(),
  });
  const ask = (path: string, then: (answer: Trial | undefined) => void): void => {
    post<Trial>(path, body()).then((answer) => { problem.value = ''; then(answer); }).catch((error: unknown) => { problem.value = problemOf(error); });
  };
  const field = (name: 'kind' | 'node' | 'plmn', label: string) => (
    <label>{label}<input value={scope.value[name]} onInput={(event) => { scope.value = { ...scope.value, [name]: event.currentTarget.value }; trial.value = undefined; }} /></label>
  );
  return (
    <form class="card rule-form no-print" onSubmit={(event) => { event.preventDefault(); ask('/api/v1/suppressions', () => { trial.value = undefined; reason.value = ''; onMade(); }); }}>
      <label>{t('kind')}
        <select value={scope.value.kind} onChange={(event) => { scope.value = { ...scope.value, kind: event.currentTarget.value }; trial.value = undefined; }}>
          <option value="">{t('filter.kind.any')}</option>
          {['spillover', 'interference', 'jamming', 'rogue_cell', 'unlicensed_emission', 'repeater', 'registry_mismatch', 'node_fault'].map((kind) => <option key={kind} value={kind}>{word('kind', kind)}</option>)}
        </select>
      </label>
      {field('node', t('silence.node'))}
      {field('plmn', t('field.plmns'))}
      <label>{t('silence.days')}<input type="number" min={1} max={90} value={days.value} onInput={(event) => { days.value = Number(event.currentTarget.value); }} /></label>
      <label class="wide">{t('silence.reason')}<input required maxLength={500} value={reason.value} onInput={(event) => { reason.value = event.currentTarget.value; }} /></label>
      <div class="action-buttons">
        <button type="button" onClick={() => { ask('/api/v1/suppressions/dry-run', (answer) => { trial.value = answer; }); }}>{t('silence.try')}</button>
        <button type="submit" class="primary" disabled={!trial.value || reason.value.trim() === ''}>{t('silence.make')}</button>
      </div>
      {trial.value && <p role="status" class={trial.value.confirmed_among_them > 0 ? 'alert' : 'note'}>{t('silence.trial', { n: trial.value.would_have_hidden, confirmed: trial.value.confirmed_among_them })}</p>}
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
    </form>
  );
}

export function SilencePage() {
  const { answer, problem, again } = useAsk<{ suppressions: Rule[] }>('/api/v1/suppressions');
  const columns = [{ name: t('kind') }, { name: t('silence.scope') }, { name: t('silence.reason') }, { name: t('silence.author') }, { name: t('silence.until') }, { name: t('action') }];
  const withdraw = (id: number): void => { post('/api/v1/suppressions/withdraw', { id }).then(again).catch(again); };
  return (
    <>
      <Ledger id="silence-title" title={t('nav.silence')} columns={columns} problem={problem.value} none={t('silence.none')}
        rows={answer.value?.suppressions.map((rule) => (
          <tr key={rule.id}>
            <td>{rule.kind ? word('kind', rule.kind) : t('filter.kind.any')}</td>
            <td>{[rule.plmn, rule.cell_id && number(rule.cell_id, 0, false), rule.node, rule.commune_code].filter(Boolean).join(', ') || kNone}</td>
            <td class="wide">{rule.reason}</td>
            <td>{rule.author ?? rule.by ?? kNone}</td>
            <td>{dateTime(rule.expires)}</td>
            <td><button type="button" onClick={() => { withdraw(rule.id); }}>{t('silence.withdraw')}</button></td>
          </tr>
        ))} />
      <NewRule onMade={again} />
    </>
  );
}
