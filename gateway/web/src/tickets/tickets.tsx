// Tickets to the carriers: what waits for whom. A carrier sees its own here and answers in one click.
import { useSignal } from '@preact/signals';
import { post, session } from '../api/client';
import type { Ticket } from '../api/types';
import { lang, t, word } from '../i18n';
import { Ledger } from '../shell/table';
import { problemOf, useAsk } from '../state/ask';
import { now } from '../state/clock';
import { hrefOf } from '../state/route';
import { dateTime, kNone, megahertz, shortTime } from '../text/format';
import { bodyOfStep, kVerdicts, mayAnswer, needsReason, stepsOf, type Step, type Verdict } from './steps';

interface Doing {
  path: string;
  body: (text: string) => Record<string, string>;
  label: string;
  required: boolean;
}

function Words({ doing, onDone }: { doing: Doing; onDone: (problem: string) => void }) {
  const text = useSignal('');
  const send = (): void => {
    post(doing.path, doing.body(text.value.trim().normalize('NFC'))).then(() => { onDone(''); }).catch((error: unknown) => { onDone(problemOf(error)); });
  };
  return (
    <form class="action-form" onSubmit={(event) => { event.preventDefault(); send(); }}>
      <label>{t(doing.required ? 'action.comment.required' : 'action.comment.optional')}
        <textarea rows={2} maxLength={2000} required={doing.required} value={text.value} onInput={(event) => { text.value = event.currentTarget.value; }} />
      </label>
      <button type="submit" class="primary">{doing.label}</button>
    </form>
  );
}

function Row({ ticket, role, onChange }: { ticket: Ticket; role: string; onChange: () => void }) {
  const doing = useSignal<Doing | undefined>(undefined);
  const problem = useSignal('');
  const at = `/api/v1/tickets/${ticket.id}`;
  const step = (name: Step): void => {
    doing.value = { path: `${at}/${name}`, body: (text) => bodyOfStep(name, text), label: t(`ticket.step.${name}`), required: needsReason(name) };
  };
  const answer = (verdict: Verdict): void => {
    doing.value = { path: `${at}/answer`, body: (text) => ({ verdict, text }), label: t(`ticket.verdict.${verdict}`), required: verdict === 'need_information' };
  };
  const done = (what: string): void => {
    problem.value = what;
    if (what === '') doing.value = undefined;
    onChange();
  };
  return (
    <tr data-ticket={ticket.id}>
      <td>{t('ticket.number', { id: ticket.id })}{role !== 'carrier' && <div><a href={hrefOf('incident', {}, ticket.incident)}>{t('incident.title', { id: ticket.incident })}</a></div>}</td>
      <td>{word('carrier', ticket.carrier)}</td>
      <td><span class="mark">{word('ticket.state', ticket.state)}</span>{ticket.sla?.breached && <span class="mark warn">{t('ticket.breached')}</span>}</td>
      <td>{ticket.sla?.due ? dateTime(ticket.sla.due) : kNone}</td>
      <td class="figure">{ticket.body?.channel ?? kNone} {ticket.body?.frequency_hz !== undefined && megahertz(ticket.body.frequency_hz)}</td>
      <td class="wide">{lang.value === 'vi' ? ticket.summary_vi : ticket.summary_en}{ticket.answer && <p class="note">{t(`ticket.verdict.${ticket.answer}`)} {ticket.answer_text}</p>}</td>
      <td>{shortTime(ticket.created, now.value)}</td>
      <td class="no-print">
        <div class="action-buttons">
          {stepsOf(ticket.state, role).map((name) => <button key={name} type="button" onClick={() => { step(name); }}>{t(`ticket.step.${name}`)}</button>)}
          {mayAnswer(ticket.state, role) && kVerdicts.map((verdict) => <button key={verdict} type="button" onClick={() => { answer(verdict); }}>{t(`ticket.verdict.${verdict}`)}</button>)}
        </div>
        {doing.value && <Words key={doing.value.path} doing={doing.value} onDone={done} />}
        {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      </td>
    </tr>
  );
}

export function TicketsPage() {
  const { answer, problem, again } = useAsk<{ tickets: Ticket[] }>('/api/v1/tickets');
  const role = session.value?.role ?? '';
  const columns = [
    { name: t('ticket.title') }, { name: t('ticket.carrier') }, { name: t('ticket.state') }, { name: t('ticket.due') }, { name: t('field.channel'), figure: true },
    { name: t('ticket.summary') }, { name: t('ticket.created') }, { name: t('action') },
  ];
  return (
    <Ledger id="tickets-title" title={t('nav.tickets')} columns={columns} problem={problem.value} none={t('ticket.none')}
      rows={answer.value?.tickets.map((ticket) => <Row key={ticket.id} ticket={ticket} role={role} onChange={again} />)} />
  );
}
