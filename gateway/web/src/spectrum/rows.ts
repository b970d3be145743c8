// Rows of spectrum as levels, and sweeps made of rows: a node that cannot hear the whole range at once hops across it.

export interface WireRow {
  id: number;
  at: string;
  received: string;
  f0_hz: number; // centre of bin 0
  bin_hz: number;
  rbw_hz: number;
  averages: number;
  offset_dbfs: number;
  step_db: number;
  mean: string; // base64, one octet a bin
  max?: string;
}

export interface Row {
  at: number; // ms, as received: a recording's own time is long ago
  f0_hz: number;
  bin_hz: number;
  rbw_hz: number;
  averages: number;
  mean: Float32Array; // dBFS in rbw_hz
  max: Float32Array; // as mean where the node sent none
}

export interface Range {
  low_hz: number;
  high_hz: number;
}

function levels(base64: string, row: WireRow): Float32Array {
  const octets = atob(base64);
  return Float32Array.from({ length: octets.length }, (_, index) => row.offset_dbfs + row.step_db * octets.charCodeAt(index));
}

export function rowOf(wire: WireRow): Row {
  const mean = levels(wire.mean, wire);
  return {
    at: new Date(wire.received).getTime(), f0_hz: wire.f0_hz, bin_hz: wire.bin_hz, rbw_hz: wire.rbw_hz, averages: wire.averages,
    mean, max: wire.max ? levels(wire.max, wire) : mean,
  };
}

/** One line of the waterfall: NaN where nobody has listened yet. */
export interface Sweep {
  at: number;
  mean: Float32Array;
  max: Float32Array;
}

function emptySweep(columns: number, at: number): Sweep {
  return { at, mean: new Float32Array(columns).fill(NaN), max: new Float32Array(columns).fill(NaN) };
}

/** Columns that the row reaches, [first, last). */
export function columnsOf(row: Row, range: Range, columns: number): [number, number] {
  const width = (range.high_hz - range.low_hz) / columns;
  const low = row.f0_hz - row.bin_hz / 2;
  const high = low + row.bin_hz * row.mean.length;
  return [Math.max(0, Math.min(columns, Math.ceil((low - range.low_hz) / width - 0.5))), Math.min(columns, Math.floor((high - range.low_hz) / width + 0.5))];
}

/** The strongest bin of each column, so that a narrow carrier never falls between two pixels. */
function fold(row: Row, range: Range, sweep: Sweep, first: number, last: number): void {
  const width = (range.high_hz - range.low_hz) / sweep.mean.length;
  for (let column = first; column < last; column += 1) {
    const from = (range.low_hz + column * width - row.f0_hz) / row.bin_hz;
    const begin = Math.max(0, Math.min(row.mean.length - 1, Math.round(from)));
    const end = Math.max(begin + 1, Math.min(row.mean.length, Math.round(from + width / row.bin_hz)));
    let [mean, max] = [-Infinity, -Infinity];
    for (let bin = begin; bin < end; bin += 1) {
      mean = Math.max(mean, row.mean[bin] ?? -Infinity);
      max = Math.max(max, row.max[bin] ?? -Infinity);
    }
    sweep.mean[column] = mean;
    sweep.max[column] = max;
  }
}

const kStaleMs = 3000; // a sweep that waits longer for its rest is shown as it is

/** Puts rows side by side; a row over what the sweep already holds begins the next one. */
export class Sweeper {
  private sweep: Sweep | undefined;

  constructor(
    private readonly range: Range,
    private readonly columns: number,
  ) {}

  /** The sweep that the row went into, and whether it is a new one. Undefined when the row lies elsewhere. */
  add(row: Row): { sweep: Sweep; fresh: boolean } | undefined {
    const [first, last] = columnsOf(row, this.range, this.columns);
    if (first >= last) return undefined;
    const middle = Math.floor((first + last) / 2);
    const full = this.sweep === undefined || !Number.isNaN(this.sweep.mean[middle] ?? NaN) || row.at - this.sweep.at > kStaleMs;
    const sweep = full || !this.sweep ? emptySweep(this.columns, row.at) : this.sweep;
    this.sweep = sweep;
    fold(row, this.range, sweep, first, last);
    return { sweep, fresh: full };
  }
}

/** The level that a tenth of the columns lies under: the floor of what is shown. */
export function floorOf(values: Float32Array): number | undefined {
  const heard = values.filter((value) => Number.isFinite(value)).sort();
  return heard.length === 0 ? undefined : heard[Math.floor(heard.length / 10)];
}

/** The strongest level; undefined when nothing was heard. */
export function topOf(values: Float32Array): number | undefined {
  let top = -Infinity;
  for (const value of values) if (value > top) top = value;
  return top === -Infinity ? undefined : top;
}

export interface Peak {
  hz: number;
  dbfs: number;
}

/** The strongest columns that stand at least 6 dB over the floor, none within 1/50 of the range of a stronger one. */
export function peaksOf(values: Float32Array, range: Range, most: number): Peak[] {
  const floor = floorOf(values);
  if (floor === undefined) return [];
  const order = [...values.keys()].filter((column) => (values[column] ?? NaN) >= floor + 6).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  const apart = values.length / 50;
  const chosen: number[] = [];
  for (const column of order) {
    if (chosen.length >= most) break;
    if (chosen.every((other) => Math.abs(other - column) > apart)) chosen.push(column);
  }
  const width = (range.high_hz - range.low_hz) / values.length;
  return chosen.map((column) => ({ hz: range.low_hz + (column + 0.5) * width, dbfs: values[column] ?? NaN }));
}
