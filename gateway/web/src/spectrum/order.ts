// Rows come to the person who ordered them, and to nobody else: the order, and the asking while it lasts.
import { get, post } from '../api/client';
import type { Observation } from '../api/types';
import { foundOf, gathered, inRange, type Found } from './found';
import { rowOf, type Range, type Row, type WireRow } from './rows';

export interface Command {
  command: string;
  kind: string;
  by: string;
  created: string;
  state: string;
  text?: string;
}

export const kDurations = [60, 300, 900] as const;
export const kRowsPerSecond = 4;

export async function order(node: string, range: Range, duration_s: number): Promise<Command> {
  const given = await post<Command>(`/api/v1/nodes/${node}/spectrum`, { ...range, duration_s, rows_per_s: kRowsPerSecond });
  if (!given) throw new Error('an order is answered with the order');
  return given;
}

/** State of the order as the node has answered it. */
export async function stateOf(node: string, command: string): Promise<Command | undefined> {
  const { commands } = await get<{ commands: Command[] }>(`/api/v1/nodes/${node}/commands`);
  return commands.find((each) => each.command === command);
}

export async function rowsAfter(node: string, after: number): Promise<{ rows: Row[]; next: number }> {
  const { rows, next } = await get<{ rows: WireRow[]; next: number }>(`/api/v1/nodes/${node}/spectrum?after=${after}`);
  return { rows: rows.map(rowOf), next };
}

const kFoundRows = 200;

export async function foundBy(node: string, since: number, range: Range): Promise<Found[]> {
  const path = `/api/v1/observations?node=${node}&since=${encodeURIComponent(new Date(since).toISOString())}&limit=${kFoundRows}`;
  const { observations } = await get<{ observations: Observation[] }>(path);
  return gathered(observations.flatMap((each) => foundOf(each) ?? []).filter((each) => inRange(each, range)));
}
