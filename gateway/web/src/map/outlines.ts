// Outlines of communes: asked for once, when the base map says that there are some.
import { signal } from '@preact/signals';
import { get } from '../api/client';

type Rings = [number, number][][];

export interface Outline {
  code: string;
  name: string;
  name_en?: string;
  polygons: Rings[];
}

interface Feature {
  properties: { code: string; name: string; name_en?: string };
  geometry: { type: 'Polygon'; coordinates: Rings } | { type: 'MultiPolygon'; coordinates: Rings[] };
}

export const outlines = signal<readonly Outline[]>([]);
let asked = false;

export function outlineOf({ properties, geometry }: Feature): Outline {
  return { ...properties, polygons: geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates };
}

export async function askOutlines(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    outlines.value = (await get<{ features: Feature[] }>('/api/v1/communes.geojson')).features.map(outlineOf);
  } catch {
    asked = false; // the next look at the map asks again
  }
}
