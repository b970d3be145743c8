// What lies over what: ground, grid, communes, reach, counts, marks. Counts and communes are drawn into a picture that a pan only
// shifts; marks are few and drawn anew.
import type BaseLayer from 'ol/layer/Base';
import Graticule from 'ol/layer/Graticule';
import ImageLayer from 'ol/layer/Image';
import TileLayer from 'ol/layer/Tile';
import VectorLayer from 'ol/layer/Vector';
import VectorImageLayer from 'ol/layer/VectorImage';
import ImageWMS from 'ol/source/ImageWMS';
import VectorSource from 'ol/source/Vector';
import XYZ from 'ol/source/XYZ';
import LayerGroup from 'ol/layer/Group';
import Stroke from 'ol/style/Stroke';
import type { MapBase } from '../api/types';
import { clusterStyle, outlineStyle, pagePalette, reachStyle, styleOf } from './styles';

const kPictureRatio = 1.6; // of the view: how far a pan may go before the picture is drawn anew

export interface Layers {
  all: BaseLayer[];
  marks: VectorSource;
  clusters: VectorSource;
  outlines: VectorSource;
  reaches: VectorSource;
  /** The picture of the ground, once the base map has come. */
  ground(base: MapBase | undefined): void;
  recolour(): void;
}

/** Same-origin pictures; the content security policy lets nothing else through. */
function groundLayer(base: MapBase): BaseLayer | undefined {
  if (base.tiles) {
    return new TileLayer({ opacity: 0.85, source: new XYZ({ url: base.tiles.url, minZoom: base.tiles.min_zoom, maxZoom: base.tiles.max_zoom, attributions: base.tiles.attribution }) });
  }
  if (base.wms) return new ImageLayer({ opacity: 0.85, source: new ImageWMS({ url: base.wms.url, params: { LAYERS: base.wms.layers }, ratio: 1.2 }) });
  return undefined;
}

export function makeLayers(): Layers {
  let colours = pagePalette();
  const [marks, clusters, outlines, reaches] = [new VectorSource(), new VectorSource(), new VectorSource(), new VectorSource()];
  const marksLayer = new VectorLayer({ source: marks, declutter: true, updateWhileAnimating: true, style: (feature, resolution) => styleOf(feature, resolution, colours) });
  const clusterLayer = new VectorImageLayer({ source: clusters, imageRatio: kPictureRatio, style: (feature) => clusterStyle(feature, colours) });
  const outlineLayer = new VectorImageLayer({ source: outlines, imageRatio: kPictureRatio, declutter: true, style: (feature, resolution) => outlineStyle(feature, colours, resolution) });
  const reachLayer = new VectorLayer({ source: reaches, style: (feature) => reachStyle(feature, colours) });
  const ground = new LayerGroup();
  const gridGroup = new LayerGroup();
  const grid = (): void => {
    gridGroup.getLayers().clear();
    gridGroup.getLayers().push(new Graticule({ strokeStyle: new Stroke({ color: colours('map-grid'), width: 1 }), wrapX: false }));
  };
  grid();
  let laid: MapBase | undefined;
  return {
    all: [ground, gridGroup, outlineLayer, reachLayer, clusterLayer, marksLayer],
    marks, clusters, outlines, reaches,
    ground(base) {
      if (!base || laid === base) return;
      laid = base;
      ground.getLayers().clear();
      const layer = groundLayer(base);
      if (layer) ground.getLayers().push(layer);
    },
    recolour() {
      colours = pagePalette();
      grid();
      for (const layer of [marksLayer, clusterLayer, outlineLayer, reachLayer]) layer.changed();
    },
  };
}
