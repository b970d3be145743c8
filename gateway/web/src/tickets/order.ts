// Which tickets are shown together and which come first.
import type { Ticket } from '../api/types';

export const kGroups = ['open', 'ours', 'theirs', 'done', 'any'] as const;
const kOurs = ['draft', 'approved', 'resolved', 'verified'];
const kTheirs = ['sent', 'acknowledged', 'inProgress', 'pending', 'held'];

/** "ours": the DST has the next step; "theirs": the carrier has. */
export function inGroup(ticket: Pick<Ticket, 'state'>, group: string): boolean {
  const ours = kOurs.includes(ticket.state);
  const theirs = kTheirs.includes(ticket.state);
  if (group === 'ours') return ours;
  if (group === 'theirs') return theirs;
  if (group === 'done') return !ours && !theirs;
  return group === 'any' || ours || theirs;
}

/** Overdue first, then whose time runs out first, then the newest. */
export function byUrgency(a: Ticket, b: Ticket): number {
  return Number(b.sla?.breached ?? false) - Number(a.sla?.breached ?? false) || (a.sla?.due ?? '9').localeCompare(b.sla?.due ?? '9') || b.id - a.id;
}
