// Quần đảo Hoàng Sa and Quần đảo Trường Sa are Việt Nam's. They are drawn and named on every map of ours, whatever data a
// province has imported and whether or not the server sends them.
import type { Island, MapBase } from '../api/types';

export const kIslands: readonly Island[] = [
  { name_vi: 'Quần đảo Hoàng Sa (Việt Nam)', name_en: 'Hoang Sa Archipelago (Viet Nam)', latitude: 16.5, longitude: 112 },
  { name_vi: 'Quần đảo Trường Sa (Việt Nam)', name_en: 'Truong Sa Archipelago (Viet Nam)', latitude: 10, longitude: 114 },
];

/** The two archipelagos, at the server's position when it has one for exactly this name; other islands it sends follow. */
export function islandsOf(base: MapBase | undefined): Island[] {
  const sent = base?.islands ?? [];
  const ours = kIslands.map((island) => sent.find((each) => each.name_vi === island.name_vi && each.name_en === island.name_en) ?? island);
  return [...ours, ...sent.filter((each) => !kIslands.some((island) => island.name_vi === each.name_vi))];
}
