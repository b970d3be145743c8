// Which other incidents may be the same matter: by what can be observed, strongest first.
import type { Incident } from '../api/types';

export type Trait = 'cell' | 'network' | 'channel' | 'band' | 'commune';
const kWeight: Record<Trait, number> = { cell: 8, channel: 4, band: 4, network: 2, commune: 1 };

function bandOf(incident: Incident): [number, number] | undefined {
  const energy = incident.emission ?? incident.jamming;
  return energy && [energy.centre_hz - energy.bandwidth_hz / 2, energy.centre_hz + energy.bandwidth_hz / 2];
}

export function sharedTraits(a: Incident, b: Incident): Trait[] {
  const traits: Trait[] = [];
  const same = (x: unknown, y: unknown): boolean => x !== undefined && x === y;
  if (same(a.cell?.cell_id, b.cell?.cell_id) && same(a.cell?.plmns?.[0], b.cell?.plmns?.[0])) traits.push('cell');
  if (same(a.cell?.channel, b.cell?.channel) && same(a.cell?.rat, b.cell?.rat)) traits.push('channel');
  const [one, other] = [bandOf(a), bandOf(b)];
  if (one && other && one[0] < other[1] && other[0] < one[1]) traits.push('band');
  if (same(a.cell?.plmns?.[0], b.cell?.plmns?.[0])) traits.push('network');
  if (same(a.place?.commune_code, b.place?.commune_code)) traits.push('commune');
  return traits;
}

export interface Similar {
  incident: Incident;
  traits: Trait[];
}

/** One shared commune says nothing by itself. */
export function similarTo(incident: Incident, others: Iterable<Incident>, most = 5): Similar[] {
  const weight = (traits: readonly Trait[]): number => traits.reduce((sum, trait) => sum + kWeight[trait], 0);
  return [...others]
    .filter((other) => other.id !== incident.id && other.exercise === incident.exercise)
    .map((other) => ({ incident: other, traits: sharedTraits(incident, other) }))
    .filter(({ traits }) => weight(traits) >= 2)
    .sort((a, b) => weight(b.traits) - weight(a.traits) || b.incident.last_seen.localeCompare(a.incident.last_seen))
    .slice(0, most);
}
