// A week of hours: what was listened to, what was heard. An hour that nobody listened to is not a quiet hour.

export interface Occupancy {
  since: string;
  until: string;
  low_hz: number;
  high_hz: number;
  listened: number[]; // 168 clock hours, Monday 00 first, Viet Nam time
  heard: number[];
  observations: number[];
}

export const kDays = 7;
export const kHours = 24;
export const kSteps = 5;

/** 0..1; undefined where nobody listened. */
export function ratioOf(week: Occupancy, day: number, hour: number): number | undefined {
  const index = day * kHours + hour;
  const listened = week.listened[index] ?? 0;
  return listened === 0 ? undefined : (week.heard[index] ?? 0) / listened;
}

/** 0 is quiet, 1..kSteps rises with the share; undefined where nobody listened. */
export function stepOf(ratio: number | undefined): number | undefined {
  return ratio === undefined ? undefined : Math.ceil(Math.min(1, Math.max(0, ratio)) * kSteps);
}

/** Hours heard of hours listened, over the whole week. */
export function totalOf(week: Occupancy): { listened: number; heard: number } {
  const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);
  return { listened: sum(week.listened), heard: sum(week.heard) };
}
