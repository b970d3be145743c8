// What a wall screen shows in turn: few enough to come round within two minutes.
import type { Incident, Node } from '../api/types';
import { isActive } from '../incident/actions';
import { byUrgency, kSeverities } from '../incident/filter';

export const kInTurn = 8;

export function attention(incidents: Iterable<Incident>): Incident[] {
  return [...incidents].filter(isActive).sort(byUrgency).slice(0, kInTurn);
}

export function countsBySeverity(incidents: Iterable<Incident>): [string, number][] {
  const counts = new Map<string, number>(kSeverities.map((severity) => [severity, 0]));
  for (const incident of incidents) if (isActive(incident)) counts.set(incident.severity, (counts.get(incident.severity) ?? 0) + 1);
  return [...counts];
}

/** Reports that are due first, the overdue before all. */
export function dueNext(incidents: Iterable<Incident>, most: number): Incident[] {
  return [...incidents].filter((incident) => incident.report_due !== undefined && isActive(incident))
    .sort((a, b) => (a.report_due ?? '').localeCompare(b.report_due ?? '')).slice(0, most);
}

export type Health = 'online' | 'degraded' | 'silent';

export function healthOf(node: Pick<Node, 'state' | 'stale'>): Health {
  if (node.stale || node.state === 'offline' || node.state === 'never_seen') return 'silent';
  return node.state === 'degraded' ? 'degraded' : 'online';
}
