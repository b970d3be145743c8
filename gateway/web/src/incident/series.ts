// Levels of an incident's cell as columns for a chart.
import type { Level } from '../api/types';

export interface Series {
  unit: 'dBm' | 'dBFS';
  nodes: string[];
  at: number[]; // seconds, ascending
  values: (number | null)[][]; // one row per node
}

/** dBm where every level has it: the two scales never share an axis. */
export function seriesOf(levels: readonly Level[]): Series {
  const unit = levels.length > 0 && levels.every((level) => level.rsrp_dbm !== undefined) ? 'dBm' : 'dBFS';
  const valueOf = (level: Level): number | undefined => (unit === 'dBm' ? level.rsrp_dbm : level.rsrp_dbfs);
  const used = levels.filter((level) => valueOf(level) !== undefined);
  const nodes = [...new Set(used.map((level) => level.node))].sort();
  const at = [...new Set(used.map((level) => new Date(level.at).getTime() / 1000))].sort((a, b) => a - b);
  const row = new Map(at.map((time, index) => [time, index]));
  const values = nodes.map(() => at.map((): number | null => null));
  for (const level of used) {
    const column = row.get(new Date(level.at).getTime() / 1000);
    const line = values[nodes.indexOf(level.node)];
    if (line && column !== undefined) line[column] = valueOf(level) ?? null;
  }
  return { unit, nodes, at, values };
}
