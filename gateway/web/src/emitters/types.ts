import type { Cell } from '../api/types';

/** One row of the ledger: a physical cell as ever heard. */
export interface Emitter {
  emitter_id: number;
  rat: string;
  plmn: string;
  frequency_hz: number;
  channel?: number;
  pci: number;
  cell_id?: number;
  tacs: { tac: number; since: string }[];
  verdict: string;
  first_seen: string;
  last_seen: string;
  observation_count: number;
  nodes: string[];
  best_dbm?: number;
  best_dbfs?: number;
  clock_ppm?: number;
  same_as?: number;
  latitude: number;
  longitude: number;
  commune_code?: string;
  commune?: string;
}

export interface EmitterDay {
  day: string; // Viet Nam's calendar
  hours: number;
  observation_count: number;
  level_mean_db?: number;
  level_max_db?: number;
  calibrated: boolean;
}

export interface EmitterHistory extends Emitter {
  days: EmitterDay[];
}

export const kVerdicts = ['domestic_licensed', 'domestic_unlisted', 'foreign_expected', 'foreign_above_trigger', 'clone', 'unknown'] as const;
export const kRats: readonly Cell['rat'][] = ['lte', 'nr', 'gsm', 'umts', 'nbiot'];
