// The range that an address names, in MHz; what a node cannot listen to is no range.
import type { Range } from './rows';

export const kWidestHz = 400e6;
export const kLowestMhz = 70;
export const kHighestMhz = 6000;

export function rangeOf(query: URLSearchParams): Range | undefined {
  const [low, high] = [Number(query.get('low') ?? 1805), Number(query.get('high') ?? 1880)];
  if (!(low >= kLowestMhz && high <= kHighestMhz && low < high) || (high - low) * 1e6 > kWidestHz) return undefined;
  return { low_hz: low * 1e6, high_hz: high * 1e6 };
}
