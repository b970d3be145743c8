// What each node could have heard: the weakest cell it would have found, as the distance at which a stated transmitter would be that
// weak. A drawing aid with a stated model, not a prediction: free space to 1 km, 35 dB a decade beyond, no terrain.
import type { Detectable } from '../api/types';

export interface Emitter {
  key: string;
  eirp_dbm: number; // of one resource element, as the detectable level is RSRP
}

/** EIRP over the whole channel: 60, 40 and 24 dBm; 10 MHz have 600 resource elements (27.8 dB). */
export const kEmitters: readonly Emitter[] = [
  { key: 'macro', eirp_dbm: 60 - 27.8 },
  { key: 'small', eirp_dbm: 40 - 27.8 },
  { key: 'handheld', eirp_dbm: 24 - 27.8 },
];

const kFreeSpaceDb = 32.44; // dB at 1 km and 1 MHz
const kSlopeDb = 35; // a decade beyond 1 km
const kFarthestM = 60_000;

/** Metres; undefined where the node is not calibrated. */
export function reachM(row: Pick<Detectable, 'band' | 'detectable_dbm'>, emitter: Emitter): number | undefined {
  if (row.detectable_dbm === undefined) return undefined;
  const megahertz = (row.band.low_hz + row.band.high_hz) / 2e6;
  const beyondDb = emitter.eirp_dbm - row.detectable_dbm - kFreeSpaceDb - 20 * Math.log10(Math.max(1, megahertz));
  return Math.min(kFarthestM, 1000 * 10 ** (beyondDb / (beyondDb < 0 ? 20 : kSlopeDb)));
}

const kFreshMs = 2 * 3_600_000;

export function isOld(row: Pick<Detectable, 'at'>, now: number): boolean {
  return now - new Date(row.at).getTime() > kFreshMs;
}

/** Bands of all nodes by their edges, the lowest first. */
export function bandsOf(rows: readonly Detectable[]): { key: string; low_hz: number; high_hz: number }[] {
  const bands = new Map(rows.map(({ band }) => [`${band.low_hz}-${band.high_hz}`, band]));
  return [...bands].map(([key, band]) => ({ key, ...band })).sort((a, b) => a.low_hz - b.low_hz);
}
