import type Circle from 'ol/geom/Circle';
import { toLonLat } from 'ol/proj';
import type Point from 'ol/geom/Point';
import { describe, expect, it } from 'vitest';
import type { Incident, MapBase, Node } from '../src/api/types';
import { baseFeatures, incidentFeatures, nodeFeatures } from '../src/map/features';
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
