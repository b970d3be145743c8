// Who may transmit where, from the table that the gateway judges by.
import csv from '../../../../models/bandplan/allocations.csv?raw';
import type { Range } from './rows';

export interface Allocation extends Range {
  country: string; // ISO 3166
  operator: string;
  band: string;
  direction: 'up' | 'down' | 'both';
}

/** One line of CSV (RFC 4180), quoted fields included. */
export function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

function allocationsOf(line: string): Allocation[] {
  const [country = '', operator = '', duplex = '', upLow = '', upHigh = '', downLow = '', downHigh = '', band = ''] = fieldsOf(line);
  if (downLow === '' || downHigh === '') return []; // edges unknown
  const of = (low: string, high: string, direction: Allocation['direction']): Allocation => ({ country, operator, band, direction, low_hz: Number(low) * 1e6, high_hz: Number(high) * 1e6 });
  return duplex === 'FDD' ? [of(upLow, upHigh, 'up'), of(downLow, downHigh, 'down')] : [of(downLow, downHigh, 'both')];
}

export const kAllocations: readonly Allocation[] = csv.trim().split('\n').slice(1).flatMap(allocationsOf);

export function allocationsIn(range: Range): Allocation[] {
  return kAllocations.filter((each) => each.high_hz > range.low_hz && each.low_hz < range.high_hz).sort((a, b) => a.low_hz - b.low_hz);
}

/** Bands that people speak of, as edges of what is allocated downlink (both ways where they share). */
export const kBands: readonly ({ key: string } & Range)[] = [
  { key: '700', low_hz: 758e6, high_hz: 788e6 }, { key: '850', low_hz: 869e6, high_hz: 880e6 }, { key: '900', low_hz: 925e6, high_hz: 960e6 }, { key: '1800', low_hz: 1805e6, high_hz: 1880e6 },
  { key: '2100', low_hz: 2110e6, high_hz: 2170e6 }, { key: '2300', low_hz: 2300e6, high_hz: 2390e6 }, { key: '2600', low_hz: 2500e6, high_hz: 2675e6 }, { key: '3500', low_hz: 3300e6, high_hz: 3900e6 },
];
