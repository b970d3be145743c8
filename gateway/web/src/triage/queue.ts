// What the queue's user has in hand: the row the keys act on, the rows picked, the groups unfolded.
import { signal } from '@preact/signals';
import { post } from '../api/client';
import type { Incident } from '../api/types';
import { incidents } from '../state/watch';
import type { Group } from './groups';

export const current = signal<number | undefined>(undefined);
export const picked = signal<ReadonlySet<number>>(new Set());
export const unfolded = signal<ReadonlySet<number>>(new Set());
/** What the last batch did, until the next one. */
export const outcome = signal<Outcome | undefined>(undefined);
export const asking = signal<'help' | 'dismiss' | undefined>(undefined);

export interface Refused {
  id: number;
  message: string;
}

export interface Outcome {
  action: string;
  done: number[];
  refused: Refused[];
}

/** The rows as they stand on the screen: a folded group is its lead. */
export function visible(groups: readonly Group[], open: ReadonlySet<number>): Incident[] {
  return groups.flatMap((group) => (open.has(group.lead.id) ? group.members : [group.lead]));
}

/** The row `step` further; from nowhere the first. It stops at the ends. */
export function moved(rows: readonly Incident[], from: number | undefined, step: number): number | undefined {
  const at = rows.findIndex((row) => row.id === from);
  if (at < 0) return rows[0]?.id;
  return rows[Math.min(Math.max(at + step, 0), rows.length - 1)]?.id;
}

function toggled(set: ReadonlySet<number>, ids: readonly number[]): ReadonlySet<number> {
  const next = new Set(set);
  const all = ids.every((id) => next.has(id));
  for (const id of ids) {
    if (all) next.delete(id);
    else next.add(id);
  }
  return next;
}

/** A folded group is picked whole. */
export function togglePick(group: Group, incident: Incident): void {
  const folded = incident.id === group.lead.id && !unfolded.value.has(group.lead.id);
  picked.value = toggled(picked.value, folded ? group.members.map((member) => member.id) : [incident.id]);
}

/** Picks everything between the last pick and the current row, as Shift does in every list. */
export function pickTo(rows: readonly Incident[], to: number): void {
  const from = [...picked.value].at(-1) ?? to;
  const [a, b] = [rows.findIndex((row) => row.id === from), rows.findIndex((row) => row.id === to)].sort((x, y) => x - y);
  picked.value = new Set([...picked.value, ...rows.slice(Math.max(a ?? 0, 0), (b ?? 0) + 1).map((row) => row.id)]);
}

export function unfold(id: number): void {
  unfolded.value = toggled(unfolded.value, [id]);
}

/** What the next action is for: the picked ones, else the current one. Only those that are still here. */
export function targets(): Incident[] {
  const ids = picked.value.size > 0 ? [...picked.value] : current.value === undefined ? [] : [current.value];
  return ids.map((id) => incidents.value.get(id)).filter((incident) => incident !== undefined);
}

const kMostAtOnce = 200; // what the gateway takes in one batch

export async function actOnMany(ids: readonly number[], action: string, reason: string): Promise<Outcome> {
  const total: Outcome = { action, done: [], refused: [] };
  for (let from = 0; from < ids.length; from += kMostAtOnce) {
    const answer = await post<Outcome>('/api/v1/incidents/batch', { ids: ids.slice(from, from + kMostAtOnce), action, reason: reason.trim().normalize('NFC') });
    total.done.push(...(answer?.done ?? []));
    total.refused.push(...(answer?.refused ?? []));
  }
  outcome.value = total;
  picked.value = new Set(total.refused.map((each) => each.id));
  return total;
}
