// The record of who did what, and whether its chain of hashes is unbroken.
import { useSignal } from '@preact/signals';
import type { Audit as Entry } from '../api/types';
import { t } from '../i18n';
import { useAsk } from '../state/ask';
import { dateTime, number } from '../text/format';

interface Verified {
  rows: number;
  intact: boolean;
  broken_at?: number;
}

export function Audit() {
  const actor = useSignal('');
  const action = useSignal('');
  const search = new URLSearchParams(Object.entries({ actor: actor.value, action: action.value }).filter(([, value]) => value !== '')).toString();
  const { answer, problem } = useAsk<{ audit: Entry[] }>(`/api/v1/audit${search ? `?${search}` : ''}`);
  const chain = useAsk<Verified>('/api/v1/audit/verify').answer.value;
  return (
    <section class="page" aria-labelledby="audit-search-title">
      <h2 id="audit-search-title">{t('audit.search')}</h2>
      {chain && <p class={chain.intact ? 'chain' : 'chain broken'}>{chain.intact ? t('audit.intact', { n: number(chain.rows) }) : t('audit.broken', { n: number(chain.broken_at) })}</p>}
      <form class="search-form no-print" onSubmit={(event) => { event.preventDefault(); }}>
        <label>{t('audit.actor')}<input value={actor.value} onInput={(event) => { actor.value = event.currentTarget.value.trim(); }} /></label>
        <label>{t('audit.action')}<input value={action.value} placeholder="incident." onInput={(event) => { action.value = event.currentTarget.value.trim(); }} /></label>
      </form>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      <div class="scroll card" tabIndex={0} role="region" aria-labelledby="audit-search-title">
        <table>
          <thead><tr><th>{t('audit.at')}</th><th>{t('audit.actor')}</th><th>{t('audit.action')}</th><th>{t('audit.subject')}</th></tr></thead>
          <tbody>{(answer.value?.audit ?? []).map((row, index) => <tr key={index}><td>{dateTime(row.at)}</td><td>{row.actor}</td><td>{row.action}</td><td>{row.subject}</td></tr>)}</tbody>
        </table>
      </div>
    </section>
  );
}
