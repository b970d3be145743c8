// Which incidents the list and the map show, and in what order.
import type { Incident } from '../api/types';
import { word } from '../i18n';
import { matches } from '../text/fold';
import { networkName } from '../text/plmn';
import { isActive } from './actions';

export interface Filter {
  kind: string;
  state: string; // a state, "active" or "any"
  node: string;
  q: string;
}

export function filterOf(query: URLSearchParams): Filter {
  return {
    kind: query.get('kind') ?? '', state: query.get('state') ?? 'active', node: query.get('node') ?? '', q: query.get('q') ?? '',
  };
}

function searchText(incident: Incident): string {
  const { cell, place } = incident;
  return [
    `#${incident.id}`, word('kind', incident.kind), word('severity', incident.severity), place?.commune, ...incident.nodes,
    ...(cell?.plmns ?? []).map(networkName), cell?.channel, cell?.cell_id, cell?.tac, cell?.pci,
  ].filter((part) => part !== undefined).join(' ');
}

export function passes(incident: Incident, filter: Filter): boolean {
  if (filter.kind && incident.kind !== filter.kind) return false;
  if (filter.node && !incident.nodes.includes(filter.node)) return false;
  if (filter.state === 'active' ? !isActive(incident) : filter.state !== 'any' && incident.state !== filter.state) return false;
  return filter.q.trim() === '' || matches(searchText(incident), filter.q.trim());
}

export const kSeverities = ['critical', 'high', 'medium', 'low', 'info'] as const;

function rank(severity: string): number {
  const place = (kSeverities as readonly string[]).indexOf(severity);
  return place < 0 ? kSeverities.length : place;
}

/** What wants a person first: unhandled before handled, then by severity, then the latest. */
export function byUrgency(a: Incident, b: Incident): number {
  return Number(isActive(b)) - Number(isActive(a)) || rank(a.severity) - rank(b.severity) || b.last_seen.localeCompare(a.last_seen) || b.id - a.id;
}
