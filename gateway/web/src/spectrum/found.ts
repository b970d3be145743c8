// What the detectors found, as boxes of time and frequency over the waterfall.
import type { Cell, Observation } from '../api/types';
import type { Range } from './rows';

export interface Found extends Range {
  id: number;
  kind: 'cell' | 'emission' | 'jamming';
  from: number; // ms, as received
  until: number;
  name: string; // untranslated: a network, a label, a kind
  incident?: number;
}

const kPrbHz = 180_000; // of LTE; TS 36.211 §6.2.3
const kRatHz: Record<string, number> = { gsm: 200_000, umts: 5_000_000, nbiot: 180_000, nr: 20_000_000, lte: 1_080_000 };

function widthOf(cell: Cell): number {
  return cell.rat === 'lte' && cell.bandwidth_prb !== undefined ? cell.bandwidth_prb * kPrbHz : (kRatHz[cell.rat] ?? 200_000);
}

function around(centre: number, width: number): Range {
  return { low_hz: centre - width / 2, high_hz: centre + width / 2 };
}

/** A report tells of the time from first to last seen; it is placed by when it was received, as the rows are. */
export function foundOf(observation: Observation): Found | undefined {
  const { cell, emission, jamming } = observation;
  const received = new Date(observation.received).getTime();
  const lasted = Math.max(0, new Date(observation.last_seen).getTime() - new Date(observation.first_seen).getTime());
  const common = { id: observation.id, from: received - lasted, until: received, ...(observation.incident === undefined ? {} : { incident: observation.incident }) };
  if (jamming) return { ...common, kind: 'jamming', name: jamming.kind, ...around(jamming.centre_hz, jamming.bandwidth_hz) };
  if (emission) return { ...common, kind: 'emission', name: emission.label, ...around(emission.centre_hz, emission.bandwidth_hz) };
  if (cell) return { ...common, kind: 'cell', name: `${cell.plmns?.[0] ?? cell.rat} ${cell.pci ?? ''}`.trim(), ...around(cell.frequency_hz, widthOf(cell)) };
  return undefined;
}

export function inRange(found: Found, range: Range): boolean {
  return found.high_hz > range.low_hz && found.low_hz < range.high_hz;
}

/** One box for what was found again and again at one place in the spectrum; the newest name stands. */
export function gathered(list: readonly Found[]): Found[] {
  const boxes = new Map<string, Found>();
  for (const each of [...list].sort((a, b) => a.until - b.until)) {
    const key = `${each.kind} ${Math.round(each.low_hz / 50_000)} ${Math.round(each.high_hz / 50_000)} ${each.name}`;
    const before = boxes.get(key);
    boxes.set(key, before ? { ...each, from: Math.min(before.from, each.from) } : each);
  }
  return [...boxes.values()];
}
