// A page that stays open for weeks must not remember for weeks: what nobody has to do anything about is let go, the oldest first.
import type { Incident } from '../api/types';
import { isActive } from '../incident/actions';

export const kMostHeld = 1500;

/** At most `most` incidents, active ones always; the same map when nothing has to go. */
export function held(all: ReadonlyMap<number, Incident>, most = kMostHeld): ReadonlyMap<number, Incident> {
  if (all.size <= most) return all;
  const settled = [...all.values()].filter((incident) => !isActive(incident)).sort((a, b) => a.last_seen.localeCompare(b.last_seen));
  const kept = new Map(all);
  for (const incident of settled.slice(0, all.size - most)) kept.delete(incident.id);
  return kept;
}
