// Which incidents the list and the map show, and in what order. All of it stands in the address.
import type { Incident } from '../api/types';
import { word } from '../i18n';
import { matches } from '../text/fold';
import { networkName } from '../text/plmn';
import { isActive } from './actions';

export interface Filter {
  kind: string;
  state: string; // a state, "active" or "any"
  severity: string; // this one or worse; "" any
  node: string;
  owner: string; // a user, "none" (nobody's) or "" any
  exercise: string; // "no" hides exercises
  sort: string; // "" urgency, "new", "due"
  q: string;
}

const kDefaults: Filter = { kind: '', state: 'active', severity: '', node: '', owner: '', exercise: '', sort: '', q: '' };

export function filterOf(query: URLSearchParams): Filter {
  return Object.fromEntries(Object.entries(kDefaults).map(([name, usual]) => [name, query.get(name) ?? usual])) as unknown as Filter;
}

export function isUsual(filter: Filter): boolean {
  return Object.entries(kDefaults).every(([name, usual]) => name === 'sort' || filter[name as keyof Filter] === usual);
}

function searchText(incident: Incident): string {
  const { cell, place } = incident;
  return [
    `#${incident.id}`, incident.title, word('kind', incident.kind), word('severity', incident.severity), place?.commune, incident.owner, ...incident.nodes,
    ...(cell?.plmns ?? []).map(networkName), cell?.channel, cell?.cell_id, cell?.tac, cell?.pci,
  ].filter((part) => part !== undefined).join(' ');
}

export const kSeverities = ['critical', 'high', 'medium', 'low', 'info'] as const;

function rank(severity: string): number {
  const place = (kSeverities as readonly string[]).indexOf(severity);
  return place < 0 ? kSeverities.length : place;
}

export function passes(incident: Incident, filter: Filter): boolean {
  if (filter.kind && incident.kind !== filter.kind) return false;
  if (filter.node && !incident.nodes.includes(filter.node)) return false;
  if (filter.severity && rank(incident.severity) > rank(filter.severity)) return false;
  if (filter.owner && (filter.owner === 'none' ? Boolean(incident.owner) : incident.owner !== filter.owner)) return false;
  if (filter.exercise === 'no' && incident.exercise) return false;
  if (filter.state === 'active' ? !isActive(incident) : filter.state !== 'any' && incident.state !== filter.state) return false;
  return filter.q.trim() === '' || matches(searchText(incident), filter.q.trim());
}

/** What wants a person first: unhandled before handled, then by severity, then the latest. */
export function byUrgency(a: Incident, b: Incident): number {
  return Number(isActive(b)) - Number(isActive(a)) || rank(a.severity) - rank(b.severity) || b.last_seen.localeCompare(a.last_seen) || b.id - a.id;
}

function byNewest(a: Incident, b: Incident): number {
  return b.first_seen.localeCompare(a.first_seen) || b.id - a.id;
}

/** Whose report is due first; what needs none comes last. */
function byDue(a: Incident, b: Incident): number {
  return (a.report_due ?? '9').localeCompare(b.report_due ?? '9') || byUrgency(a, b);
}

export function orderOf(filter: Filter): (a: Incident, b: Incident) => number {
  return filter.sort === 'new' ? byNewest : filter.sort === 'due' ? byDue : byUrgency;
}
