// The past, instant by instant: asked for where the slider stands, kept for as long as somebody slides back and forth.
import { get } from '../api/client';
import type { Incident, Node } from '../api/types';

export interface History {
  at: string;
  incidents: Incident[];
  nodes: { node: string; heard: boolean; last_seen?: string }[];
  whole: boolean;
}

export const kWindows: Record<string, number> = { '24h': 24, '7d': 168, '30d': 720 };
export const kSteps = 288; // five minutes of a day
const kMostKept = 400;

const kept = new Map<number, Promise<History>>();

/** The same instant is asked for once. A failure is forgotten, so that the next look asks again. */
export function historyAt(at: number): Promise<History> {
  const found = kept.get(at);
  if (found) return found;
  const asked = get<History>(`/api/v1/history?at=${encodeURIComponent(new Date(at).toISOString())}`);
  asked.catch(() => { kept.delete(at); });
  if (kept.size >= kMostKept) kept.delete(kept.keys().next().value ?? at);
  kept.set(at, asked);
  return asked;
}

/** The instant of a step, on whole minutes so that one step is one question. */
export function instantOf(step: number, hours: number, now: number): number {
  const end = Math.floor(now / 60_000) * 60_000;
  return end - Math.round(((kSteps - step) / kSteps) * hours * 60) * 60_000;
}

export function stepOf(at: number, hours: number, now: number): number {
  return Math.max(0, Math.min(kSteps, Math.round(kSteps * (1 - (now - at) / (hours * 3_600_000)))));
}

/** Where nodes are is what it is today; whether they were heard is of then. */
export function nodesThen(history: History, nodes: readonly Node[]): Node[] {
  const byNode = new Map(history.nodes.map((node) => [node.node, node]));
  return nodes.map((node) => {
    const was = byNode.get(node.node);
    const heard = was?.heard ?? false;
    const then: Node = { ...node, state: heard ? 'online' : 'offline', stale: !heard };
    if (was?.last_seen) then.last_seen = was.last_seen;
    else delete then.last_seen;
    return then;
  });
}

/** Incidents that began in each step of the window, for the marks over the slider. */
export function beginnings(incidents: Iterable<Pick<Incident, 'first_seen'>>, hours: number, now: number, bars: number): number[] {
  const counts = Array.from({ length: bars }, () => 0);
  for (const { first_seen } of incidents) {
    const bar = Math.floor(bars * (1 - (now - new Date(first_seen).getTime()) / (hours * 3_600_000)));
    if (bar >= 0 && bar < bars) counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return counts;
}
