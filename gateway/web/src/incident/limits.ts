// The coordination trigger as a line on the chart of levels. The trigger is a field strength, the chart a received power; for one antenna
// and frequency the two differ by a constant, which the ledger of spillover already worked out for this very cell.
import type { Cell } from '../api/types';

export interface SpilloverRow {
  emitter_id?: string | number;
  foreign_plmn: string;
  frequency_hz: number;
  level_dbm?: number;
  field_dbuv_m_5mhz?: number;
  trigger_dbuv_m_5mhz?: number;
  trigger_source?: string;
}

export interface Limit {
  level_dbm: number;
  field_dbuv_m_5mhz: number;
  source: string;
}

const kSameCarrierHz = 50_000;

/** Undefined: nothing to compare with. A level that is not calibrated has no field strength, so no limit is drawn. */
export function limitOf(cell: Pick<Cell, 'plmns' | 'frequency_hz'>, rows: readonly SpilloverRow[]): Limit | undefined {
  const row = rows.find((each) => cell.plmns?.includes(each.foreign_plmn) && Math.abs(each.frequency_hz - cell.frequency_hz) < kSameCarrierHz);
  if (row?.level_dbm === undefined || row.field_dbuv_m_5mhz === undefined || row.trigger_dbuv_m_5mhz === undefined) return undefined;
  return { level_dbm: row.level_dbm + row.trigger_dbuv_m_5mhz - row.field_dbuv_m_5mhz, field_dbuv_m_5mhz: row.trigger_dbuv_m_5mhz, source: row.trigger_source ?? '' };
}
