// An incident's life on one axis of time: what was heard, what was done, when the report is due.
import type { IncidentDetail } from '../api/types';
import { isActive } from '../incident/actions';

export interface Axis {
  from: number; // ms
  until: number;
}

export interface Step {
  at: number;
  action: string; // of the audit, or "ticket.draft"
  actor: string;
}

const kMargin = 0.03;
const kShortestMs = 10 * 60_000;
const kUnremarkable = new Set(['incident.comment', 'incident.read', 'evidence.read']);

/** From the first hearing to now, or to the report's time while that is still ahead. */
export function axisOf(incident: IncidentDetail, now: number): Axis {
  const from = new Date(incident.first_seen).getTime();
  const due = incident.report_due && isActive(incident) ? new Date(incident.report_due).getTime() : 0;
  const ends = [new Date(incident.last_seen).getTime(), isActive(incident) ? now : 0, due, from + kShortestMs, ...incident.audit.map((row) => new Date(row.at).getTime())];
  const span = Math.max(...ends) - from;
  return { from: from - kMargin * span, until: Math.max(...ends) + kMargin * span };
}

/** 0..100 of the axis. */
export function placeOf(at: number, axis: Axis): number {
  return Math.max(0, Math.min(100, (100 * (at - axis.from)) / (axis.until - axis.from)));
}

/** How many receptions fall into each of `bars` equal parts of the axis. */
export function heardBars(times: readonly number[], axis: Axis, bars: number): number[] {
  const counts = Array.from({ length: bars }, () => 0);
  for (const at of times) {
    const bar = Math.min(bars - 1, Math.max(0, Math.floor((bars * (at - axis.from)) / (axis.until - axis.from))));
    counts[bar] = (counts[bar] ?? 0) + 1;
  }
  return counts;
}

/** What people and rules did, oldest first; a step at once after the same one is the same. */
export function stepsOf(incident: IncidentDetail): Step[] {
  const rows = incident.audit.filter((row) => !kUnremarkable.has(row.action)).map((row): Step => ({ at: new Date(row.at).getTime(), action: row.action, actor: row.actor }));
  return rows.sort((a, b) => a.at - b.at).filter((row, index, all) => index === 0 || all[index - 1]?.action !== row.action || row.at - (all[index - 1]?.at ?? 0) > 60_000);
}

/** Share of the 24 hours that is left, 0..1; undefined when no report is due. */
export function clockLeft(incident: Pick<IncidentDetail, 'report_due' | 'first_seen' | 'state'>, now: number): number | undefined {
  if (!incident.report_due || !isActive(incident)) return undefined;
  const due = new Date(incident.report_due).getTime();
  const whole = due - new Date(incident.first_seen).getTime();
  return whole <= 0 ? 0 : Math.max(0, Math.min(1, (due - now) / whole));
}

const kTickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080]; // minutes
const kVietNamMs = 7 * 3_600_000;

/** Round times of Viet Nam, at most `most` of them. */
export function ticksOf(axis: Axis, most: number): number[] {
  const minutes = (axis.until - axis.from) / 60_000;
  const step = (kTickSteps.find((each) => minutes / each <= most) ?? Math.ceil(minutes / most)) * 60_000;
  const first = Math.ceil((axis.from + kVietNamMs) / step) * step - kVietNamMs;
  return Array.from({ length: Math.max(0, Math.floor((axis.until - first) / step) + 1) }, (_, index) => first + index * step);
}
