// What the map draws, as features with plain properties: no style here, so that tests can read them.
import Feature from 'ol/Feature';
import Circle from 'ol/geom/Circle';
import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import { fromLonLat, getPointResolution } from 'ol/proj';
import type { Incident, MapBase, Node } from '../api/types';
import type { Lang } from '../i18n';
import { islandsOf } from './islands';

interface Place {
  latitude: number;
  longitude: number;
}

const at = ({ latitude, longitude }: Place): number[] => fromLonLat([longitude, latitude]);

/** A node fault or a node without a fix stands at 0, 0: nowhere in Viet Nam. */
function isNowhere({ latitude, longitude }: Place): boolean {
  return latitude === 0 && longitude === 0;
}

function named(place: Place, role: string, name: string): Feature {
  return new Feature({ geometry: new Point(at(place)), role, name });
}

export function baseFeatures(base: MapBase | undefined, lang: Lang): Feature[] {
  const islands = islandsOf(base).map((island) => named(island, 'island', lang === 'vi' ? island.name_vi : island.name_en));
  const seen = new Set<string>();
  const communes = (base?.communes ?? [])
    .filter((commune) => !seen.has(commune.code) && seen.add(commune.code)) // a commune with two neighbours stands twice in the table
    .map((commune) => named(commune, 'commune', lang === 'vi' ? commune.name : commune.name_en));
  const border = base?.border?.length
    ? [new Feature({ geometry: new LineString(base.border.map((point) => fromLonLat(point))), role: 'border' })]
    : [];
  return [...border, ...communes, ...islands];
}

export function nodeFeatures(nodes: readonly Node[]): Feature[] {
  return nodes.flatMap(({ latitude, longitude, ...node }) => {
    if (latitude === undefined || longitude === undefined || isNowhere({ latitude, longitude })) return [];
    const feature = named({ latitude, longitude }, 'node', node.name || node.node);
    feature.setProperties({ state: node.state, stale: node.stale || node.state === 'offline' || node.state === 'never_seen', node: node.node });
    return [feature];
  });
}

const spot = ({ latitude, longitude }: Place): string => `${latitude.toFixed(4)},${longitude.toFixed(4)}`;

/** Incidents heard at one place stand side by side: `slot` of `slots`, the most urgent first. Above a node's own mark they are
 *  `lifted`; elsewhere the mark is the place itself: on a border a few pixels are another country. */
export function incidentFeatures(incidents: readonly Incident[], selected: number | undefined, nodes: readonly Node[]): Feature[] {
  const taken = new Set(nodes.map(({ latitude = 0, longitude = 0 }) => spot({ latitude, longitude })));
  const byPlace = new Map<string, Incident[]>();
  for (const incident of incidents) {
    if (!incident.place || isNowhere(incident.place)) continue;
    const key = spot(incident.place);
    byPlace.set(key, [...(byPlace.get(key) ?? []), incident]);
  }
  return [...byPlace].flatMap(([key, group]) => group.flatMap((incident, slot) => drawn(incident, { slot, slots: group.length, lifted: taken.has(key) }, selected)));
}

function drawn(incident: Incident, stand: { slot: number; slots: number; lifted: boolean }, selected: number | undefined): Feature[] {
  const place = incident.place as Place & { uncertainty_m?: number };
  const common = { severity: incident.severity, id: incident.id, selected: incident.id === selected };
  const point = new Feature({ geometry: new Point(at(place)), role: 'incident', ...stand, ...common });
  if (!place.uncertainty_m) return [point];
  const stretch = getPointResolution('EPSG:3857', 1, at(place), 'm');
  const circle = new Feature({ geometry: new Circle(at(place), place.uncertainty_m / stretch), role: 'uncertainty', ...common });
  return [circle, point];
}
