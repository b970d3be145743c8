// From what was dismissed to a rule that would have hidden it: what all of them have in common, and an end.
import type { Incident } from '../api/types';

export interface Scope {
  kind?: string;
  cell_id?: number;
  plmn?: string;
  node?: string;
  commune_code?: string;
}

function common<T>(values: readonly (T | undefined)[]): T | undefined {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : undefined;
}

/** The narrowest scope that covers every one of them; a cell's identity says more than its node or commune. */
export function scopeOf(incidents: readonly Incident[]): Scope {
  const scope: Scope = {};
  const kind = common(incidents.map((each) => each.kind));
  const cell = common(incidents.map((each) => each.cell?.cell_id));
  const plmn = common(incidents.map((each) => each.cell?.plmns?.[0]));
  const node = common(incidents.map((each) => (each.nodes.length === 1 ? each.nodes[0] : undefined)));
  const commune = common(incidents.map((each) => each.place?.commune_code));
  if (kind !== undefined) scope.kind = kind;
  if (plmn !== undefined) scope.plmn = plmn;
  if (cell !== undefined) scope.cell_id = cell;
  else if (node !== undefined) scope.node = node;
  else if (commune !== undefined) scope.commune_code = commune;
  return scope;
}

/** A rule without any scope would hide everything: it is never offered. */
export function isNarrow(scope: Scope): boolean {
  return scope.cell_id !== undefined || scope.plmn !== undefined || scope.node !== undefined || scope.commune_code !== undefined;
}

const kDayMs = 86_400_000;

export function ruleOf(scope: Scope, reason: string, days: number, now: number): Record<string, string | number> {
  return { ...scope, reason: reason.trim().normalize('NFC'), expires: new Date(now + days * kDayMs).toISOString().replace(/\.\d+Z$/, 'Z') };
}
