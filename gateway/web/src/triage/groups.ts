// One cause, one row: incidents that belong together stand under the most urgent of them, and a storm is one line until it is unfolded.
import type { Incident } from '../api/types';

export type Why = 'alone' | 'linked' | 'storm';

export interface Group {
  lead: Incident;
  /** the lead first */
  members: Incident[];
  why: Why;
}

export const kStormSize = 5; // EEMUA 191 calls ten in ten minutes a flood; half of that is already too much to read one by one
export const kStormGapMs = 10 * 60_000;

class Sets {
  private readonly parent = new Map<number, number>();

  root(id: number): number {
    const above = this.parent.get(id) ?? id;
    if (above === id) return id;
    const top = this.root(above);
    this.parent.set(id, top);
    return top;
  }

  join(a: number, b: number): void {
    this.parent.set(this.root(a), this.root(b));
  }
}

/** Runs of at least kStormSize of one kind in one commune, each within kStormGapMs of the one before. */
function storms(incidents: readonly Incident[]): Incident[][] {
  const byPlace = new Map<string, Incident[]>();
  for (const incident of incidents) {
    const key = `${incident.kind}/${incident.place?.commune_code ?? incident.nodes.join(' ')}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), incident]);
  }
  const found: Incident[][] = [];
  for (const list of byPlace.values()) {
    const inTime = [...list].sort((a, b) => a.first_seen.localeCompare(b.first_seen));
    let run: Incident[] = [];
    const close = (): void => {
      if (run.length >= kStormSize) found.push(run);
      run = [];
    };
    for (const incident of inTime) {
      const last = run.at(-1);
      if (last && Date.parse(incident.first_seen) - Date.parse(last.first_seen) > kStormGapMs) close();
      run.push(incident);
    }
    close();
  }
  return found;
}

/** Of a sorted list; the order of groups is that of their first members. */
export function groupsOf(sorted: readonly Incident[]): Group[] {
  const sets = new Sets();
  const here = new Set(sorted.map((incident) => incident.id));
  const stormy = new Set<number>();
  for (const incident of sorted) {
    for (const link of incident.links ?? []) if (here.has(link.incident)) sets.join(incident.id, link.incident);
  }
  for (const storm of storms(sorted)) {
    for (const incident of storm) {
      stormy.add(incident.id);
      if (storm[0]) sets.join(incident.id, storm[0].id);
    }
  }
  const groups = new Map<number, Group>();
  for (const incident of sorted) {
    const root = sets.root(incident.id);
    const group = groups.get(root);
    if (group) group.members.push(incident);
    else groups.set(root, { lead: incident, members: [incident], why: 'alone' });
  }
  for (const group of groups.values()) {
    if (group.members.length > 1) group.why = group.members.some((member) => stormy.has(member.id)) ? 'storm' : 'linked';
  }
  return [...groups.values()];
}
