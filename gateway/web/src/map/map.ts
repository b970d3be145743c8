// The map: OpenLayers on a plain canvas. No tiles and no request; everything drawn is already in the page.
import OlMap from 'ol/Map';
import View from 'ol/View';
import { defaults as defaultControls } from 'ol/control/defaults';
import ScaleLine from 'ol/control/ScaleLine';
import { createEmpty, extend, isEmpty, type Extent } from 'ol/extent';
import type Feature from 'ol/Feature';
import Graticule from 'ol/layer/Graticule';
import VectorLayer from 'ol/layer/Vector';
import { fromLonLat } from 'ol/proj';
import VectorSource from 'ol/source/Vector';
import Stroke from 'ol/style/Stroke';
import 'ol/ol.css';
import type { Incident, MapBase, Node } from '../api/types';
import type { Lang } from '../i18n';
import { baseFeatures, incidentFeatures, nodeFeatures } from './features';
import { pagePalette, styleOf } from './styles';

export interface MapContent {
  base: MapBase | undefined;
  nodes: readonly Node[];
  incidents: readonly Incident[];
  selected: number | undefined;
  lang: Lang;
}

export interface MapHandle {
  show(content: MapContent): void;
  fitProvince(): void;
  fitEastSea(): void;
  zoom(steps: number): void;
  destroy(): void;
}

interface Callbacks {
  openIncident(id: number): void;
  openNode(node: string): void;
}

const kEastSea: Extent = [...fromLonLat([101.5, 6.5]), ...fromLonLat([117.5, 23.5])];
const kVietnam: Extent = [...fromLonLat([99, 5]), ...fromLonLat([119, 25])];
const kProvinceMargin = 48;
const kSingleSpotResolution = 60; // metres per pixel around one lone place

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
  let colours = pagePalette();
  const source = new VectorSource({ useSpatialIndex: true });
  const layer = new VectorLayer({
    source, declutter: true, updateWhileAnimating: true, style: (feature, resolution) => styleOf(feature, resolution, colours),
  });
  const gridStroke = (): Stroke => new Stroke({ color: colours('map-grid'), width: 1 });
  let grid = new Graticule({ strokeStyle: gridStroke(), wrapX: false });
  const view = new View({ center: fromLonLat([106, 16.5]), zoom: 6, minZoom: 4, maxZoom: 17, extent: kVietnam, showFullExtent: true, smoothExtentConstraint: false });
  const map = new OlMap({
    target, view, layers: [grid, layer],
    controls: defaultControls({ attribution: false, zoom: false, rotate: false }).extend([new ScaleLine({ units: 'metric', minWidth: 80 })]),
  });
  let placed = false;

  const onScheme = (): void => {
    colours = pagePalette();
    map.removeLayer(grid);
    grid = new Graticule({ strokeStyle: gridStroke(), wrapX: false });
    map.getLayers().insertAt(0, grid);
    layer.changed();
  };
  const scheme = window.matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', onScheme);
  void document.fonts.ready.then(() => { layer.changed(); });

  const fit = (extent: Extent): void => {
    if (isEmpty(extent)) return;
    view.fit(extent, { padding: [kProvinceMargin, kProvinceMargin, kProvinceMargin, kProvinceMargin], minResolution: kSingleSpotResolution });
  };
  const fitProvince = (): void => {
    const features = source.getFeatures();
    const chosen = features.find((feature) => feature.get('selected') && feature.get('role') === 'incident');
    if (!remember && chosen) {
      fit(extentOf(features.filter((feature) => feature.get('selected')), ['incident', 'uncertainty']));
      return;
    }
    const province = extentOf(features, ['commune', 'border', 'node']);
    fit(isEmpty(province) ? kEastSea : province);
  };

  map.on('click', (event) => {
    const hit = map.forEachFeatureAtPixel(event.pixel, (feature) => (feature.get('role') === 'incident' || feature.get('role') === 'node' ? feature : undefined), { hitTolerance: 6 });
    if (hit?.get('role') === 'incident') callbacks.openIncident(hit.get('id') as number);
    if (hit?.get('role') === 'node') callbacks.openNode(String(hit.get('node')));
  });
  map.on('pointermove', (event) => {
    const over = map.hasFeatureAtPixel(event.pixel, { hitTolerance: 6, layerFilter: (each) => each === layer });
    target.classList.toggle('over-feature', over);
  });
  map.on('moveend', () => {
    const center = view.getCenter();
    const resolution = view.getResolution();
    if (remember && placed && center && resolution) remembered = { center, resolution, width: target.clientWidth };
  });

  return {
    show({ base, nodes, incidents, selected, lang }) {
      source.clear(true);
      source.addFeatures([...baseFeatures(base, lang), ...nodeFeatures(nodes), ...incidentFeatures(incidents, selected, nodes)]);
      if (placed || !base) return;
      placed = true;
      if (remember && remembered?.width === target.clientWidth) {
        view.setCenter(remembered.center);
        view.setResolution(remembered.resolution);
      } else {
        fitProvince();
      }
    },
    fitProvince,
    fitEastSea: () => { view.fit(kEastSea, { padding: [8, 8, 8, 8] }); },
    zoom: (steps) => { view.animate({ zoom: (view.getZoom() ?? 6) + steps, duration: 150 }); },
    destroy() {
      scheme.removeEventListener('change', onScheme);
      map.setTarget(undefined);
      map.dispose();
    },
  };
}
