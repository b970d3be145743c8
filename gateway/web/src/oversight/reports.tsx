// What the law asks for and when: the calendar, the papers made so far, and making one.
import { useSignal } from '@preact/signals';
import { post } from '../api/client';
import { lang, t, word } from '../i18n';
import { problemOf, useAsk } from '../state/ask';
import { dateTime, day, kNone } from '../text/format';

interface Report {
  id: string | number;
  type: string;
  title: string;
  author: string;
  created: string;
}

interface Period {
  from: string;
  until: string;
}

interface Due {
  type: string;
  due: string;
  period?: Period;
  addressee_vi?: string;
  addressee_en?: string;
  remind: number;
}

/** "2026-Q3" or "2026", as the gateway takes it, from the period's first instant and its length. */
export function periodName({ from, until }: Period): string {
  const middle = new Date(Date.parse(from) + 7 * 3_600_000); // Viet Nam's calendar, no daylight saving
  const days = (Date.parse(until) - Date.parse(from)) / 86_400_000;
  return days > 100 ? String(middle.getUTCFullYear()) : `${middle.getUTCFullYear()}-Q${Math.floor(middle.getUTCMonth() / 3) + 1}`;
}

const kFormats = ['html', 'pdf', 'odt', 'xlsx', 'csv', 'json'] as const;

export function Reports() {
  const reports = useAsk<{ reports: Report[] }>('/api/v1/reports');
  const calendar = useAsk<{ calendar: Due[] }>('/api/v1/reports/calendar');
  const problem = useSignal('');
  const make = (due: Due): void => {
    post('/api/v1/reports', { type: due.type, ...(due.period ? { period: periodName(due.period) } : {}) })
      .then(() => { problem.value = ''; reports.again(); })
      .catch((error: unknown) => { problem.value = problemOf(error); });
  };
  return (
    <section class="page" aria-labelledby="reports-title">
      <h2 id="reports-title">{t('reports.title')}</h2>
      {(problem.value || reports.problem.value) && <p class="alert" role="alert">{problem.value || reports.problem.value}</p>}
      <div class="card">
        <h3>{t('reports.calendar')}</h3>
        <ul class="plain">{(calendar.answer.value?.calendar ?? []).map((due) => (
          <li key={`${due.type}/${due.due}`}>
            <time dateTime={due.due}>{day(due.due)}</time> {word('report.type', due.type)} {due.period && periodName(due.period)} <span class="muted">{lang.value === 'vi' ? due.addressee_vi : due.addressee_en}</span> {due.remind > 0 && <span class="mark warn">{t('reports.soon', { days: due.remind })}</span>}
            <button type="button" class="quiet no-print" onClick={() => { make(due); }}>{t('reports.make')}</button>
          </li>
        ))}</ul>
        <h3>{t('reports.made')}</h3>
        {(reports.answer.value?.reports ?? []).length === 0 ? <p class="muted">{kNone}</p> : (
          <ul class="plain">{reports.answer.value?.reports.map((report) => (
            <li key={report.id}>{dateTime(report.created)} {report.title} <span class="muted">{report.author}</span> {kFormats.map((format) => (
              <a key={format} href={`/api/v1/reports/${report.id}?format=${format}&lang=${lang.value}`} target="_blank" rel="noopener">{format.toUpperCase()}</a>
            ))}</li>
          ))}</ul>
        )}
      </div>
    </section>
  );
}
