// What the map draws, as features with plain properties: no style here, so that tests can read them.
import Feature from 'ol/Feature';
import Circle from 'ol/geom/Circle';
import LineString from 'ol/geom/LineString';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import { fromLonLat, getPointResolution } from 'ol/proj';
import type { CommuneShare, Incident, MapBase, Node, Place as IncidentPlace } from '../api/types';
import type { Lang } from '../i18n';
import { isActive } from '../incident/actions';
import { kNone, timeOfDay } from '../text/format';
import { clusterRadius, countLabel, type ClusterSet } from './clusters';
import { ellipseRing } from './ellipse';
import { islandsOf } from './islands';
import type { Outline } from './outlines';

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

export function baseFeatures(base: MapBase | undefined, lang: Lang, outlined = false): Feature[] {
  const islands = islandsOf(base).map((island) => named(island, 'island', lang === 'vi' ? island.name_vi : island.name_en));
  const seen = new Set<string>();
  const communes = (outlined ? [] : (base?.communes ?? [])) // their areas carry the names then
    .filter((commune) => !seen.has(commune.code) && seen.add(commune.code)) // a commune with two neighbours stands twice in the table
    .map((commune) => named(commune, 'commune', lang === 'vi' ? commune.name : commune.name_en));
  const border = base?.border?.length
    ? [new Feature({ geometry: new LineString(base.border.map((point) => fromLonLat(point))), role: 'border' })]
    : [];
  return [...border, ...communes, ...islands];
}

/** A node that is silent is grey wherever it is drawn, and says since when. */
export function nodeFeatures(nodes: readonly Node[]): Feature[] {
  return nodes.flatMap(({ latitude, longitude, ...node }) => {
    if (latitude === undefined || longitude === undefined || isNowhere({ latitude, longitude })) return [];
    const stale = node.stale || node.state === 'offline' || node.state === 'never_seen';
    const since = node.last_seen ? timeOfDay(node.last_seen) : kNone;
    const feature = named({ latitude, longitude }, 'node', stale ? `${node.name || node.node} · ${since}` : node.name || node.node);
    feature.setProperties({ state: node.state, stale, node: node.node });
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
  const place = incident.place as IncidentPlace;
  const common = { severity: incident.severity, id: incident.id, selected: incident.id === selected };
  const form = { confidence: incident.verdict?.confidence, impact: incident.impact, faded: !isActive(incident) };
  const point = new Feature({ geometry: new Point(at(place)), role: 'incident', ...stand, ...common, ...form });
  const around = uncertainty(place);
  return around ? [new Feature({ geometry: around, role: 'uncertainty', ...common }), point] : [point];
}

/** The ellipse where there is one; else a circle of true size. */
function uncertainty(place: IncidentPlace): Polygon | Circle | undefined {
  if (place.ellipse) return new Polygon([ellipseRing(place, place.ellipse).map((point) => fromLonLat(point))]);
  if (!place.uncertainty_m) return undefined;
  return new Circle(at(place), place.uncertainty_m / getPointResolution('EPSG:3857', 1, at(place), 'm'));
}

/** Communes as areas; those that an incident may lie in carry its `share`. */
export function outlineFeatures(outlines: readonly Outline[], shares: readonly CommuneShare[], lang: Lang): Feature[] {
  const byCode = new Map(shares.map((share) => [share.commune_code, share.probability]));
  return outlines.map((outline) => {
    const polygons = outline.polygons.map((rings) => rings.map((ring) => ring.map((point) => fromLonLat(point))));
    const name = lang === 'vi' ? outline.name : (outline.name_en ?? outline.name);
    return new Feature({ geometry: new MultiPolygon(polygons), role: 'outline', code: outline.code, name, share: byCode.get(outline.code) });
  });
}

export function clusterFeatures(sets: readonly ClusterSet[], comma: string): Feature[] {
  return sets.flatMap(({ exercise, clusters }) => clusters.map((cluster) => new Feature({
    geometry: new Point(at(cluster)), role: 'cluster', id: cluster.id, severity: cluster.severity, exercise, count: cluster.count,
    label: countLabel(cluster.count, comma), radius: clusterRadius(cluster.count),
  })));
}

export interface Reach {
  node: string;
  latitude: number;
  longitude: number;
  reach_m?: number; // undefined: not calibrated, no distance can be said
  old: boolean;
}

export function reachFeatures(reaches: readonly Reach[]): Feature[] {
  return reaches.map(({ reach_m, ...reach }) => {
    const metres = (reach_m ?? 0) / getPointResolution('EPSG:3857', 1, at(reach), 'm');
    const geometry = reach_m === undefined ? new Point(at(reach)) : new Circle(at(reach), metres);
    return new Feature({ geometry, role: 'reach', node: reach.node, old: reach.old });
  });
}
