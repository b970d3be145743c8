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

/** How much two stretches of spectrum share of what they cover together, 0..1. */
function likeness(a: Range, b: Range): number {
  const shared = Math.min(a.high_hz, b.high_hz) - Math.max(a.low_hz, b.low_hz);
  return Math.max(0, shared) / (Math.max(a.high_hz, b.high_hz) - Math.min(a.low_hz, b.low_hz));
}

const kSamePlace = 0.6; // an edge that is measured again is never quite the same

/** One box for what was found again and again at one place in the spectrum; the newest edges stand. */
export function gathered(list: readonly Found[]): Found[] {
  const boxes: Found[] = [];
  for (const each of [...list].sort((a, b) => a.until - b.until)) {
    const before = boxes.findIndex((box) => box.kind === each.kind && box.name === each.name && likeness(box, each) >= kSamePlace);
    if (before < 0) boxes.push(each);
    else boxes[before] = { ...each, from: Math.min(boxes[before]?.from ?? each.from, each.from) };
  }
  return boxes;
}
