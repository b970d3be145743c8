// The map: OpenLayers on a plain canvas. It asks for nothing itself but the picture of the ground, where the province has one.
import OlMap from 'ol/Map';
import View from 'ol/View';
import { defaults as defaultControls } from 'ol/control/defaults';
import ScaleLine from 'ol/control/ScaleLine';
import { buffer, createEmpty, extend, isEmpty, type Extent } from 'ol/extent';
import type Feature from 'ol/Feature';
import type { FeatureLike } from 'ol/Feature';
import { fromLonLat, transformExtent } from 'ol/proj';
import 'ol/ol.css';
import type { CommuneShare, Incident, MapBase, Node } from '../api/types';
import type { Lang } from '../i18n';
import type { ClusterSet, MapExtent } from './clusters';
import { baseFeatures, clusterFeatures, incidentFeatures, nodeFeatures, outlineFeatures, reachFeatures, type Reach } from './features';
import { forgetIcons } from './icons';
import { makeLayers } from './layers';
import type { Outline } from './outlines';

export interface MapContent {
  base: MapBase | undefined;
  nodes: readonly Node[];
  incidents: readonly Incident[];
  selected: number | undefined;
  lang: Lang;
  clusters: readonly ClusterSet[];
  reaches: readonly Reach[];
  outlines: readonly Outline[];
  shares: readonly CommuneShare[];
}

export interface MapHandle {
  show(content: MapContent): void;
  recolour(): void;
  fitProvince(): void;
  fitEastSea(): void;
  /** Brings a place into the middle, near enough to be read. */
  lookAt(place: { latitude: number; longitude: number }): void;
  zoom(steps: number): void;
  destroy(): void;
}

export interface Callbacks {
  openIncident(id: number): void;
  openNode(node: string): void;
  openCluster(id: number): void;
  /** After every move, and once the map stands. */
  moved(extent: MapExtent): void;
}

const kEastSea: Extent = [...fromLonLat([101.5, 6.5]), ...fromLonLat([117.5, 23.5])];
const kVietnam: Extent = [...fromLonLat([99, 5]), ...fromLonLat([119, 25])];
const kProvinceMargin = 48;
const kSingleSpotResolution = 60; // metres per pixel around one lone place
const kHitTolerance = 6;

function extentOf(features: readonly Feature[], roles: readonly string[]): Extent {
  const all = createEmpty();
  for (const feature of features) {
    const geometry = feature.getGeometry();
    if (geometry && roles.includes(String(feature.get('role')))) extend(all, geometry.getExtent());
  }
  return all;
}

/** Where the operator left the map; it survives a walk to an incident and back. */
let remembered: { center: number[]; resolution: number; width: number } | undefined;

export function createMap(target: HTMLElement, callbacks: Callbacks, remember: boolean): MapHandle {
  const layers = makeLayers();
  const view = new View({ center: fromLonLat([106, 16.5]), zoom: 6, minZoom: 4, maxZoom: 17, extent: kVietnam, showFullExtent: true, smoothExtentConstraint: false });
  const map = new OlMap({
    target, view, layers: layers.all,
    controls: defaultControls({ attribution: false, zoom: false, rotate: false }).extend([new ScaleLine({ units: 'metric', minWidth: 80 })]),
  });
  let placed = false;
  let outlined: readonly Outline[] = [];
  let sharesShown: readonly CommuneShare[] = [];
  let langShown: Lang | undefined;
  void document.fonts.ready.then(() => {
    forgetIcons(); // pictures made before the font was there
    layers.recolour();
  });

  const fit = (extent: Extent): void => {
    if (isEmpty(extent)) return;
    view.fit(extent, { padding: [kProvinceMargin, kProvinceMargin, kProvinceMargin, kProvinceMargin], minResolution: kSingleSpotResolution });
  };
  const fitProvince = (): void => {
    const features = layers.marks.getFeatures();
    const chosen = features.find((feature) => feature.get('selected') && feature.get('role') === 'incident');
    if (!remember && chosen) {
      fit(extentOf(features.filter((feature) => feature.get('selected')), ['incident', 'uncertainty']));
      return;
    }
    const province = extentOf([...features, ...layers.outlines.getFeatures()], ['commune', 'border', 'node', 'outline']);
    fit(isEmpty(province) ? kEastSea : province);
  };

  const hitAt = (pixel: number[]): FeatureLike | undefined =>
    map.forEachFeatureAtPixel(pixel, (feature) => (['incident', 'node', 'cluster'].includes(String(feature.get('role'))) ? feature : undefined), { hitTolerance: kHitTolerance });
  map.on('click', (event) => {
    const hit = hitAt(event.pixel);
    if (!hit) return;
    const id = hit.get('id') as number | undefined;
    if (hit.get('role') === 'node') callbacks.openNode(String(hit.get('node')));
    else if (hit.get('role') === 'incident' && id !== undefined) callbacks.openIncident(id);
    else if (id !== undefined) callbacks.openCluster(id);
    else view.animate({ center: hit.getGeometry()?.getExtent().slice(0, 2) ?? event.coordinate, zoom: (view.getZoom() ?? 6) + 2, duration: 250 });
  });
  map.on('pointermove', (event) => {
    if (event.dragging) return;
    target.classList.toggle('over-feature', hitAt(event.pixel) !== undefined);
  });
  map.on('moveend', () => {
    const center = view.getCenter();
    const resolution = view.getResolution();
    if (remember && placed && center && resolution) remembered = { center, resolution, width: target.clientWidth };
    if (!placed) return;
    const [west = 0, south = 0, east = 0, north = 0] = transformExtent(view.calculateExtent(map.getSize()), 'EPSG:3857', 'EPSG:4326');
    callbacks.moved({ bbox: [west, south, east, north], zoom: view.getZoom() ?? 6 });
  });

  const place = (): void => {
    placed = true;
    if (remember && remembered?.width === target.clientWidth) {
      view.setCenter(remembered.center);
      view.setResolution(remembered.resolution);
    } else {
      fitProvince();
    }
  };

  return {
    show({ base, nodes, incidents, selected, lang, clusters, reaches, outlines, shares }) {
      layers.ground(base);
      if (outlined !== outlines || sharesShown !== shares || langShown !== lang) { // thousands of points: only when they changed
        layers.outlines.clear(true);
        layers.outlines.addFeatures(outlineFeatures(outlines, shares, lang));
        [outlined, sharesShown, langShown] = [outlines, shares, lang];
      }
      layers.marks.clear(true);
      layers.marks.addFeatures([...baseFeatures(base, lang, outlines.length > 0), ...nodeFeatures(nodes), ...incidentFeatures(incidents, selected, nodes)]);
      layers.clusters.clear(true);
      layers.clusters.addFeatures(clusterFeatures(clusters, lang === 'vi' ? ',' : '.'));
      layers.reaches.clear(true);
      layers.reaches.addFeatures(reachFeatures(reaches));
      if (!placed && base) place();
    },
    recolour() {
      forgetIcons();
      layers.recolour();
    },
    fitProvince,
    fitEastSea: () => { view.fit(kEastSea, { padding: [8, 8, 8, 8] }); },
    lookAt: ({ latitude, longitude }) => {
      const center = fromLonLat([longitude, latitude]);
      view.fit(buffer([...center, ...center], 12_000), { padding: [8, 8, 8, 8] });
    },
    zoom: (steps) => { view.animate({ zoom: (view.getZoom() ?? 6) + steps, duration: 150 }); },
    destroy() {
      map.setTarget(undefined);
      map.dispose();
    },
  };
}
