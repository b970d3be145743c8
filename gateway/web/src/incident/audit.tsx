// Who did what and when: rows that nobody can change.
import type { Audit } from '../api/types';
import { t, word } from '../i18n';
import { dateTime } from '../text/format';

function said(row: Audit): string {
  const text = row.detail?.['comment'] ?? row.detail?.['reason'];
  return typeof text === 'string' ? text : '';
}

export function AuditTrail({ audit }: { audit: readonly Audit[] }) {
  return (
    <section class="card" aria-labelledby="audit-title">
      <h2 id="audit-title">{t('audit')}</h2>
      {audit.length === 0 && <p class="muted">{t('audit.none')}</p>}
      <ol class="audit">
        {audit.map((row) => (
          <li key={`${row.at}${row.action}${row.actor}`}>
            <time dateTime={row.at}>{dateTime(row.at)}</time> <b>{row.actor}</b> {word('audit', row.action)}
            {said(row) && <q>{said(row)}</q>}
          </li>
        ))}
      </ol>
    </section>
  );
}
