// Its own tickets, the overdue first, each with its evidence and three answers of one press.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { post, session } from '../api/client';
import type { Ticket } from '../api/types';
import { lang, t, word } from '../i18n';
import { problemOf, useAsk } from '../state/ask';
import { now } from '../state/clock';
import { route } from '../state/route';
import { communeName } from '../state/places';
import { dateTime, duration, megahertz, metres } from '../text/format';
import { networkName } from '../text/plmn';
import { byUrgency } from '../tickets/order';
import { kVerdicts, mayAnswer, type Verdict } from '../tickets/steps';

function Due({ ticket }: { ticket: Ticket }) {
  if (!ticket.sla?.due || !mayAnswer(ticket.state, 'carrier')) return null;
  if (ticket.sla.paused) return <span class="mark">{t('ticket.paused')}</span>;
  const left = new Date(ticket.sla.due).getTime() - now.value;
  return <time class={left < 0 ? 'due late' : 'due'} dateTime={ticket.sla.due} title={dateTime(ticket.sla.due)}>{t(left < 0 ? 'due.over' : 'due.left', { time: duration(left) })}</time>;
}

function Answer({ ticket, onChange }: { ticket: Ticket; onChange: () => void }) {
  const text = useSignal('');
  const said = useSignal<{ bad: boolean; text: string } | undefined>(undefined);
  const field = useRef<HTMLTextAreaElement>(null);
  const answer = (verdict: Verdict): void => {
    if (verdict !== 'ours' && text.value.trim() === '') { // the gateway refuses it, too
      said.value = { bad: true, text: t('carrier.say_what') };
      field.current?.focus();
      return;
    }
    post(`/api/v1/tickets/${ticket.id}/answer`, { verdict, text: text.value.trim().normalize('NFC') })
      .then(() => {
        said.value = { bad: false, text: t('carrier.answered') };
        text.value = '';
      })
      .catch((error: unknown) => { said.value = { bad: true, text: problemOf(error) }; })
      .finally(onChange);
  };
  return (
    <div class="answer">
      <label>{t('carrier.words')}<textarea ref={field} rows={2} maxLength={2000} value={text.value} onInput={(event) => { text.value = event.currentTarget.value; }} /></label>
      <div class="action-buttons">
        {kVerdicts.map((verdict) => <button key={verdict} type="button" class={`large ${verdict === 'ours' ? 'primary' : ''}`} data-verdict={verdict} onClick={() => { answer(verdict); }}>{t(`ticket.verdict.${verdict}`)}</button>)}
      </div>
      {said.value && <p class={said.value.bad ? 'alert' : 'done'} role="status">{said.value.text}</p>}
    </div>
  );
}

function Card({ ticket, focused, onChange }: { ticket: Ticket; focused: boolean; onChange: () => void }) {
  const box = useRef<HTMLElement>(null);
  const { body } = ticket;
  const cell = body?.cell;
  useEffect(() => { if (focused) box.current?.scrollIntoView({ block: 'start' }); }, [focused]);
  const facts: [string, string | undefined][] = [
    [t('field.channel'), body?.channel === undefined ? undefined : `${body.channel} (${megahertz(body.frequency_hz)})`],
    [t('field.plmns'), cell?.plmns?.map(networkName).join(', ')],
    [t('field.pci'), cell?.pci?.toString()],
    [t('incident.place'), communeName(body?.place)],
    [t('ticket.sent'), ticket.sent && dateTime(ticket.sent)],
    [t('ticket.due'), ticket.sla?.due && dateTime(ticket.sla.due)],
  ];
  return (
    <article ref={box} class={`card carrier-ticket ${focused ? 'chosen' : ''}`} data-ticket={ticket.id} aria-labelledby={`ticket-title-${ticket.id}`}>
      <header class="list-head">
        <h2 id={`ticket-title-${ticket.id}`}>{t('ticket.number', { id: ticket.id })}</h2>
        <span class="row-marks"><span class="mark">{word('ticket.state', ticket.state)}</span>{ticket.sla?.breached && <span class="mark warn">{t('ticket.breached')}</span>}<Due ticket={ticket} /></span>
      </header>
      <p class="summary">{lang.value === 'vi' ? ticket.summary_vi : ticket.summary_en}</p>
      <dl class="facts">{facts.filter(([, value]) => value).map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
      {body?.affected && body.affected.length > 0 && (
        <details>
          <summary>{t('ticket.affected')} ({body.affected.length})</summary>
          <ul class="plain mono">{body.affected.map((each) => <li key={each.cell_id}>{each.site_id} · {each.cell_id} · {t('field.channel')} {each.channel} · {metres(each.distance_m)} · {word('relation', each.relation)}</li>)}</ul>
        </details>
      )}
      <p><a class="button-link" download href={`/api/v1/tickets/${ticket.id}/evidence?purpose=carrier`}>{t('evidence.download')}</a> <span class="note">{t('carrier.evidence')}</span></p>
      {ticket.answer && <p><b>{t('ticket.answer')}: {t(`ticket.verdict.${ticket.answer}`)}</b> {ticket.answer_text}</p>}
      {mayAnswer(ticket.state, session.value?.role ?? '') && <Answer ticket={ticket} onChange={onChange} />}
    </article>
  );
}

export function CarrierTickets() {
  const { answer, problem, again } = useAsk<{ tickets: Ticket[] }>('/api/v1/tickets');
  const asked = Number(route.value.query.get('ticket'));
  const all = [...(answer.value?.tickets ?? [])].sort(byUrgency);
  const waiting = all.filter((ticket) => mayAnswer(ticket.state, 'carrier'));
  const done = all.filter((ticket) => !mayAnswer(ticket.state, 'carrier'));
  return (
    <section class="page narrow" aria-labelledby="carrier-title">
      <h1 id="carrier-title">{t('nav.tickets')}</h1>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      {answer.value && <p class="muted" role="status">{t('carrier.waiting', { n: waiting.length })}</p>}
      {waiting.map((ticket) => <Card key={ticket.id} ticket={ticket} focused={ticket.id === asked} onChange={again} />)}
      {done.length > 0 && <h2>{t('carrier.done')}</h2>}
      {done.map((ticket) => <Card key={ticket.id} ticket={ticket} focused={ticket.id === asked} onChange={again} />)}
      {answer.value && all.length === 0 && <p class="empty">{t('carrier.none')}</p>}
    </section>
  );
}
