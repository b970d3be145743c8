// The draft a carrier will receive, in both languages, printable on its own.
import type { AffectedCell, Ticket } from '../api/types';
import { lang, t, word } from '../i18n';
import { communeName } from '../state/places';
import { dateTime, megahertz, metres } from '../text/format';
import { eci } from './cell';
import { TicketSteps } from '../tickets/act';
import { ExerciseMark } from './marks';

/** Prints this ticket alone: the style sheet hides everything that is not marked. */
function printTicket(id: number): void {
  const root = document.documentElement;
  root.dataset['print'] = 'ticket';
  const card = document.getElementById(`ticket-${id}`);
  card?.classList.add('printing');
  window.addEventListener('afterprint', () => {
    delete root.dataset['print'];
    card?.classList.remove('printing');
  }, { once: true });
  window.print();
}

function Affected({ cells }: { cells: readonly AffectedCell[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr><th>{t('field.site_id')}</th><th>{t('field.cell_id')}</th><th class="figure">{t('field.channel')}</th><th class="figure">{t('field.distance_m')}</th><th>{t('ticket.relation')}</th></tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr key={`${cell.site_id}/${cell.cell_id}`}>
              <td>{cell.site_id}</td>
              <td>{eci(cell.cell_id)}</td>
              <td class="figure">{cell.channel}</td>
              <td class="figure">{metres(cell.distance_m)}</td>
              <td>{word('relation', cell.relation)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CardProps {
  ticket: Ticket;
  exercise: boolean;
  focused: boolean;
  onChange: () => void;
}

function TicketCard({ ticket, exercise, focused, onChange }: CardProps) {
  const first = lang.value === 'vi' ? ticket.summary_vi : ticket.summary_en;
  const second = lang.value === 'vi' ? ticket.summary_en : ticket.summary_vi;
  const { body } = ticket;
  return (
    <article class="ticket" id={`ticket-${ticket.id}`}>
      <header>
        <h3>{t('ticket.number', { id: ticket.id })}</h3>
        <span class="mark">{word('ticket.state', ticket.state)}</span>
        {exercise && <ExerciseMark />}
        <button type="button" class="no-print" onClick={() => { printTicket(ticket.id); }}>{t('ticket.print')}</button>
      </header>
      <TicketSteps ticket={ticket} focused={focused} onChange={onChange} />
      <dl class="facts">
        <dt>{t('ticket.carrier')}</dt><dd>{word('carrier', ticket.carrier)}</dd>
        <dt>{t('ticket.created')}</dt><dd>{dateTime(ticket.created)}</dd>
        {body?.channel !== undefined && <><dt>{t('field.channel')}</dt><dd>{body.channel} ({megahertz(body.frequency_hz)})</dd></>}
        {ticket.answer && <><dt>{t('ticket.answer')}</dt><dd><b>{t(`ticket.verdict.${ticket.answer}`)}</b> {ticket.answer_text}</dd></>}
        {body?.place?.commune && <><dt>{t('incident.place')}</dt><dd>{communeName(body.place)}</dd></>}
      </dl>
      <h4>{t('ticket.summary')}</h4>
      <p class="summary">{first}</p>
      <details>
        <summary>{t('ticket.summary.other')}</summary>
        <p class="summary" lang={lang.value === 'vi' ? 'en' : 'vi'}>{second}</p>
      </details>
      {body?.affected && body.affected.length > 0 && <><h4>{t('ticket.affected')}</h4><Affected cells={body.affected} /></>}
    </article>
  );
}

interface Props {
  tickets: readonly Ticket[];
  exercise: boolean;
  /** the address asks for the tickets: the first of them takes the focus */
  focused: boolean;
  onChange: () => Promise<void>;
}

export function Tickets({ tickets, exercise, focused, onChange }: Props) {
  return (
    <section class="card tickets" aria-labelledby="tickets-title">
      <h2 id="tickets-title">{t('ticket.title')}</h2>
      {tickets.length === 0 && <p class="muted">{t('ticket.none')}</p>}
      {tickets.map((ticket, index) => <TicketCard key={ticket.id} ticket={ticket} exercise={exercise} focused={focused && index === 0} onChange={() => void onChange()} />)}
    </section>
  );
}
