import type Circle from 'ol/geom/Circle';
import { toLonLat } from 'ol/proj';
import type Point from 'ol/geom/Point';
import { describe, expect, it } from 'vitest';
import type { Incident, MapBase, Node } from '../src/api/types';
import type Polygon from 'ol/geom/Polygon';
import { clusterPath, clusterRadius, countLabel } from '../src/map/clusters';
import { bandsOf, isOld, kEmitters, reachM } from '../src/map/detectability';
import { ellipseRing } from '../src/map/ellipse';
import { baseFeatures, clusterFeatures, incidentFeatures, nodeFeatures, outlineFeatures, reachFeatures } from '../src/map/features';
import { dotsOf } from '../src/map/icons';
import { outlineOf } from '../src/map/outlines';
import { islandsOf, kIslands } from '../src/map/islands';

const base: MapBase = {
  province: { code: '15', name: 'Tỉnh Lào Cai' },
  communes: [
    { code: '02647', name: 'Phường Lào Cai', name_en: 'Lao Cai Ward', latitude: 22.50643, longitude: 104.005 },
    { code: '02647', name: 'Phường Lào Cai', name_en: 'Lao Cai Ward', latitude: 22.50643, longitude: 104.005 },
  ],
};
const names = (features: ReturnType<typeof baseFeatures>): string[] => features.filter((each) => each.get('role') === 'island').map((each) => String(each.get('name')));

describe('the islands', () => {
  const ours = ['Quần đảo Hoàng Sa (Việt Nam)', 'Quần đảo Trường Sa (Việt Nam)'];

  it.each([['no base map', undefined], ['a base map without islands', base], ['an empty list', { ...base, islands: [] }]])('are drawn and named with %s', (_case, given) => {
    expect(names(baseFeatures(given, 'vi'))).toEqual(ours);
    expect(names(baseFeatures(given, 'en'))).toEqual(['Hoang Sa Archipelago (Viet Nam)', 'Truong Sa Archipelago (Viet Nam)']);
  });

  it('keep their names whatever the server calls them', () => {
    const misnamed = { ...base, islands: [{ name_vi: 'Quần đảo Hoàng Sa (Việt Nam)', name_en: 'Another name', latitude: 1, longitude: 2 }] };
    expect(islandsOf(misnamed)).toEqual(kIslands);
  });

  it('stand in the East Sea, once each', () => {
    const [hoangSa, truongSa] = baseFeatures(base, 'vi').filter((each) => each.get('role') === 'island').map((each) => toLonLat((each.getGeometry() as Point).getCoordinates()));
    expect(hoangSa?.[0]).toBeGreaterThan(111);
    expect(hoangSa?.[1]).toBeGreaterThan(15);
    expect(hoangSa?.[1]).toBeLessThan(17.2);
    expect(truongSa?.[1]).toBeGreaterThan(6.5);
    expect(truongSa?.[1]).toBeLessThan(12);
  });
});

describe('features', () => {
  it('name a commune once even when it borders two countries', () => {
    expect(baseFeatures(base, 'vi').filter((each) => each.get('role') === 'commune')).toHaveLength(1);
  });

  it('draw the border line when it is given, in longitude and latitude', () => {
    const border = baseFeatures({ ...base, border: [[103.9, 22.5], [104, 22.6]] }, 'vi').find((each) => each.get('role') === 'border');
    expect(toLonLat(border?.getGeometry()?.getExtent().slice(0, 2) ?? []).map((each) => Number(each.toFixed(6)))).toEqual([103.9, 22.5]);
  });

  it('grey a node that is stale, offline or never seen; leave out one without a position', () => {
    const node = (state: string, stale = false): Node => ({ node: state, latitude: 22, longitude: 104, state, stale });
    const grey = nodeFeatures([node('online'), node('online', true), node('offline'), node('never_seen'), node('degraded'), { node: 'x', state: 'online', stale: false }]).map((each) => Boolean(each.get('stale')));
    expect(grey).toEqual([false, true, true, true, false]);
  });

  it('draw an uncertainty circle of true size and put incidents of one place side by side', () => {
    const incident = (id: number, uncertainty_m?: number): Incident => ({
      id, kind: 'spillover', severity: 'medium', state: 'open', first_seen: '', last_seen: '', nodes: [], exercise: false, observation_count: 1,
      place: { latitude: 22.5, longitude: 104, ...(uncertainty_m === undefined ? {} : { uncertainty_m }) },
    });
    const features = incidentFeatures([incident(1, 4200), incident(2)], 2, []);
    const circle = features.find((each) => each.get('role') === 'uncertainty')?.getGeometry() as Circle;
    expect(circle.getRadius() * Math.cos((22.5 * Math.PI) / 180)).toBeCloseTo(4200, -1.5); // Mercator stretches by 1 / cos(latitude)
    const points = features.filter((each) => each.get('role') === 'incident');
    expect(points.map((each) => [each.get('id'), each.get('slot'), each.get('slots'), each.get('selected')])).toEqual([[1, 0, 2, false], [2, 1, 2, true]]);
  });

  it('lift the mark of an incident off a node that stands there, and only then', () => {
    const at = (latitude: number): Incident => ({
      id: latitude, kind: 'spillover', severity: 'low', state: 'open', first_seen: '', last_seen: '', nodes: [], exercise: false, observation_count: 1, place: { latitude, longitude: 104 },
    });
    const features = incidentFeatures([at(22.5), at(22.6)], undefined, [{ node: 'a', state: 'online', stale: false, latitude: 22.5, longitude: 104 }]);
    expect(features.map((each) => [each.get('id'), each.get('lifted')])).toEqual([[22.5, true], [22.6, false]]);
  });
});

describe('an ellipse of uncertainty', () => {
  const place = { latitude: 22.5, longitude: 104 };
  const metres = ([longitude, latitude]: [number, number]): [number, number] => [(longitude - 104) * 111_320 * Math.cos((22.5 * Math.PI) / 180), (latitude - 22.5) * 111_320];

  it('has its axes in metres and turns clockwise from north', () => {
    const ring = ellipseRing(place, { semi_major_m: 6000, semi_minor_m: 2000, azimuth_deg: 90, probability: 0.95 }).map(metres);
    expect(Math.max(...ring.map(([east]) => east))).toBeCloseTo(6000, -1);
    expect(Math.max(...ring.map(([, north]) => north))).toBeCloseTo(2000, -1);
    const [first] = ellipseRing(place, { semi_major_m: 6000, semi_minor_m: 2000, azimuth_deg: 30, probability: 0.95 }).map(metres);
    expect(Math.atan2(first?.[0] ?? 0, first?.[1] ?? 0) * (180 / Math.PI)).toBeCloseTo(30, 3);
    expect(ring.at(0)).toEqual(ring.at(-1));
  });

  it('is drawn instead of the circle', () => {
    const feature = incidentFeatures([{
      id: 1, kind: 'spillover', severity: 'low', state: 'open', first_seen: '', last_seen: '', nodes: [], exercise: false, observation_count: 1, impact: 'high', verdict: { confidence: 0.6, reasons: [] },
      place: { ...place, uncertainty_m: 9000, ellipse: { semi_major_m: 6000, semi_minor_m: 2000, azimuth_deg: 0, probability: 0.95 } },
    }], 1, []);
    expect(feature.map((each) => [each.get('role'), each.getGeometry()?.getType()])).toEqual([['uncertainty', 'Polygon'], ['incident', 'Point']]);
    expect((feature[0]?.getGeometry() as Polygon).getCoordinates()[0]).toHaveLength(65);
    expect([feature[1]?.get('severity'), feature[1]?.get('confidence'), feature[1]?.get('impact')], 'three things, three properties').toEqual(['low', 0.6, 'high']);
  });
});

describe('counts', () => {
  it('are asked for around what is seen, in whole minutes, within the world', () => {
    const path = clusterPath({ bbox: [103, 22, 105, 23], zoom: 9.4 }, 'observations', 24, Date.parse('2026-11-24T10:00:31Z'), { exercise: 'true' });
    const query = new URLSearchParams(path.split('?')[1]);
    expect(query.get('bbox')).toBe('102.50000,21.75000,105.50000,23.25000');
    expect([query.get('zoom'), query.get('layer'), query.get('since'), query.get('exercise')]).toEqual(['9', 'observations', '2026-11-23T10:00:00.000Z', 'true']);
    expect(clusterPath({ bbox: [-180, -90, 180, 90], zoom: 1 }, 'cells', 0, 0, {})).toContain('-180.00000%2C-90.00000%2C180.00000%2C90.00000');
  });

  it('fit into their marks and grow with the logarithm', () => {
    expect([1, 999, 1000, 1249, 9949, 9951, 34_400].map((count) => countLabel(count, ','))).toEqual(['1', '999', '1,0k', '1,2k', '9,9k', '10k', '34k']);
    expect(clusterRadius(1)).toBe(8);
    expect(clusterRadius(1000) - clusterRadius(100)).toBe(5);
  });

  it('of exercises stay apart from what was heard', () => {
    const cluster = { latitude: 22, longitude: 104, count: 3, severity: 'high' };
    expect(clusterFeatures([{ exercise: false, clusters: [cluster] }, { exercise: true, clusters: [cluster] }], ',').map((each) => [each.get('exercise'), each.get('label')])).toEqual([[false, '3'], [true, '3']]);
  });

  it('impact is dots, none of them for none', () => {
    expect(['none', 'low', 'medium', 'high', undefined].map(dotsOf)).toEqual([0, 1, 2, 3, 0]);
  });
});

describe('what a node could have heard', () => {
  const band = { low_hz: 1805e6, high_hz: 1880e6 };
  const macro = kEmitters[0];

  it('is as far as the stated model says', () => {
    if (!macro) throw new Error('no emitter');
    // 60 dBm over 600 resource elements: 32.2 dBm each. At 1 km and 1842.5 MHz free space takes 97.75 dB.
    expect(reachM({ band, detectable_dbm: 32.2 - 97.75 }, macro)).toBeCloseTo(1000, -1);
    expect(reachM({ band, detectable_dbm: 32.2 - 97.75 - 35 }, macro)).toBeCloseTo(10_000, -2);
    expect(reachM({ band, detectable_dbm: 32.2 - 97.75 + 20 }, macro)).toBeCloseTo(100, 0);
    expect(reachM({ band, detectable_dbm: -300 }, macro)).toBe(60_000);
    expect(reachM({ band }, macro), 'no calibration, no distance').toBeUndefined();
  });

  it('is a circle of true size, or a mark without a distance', () => {
    const features = reachFeatures([{ node: 'a', latitude: 22.5, longitude: 104, reach_m: 4200, old: false }, { node: 'b', latitude: 22.5, longitude: 104, old: true }]);
    expect((features[0]?.getGeometry() as Circle).getRadius() * Math.cos((22.5 * Math.PI) / 180)).toBeCloseTo(4200, -1.5);
    expect(features[1]?.getGeometry()?.getType()).toBe('Point');
    expect(isOld({ at: '2026-11-24T07:59:00Z' }, Date.parse('2026-11-24T10:00:00Z'))).toBe(true);
    expect(isOld({ at: '2026-11-24T08:01:00Z' }, Date.parse('2026-11-24T10:00:00Z'))).toBe(false);
  });

  it('is asked of bands, the lowest first, each once', () => {
    const row = (low_hz: number): { node: string; latitude: number; longitude: number; at: string; band: { low_hz: number; high_hz: number } } => ({ node: 'a', latitude: 0, longitude: 0, at: '', band: { low_hz, high_hz: low_hz + 1 } });
    expect(bandsOf([row(5), row(1), row(5)]).map((each) => each.low_hz)).toEqual([1, 5]);
  });
});

describe('outlines of communes', () => {
  const ring: [number, number][] = [[104, 22.5], [104.1, 22.5], [104, 22.6], [104, 22.5]];
  it('carry names in the language of the page, their share, and replace the points', () => {
    const outline = outlineOf({ properties: { code: '02647', name: 'Phường Lào Cai', name_en: 'Lao Cai Ward' }, geometry: { type: 'Polygon', coordinates: [ring] } });
    const [feature] = outlineFeatures([outline], [{ commune_code: '02647', commune: '', probability: 0.6 }], 'en');
    expect([feature?.get('name'), feature?.get('share')]).toEqual(['Lao Cai Ward', 0.6]);
    expect(outlineFeatures([outline], [], 'vi')[0]?.get('share')).toBeUndefined();
    expect(baseFeatures(base, 'vi', true).some((each) => each.get('role') === 'commune')).toBe(false);
    expect(baseFeatures(base, 'vi', true).filter((each) => each.get('role') === 'island')).toHaveLength(2);
  });
});
