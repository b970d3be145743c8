// The record of who did what, and whether its chain of hashes is unbroken. The search stands in the address.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { get } from '../api/client';
import type { Audit as Entry } from '../api/types';
import { t, word } from '../i18n';
import { problemOf, useAsk } from '../state/ask';
import { hrefOf, refine, route } from '../state/route';
import { dateTime, number } from '../text/format';
import { searchOf } from './audit_search';

interface Verified {
  rows: number;
  intact: boolean;
  broken_at?: number;
}

interface Page {
  audit: Entry[];
  next?: string;
}

function Subject({ subject }: { subject: string }) {
  const [, id] = /^incident\/(\d+)$/.exec(subject) ?? [];
  return id ? <a href={hrefOf('incident', {}, Number(id))}>{subject}</a> : <>{subject}</>;
}

function said(row: Entry): string {
  const detail = row.detail ?? {};
  return Object.entries(detail).filter(([, value]) => typeof value !== 'object').map(([name, value]) => `${name}: ${String(value)}`).join(' · ');
}

export function Audit() {
  const { query } = route.value;
  const search = searchOf(query);
  const { answer, problem } = useAsk<Page>(`/api/v1/audit${search ? `?${search}` : ''}`);
  const chain = useAsk<Verified>('/api/v1/audit/verify').answer.value;
  const older = useSignal<Entry[]>([]);
  const next = useSignal<string | undefined>(undefined);
  const failed = useSignal('');
  useEffect(() => { older.value = []; next.value = undefined; }, [search, older, next]);
  const cursor = next.value ?? answer.value?.next;
  const more = (): void => {
    get<Page>(`/api/v1/audit?${search ? `${search}&` : ''}cursor=${encodeURIComponent(cursor ?? '')}`)
      .then((page) => { older.value = [...older.value, ...page.audit]; next.value = page.next ?? ''; })
      .catch((error: unknown) => { failed.value = problemOf(error); });
  };
  const field = (name: string, label: string, type = 'text', hint = '') => (
    <label>{label}<input type={type} name={name} value={query.get(name) ?? ''} placeholder={hint} onChange={(event) => { refine({ [name]: event.currentTarget.value.trim() }); }} /></label>
  );
  return (
    <section class="page" aria-labelledby="audit-search-title">
      <h2 id="audit-search-title">{t('audit.search')}</h2>
      {chain && <p class={chain.intact ? 'chain' : 'chain broken'}>{chain.intact ? t('audit.intact', { n: number(chain.rows) }) : t('audit.broken', { n: number(chain.broken_at) })}</p>}
      <form class="search-form no-print" role="search" aria-label={t('audit.search')} onSubmit={(event) => { event.preventDefault(); }}>
        {field('actor', t('audit.actor'))}
        {field('action', t('audit.action'), 'text', 'incident.')}
        {field('subject', t('audit.subject'), 'text', 'incident/12')}
        {field('from', t('audit.from'), 'date')}
        {field('to', t('audit.to'), 'date')}
      </form>
      {(problem.value || failed.value) && <p class="alert" role="alert">{problem.value || failed.value}</p>}
      <div class="scroll card" tabIndex={0} role="region" aria-labelledby="audit-search-title">
        <table>
          <thead><tr><th>{t('audit.at')}</th><th>{t('audit.actor')}</th><th>{t('audit.action')}</th><th>{t('audit.subject')}</th><th>{t('audit.detail')}</th></tr></thead>
          <tbody>{[...(answer.value?.audit ?? []), ...older.value].map((row, index) => (
            <tr key={index}><td>{dateTime(row.at)}</td><td>{row.actor}</td><td>{word('audit', row.action)}</td><td><Subject subject={row.subject} /></td><td class="wide muted">{said(row)}</td></tr>
          ))}</tbody>
        </table>
      </div>
      {cursor && <button type="button" class="no-print" onClick={more}>{t('audit.older')}</button>}
    </section>
  );
}
