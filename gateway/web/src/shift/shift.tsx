// Hand-over: what the next operator must know, from the twelve hours before.
import { t } from '../i18n';
import { useAsk } from '../state/ask';
import { hrefOf } from '../state/route';
import { dateTime, kNone, number } from '../text/format';

interface Shift {
  since: string;
  open: number;
  new: number;
  report_due_within_4h: number;
  escalated: number;
  waiting: number[];
  nodes_down: string[];
  on_duty?: string;
}

export function ShiftPage() {
  const { answer, problem } = useAsk<Shift>('/api/v1/shift');
  const shift = answer.value;
  const facts: [string, string][] = shift ? [
    [t('shift.since'), dateTime(shift.since)],
    [t('shift.on_duty'), shift.on_duty || kNone],
    [t('shift.open'), number(shift.open)],
    [t('shift.new'), number(shift.new)],
    [t('shift.due'), number(shift.report_due_within_4h)],
    [t('shift.escalated'), number(shift.escalated)],
    [t('shift.nodes_down'), shift.nodes_down.join(', ') || kNone],
  ] : [];
  return (
    <section class="page" aria-labelledby="shift-title">
      <header class="list-head"><h1 id="shift-title">{t('nav.shift')}</h1><button type="button" class="no-print" onClick={() => { window.print(); }}>{t('print')}</button></header>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      {!shift ? !problem.value && <p class="empty">{t('loading')}</p> : (
        <div class="card">
          <dl class="facts">{facts.map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
          <h2>{t('shift.waiting')}</h2>
          {shift.waiting.length === 0 ? <p class="muted">{t('shift.waiting.none')}</p> : (
            <ul class="plain">{shift.waiting.map((id) => <li key={id}><a href={hrefOf('incident', {}, id)}>{t('incident.title', { id })}</a></li>)}</ul>
          )}
        </div>
      )}
    </section>
  );
}
