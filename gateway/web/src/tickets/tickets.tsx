// Tickets to the carriers: what waits for whom, the overdue first.
import type { Ticket } from '../api/types';
import { lang, t, word } from '../i18n';
import { Ledger } from '../shell/table';
import { useAsk } from '../state/ask';
import { now } from '../state/clock';
import { hrefOf, refine, route } from '../state/route';
import { dateTime, kNone, megahertz, shortTime } from '../text/format';
import { TicketSteps } from './act';
import { byUrgency, kGroups, inGroup } from './order';

function Row({ ticket, onChange }: { ticket: Ticket; onChange: () => void }) {
  return (
    <tr data-ticket={ticket.id}>
      <td>{t('ticket.number', { id: ticket.id })}<div><a href={hrefOf('incident', { part: 'tickets' }, ticket.incident)}>{t('incident.title', { id: ticket.incident })}</a></div></td>
      <td>{word('carrier', ticket.carrier)}</td>
      <td><span class="mark">{word('ticket.state', ticket.state)}</span>{ticket.sla?.breached && <span class="mark warn">{t('ticket.breached')}</span>}{ticket.sla?.paused && <span class="mark">{t('ticket.paused')}</span>}</td>
      <td>{ticket.sla?.due ? dateTime(ticket.sla.due) : kNone}</td>
      <td class="figure">{ticket.body?.channel ?? kNone}<div class="muted">{ticket.body?.frequency_hz !== undefined && megahertz(ticket.body.frequency_hz)}</div></td>
      <td class="wide">{lang.value === 'vi' ? ticket.summary_vi : ticket.summary_en}{ticket.answer && <p class="note"><b>{t(`ticket.verdict.${ticket.answer}`)}</b> {ticket.answer_text}</p>}</td>
      <td>{shortTime(ticket.created, now.value)}</td>
      <td class="no-print"><TicketSteps ticket={ticket} onChange={onChange} /></td>
    </tr>
  );
}

export function TicketsPage() {
  const { answer, problem, again } = useAsk<{ tickets: Ticket[] }>('/api/v1/tickets');
  const { query } = route.value;
  const group = query.get('group') ?? 'open';
  const carrier = query.get('carrier') ?? '';
  const all = answer.value?.tickets;
  const carriers = [...new Set(all?.map((ticket) => ticket.carrier))].sort();
  const shown = all?.filter((ticket) => inGroup(ticket, group) && (carrier === '' || ticket.carrier === carrier)).sort(byUrgency);
  const columns = [
    { name: t('ticket.title') }, { name: t('ticket.carrier') }, { name: t('ticket.state') }, { name: t('ticket.due') }, { name: t('field.channel'), figure: true },
    { name: t('ticket.summary') }, { name: t('ticket.created') }, { name: t('action') },
  ];
  return (
    <Ledger id="tickets-title" title={t('nav.tickets')} columns={columns} problem={problem.value} none={t('ticket.none')}
      rows={shown?.map((ticket) => <Row key={ticket.id} ticket={ticket} onChange={again} />)}>
      <span class="inline-form">
        <select aria-label={t('ticket.state')} value={group} onChange={(event) => { refine({ group: event.currentTarget.value }); }}>
          {kGroups.map((each) => <option key={each} value={each}>{t(`ticket.group.${each}`)}</option>)}
        </select>
        <select aria-label={t('ticket.carrier')} value={carrier} onChange={(event) => { refine({ carrier: event.currentTarget.value }); }}>
          <option value="">{t('ticket.carrier.any')}</option>
          {carriers.map((each) => <option key={each} value={each}>{word('carrier', each)}</option>)}
        </select>
      </span>
    </Ledger>
  );
}
