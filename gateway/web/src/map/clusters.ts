// What is too much for single marks is counted by the server, for what is on the screen and a little around it.
import { get } from '../api/client';
import type { Cluster } from '../api/types';

export const kLayers = ['incidents', 'observations', 'cells'] as const;
export type Layer = (typeof kLayers)[number];

export interface MapExtent {
  bbox: [number, number, number, number]; // west south east north
  zoom: number;
}

export interface ClusterSet {
  exercise: boolean;
  clusters: readonly Cluster[];
}

/** More incidents than this are counted, not drawn one by one. */
export const kMarksAtMost = 300;
export const kSpans: Record<string, number> = { '24h': 24, '7d': 168, '30d': 720 };
const kAround = 0.25; // of the width: a short pan needs no question

export function clusterPath(extent: MapExtent, layer: Layer, hours: number, now: number, extra: Record<string, string>): string {
  const [west, south, east, north] = extent.bbox;
  const [dx, dy] = [(east - west) * kAround, (north - south) * kAround];
  const box = [Math.max(west - dx, -180), Math.max(south - dy, -90), Math.min(east + dx, 180), Math.min(north + dy, 90)];
  const query = new URLSearchParams({ bbox: box.map((degree) => degree.toFixed(5)).join(','), zoom: String(Math.max(0, Math.min(22, Math.round(extent.zoom)))), layer, ...extra });
  // Whole minutes: the same question twice is the same address.
  if (hours > 0) query.set('since', new Date(Math.floor(now / 60_000) * 60_000 - hours * 3_600_000).toISOString());
  return `/api/v1/map/clusters?${query.toString()}`;
}

export async function askClusters(extent: MapExtent, layer: Layer, hours: number, extra: Record<string, string>, withExercises: boolean): Promise<ClusterSet[]> {
  const ask = async (exercise: boolean): Promise<ClusterSet> => {
    const path = clusterPath(extent, layer, hours, Date.now(), exercise ? { ...extra, exercise: 'true' } : extra);
    return { exercise, clusters: (await get<{ clusters: Cluster[] }>(path)).clusters };
  };
  return Promise.all(withExercises ? [ask(false), ask(true)] : [ask(false)]);
}

/** "999", "1,2k", "34k": what fits into a mark. */
export function countLabel(count: number, comma: string): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return thousands < 9.95 ? `${thousands.toFixed(1).replace('.', comma)}k` : `${Math.round(thousands)}k`;
}

/** Radius in px: area grows with the logarithm of the count. */
export function clusterRadius(count: number): number {
  return Math.round(8 + 5 * Math.log10(Math.max(1, count)));
}
