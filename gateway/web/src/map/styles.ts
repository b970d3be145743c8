// How the map's features look. Colours come from the page's style sheet, so that light and dark are written once.
import type { FeatureLike } from 'ol/Feature';
import Circle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';
import { countIcon, markIcon, type Mark } from './icons';

export type Palette = (name: string) => string;

/** Reads custom properties of the page as they are now (they change with the theme). */
export function pagePalette(): Palette {
  const computed = getComputedStyle(document.documentElement);
  return (name) => computed.getPropertyValue(`--${name}`).trim();
}

const kFont = '"Be Vietnam Pro", sans-serif';
const kOverviewAbove = 400; // metres per pixel: a province is a few pixels, one mark per place is enough
const kClearOfNode = 38; // px below the middle of a commune, where a node and its name often stand
const kCommuneNamesBelow = 160; // metres per pixel: further out the names would only fight each other

function label(text: string, colours: Palette, colour: string, offsetY: number, weight = 400, size = 12): Text {
  return new Text({
    text, font: `${weight} ${size}px ${kFont}`, offsetY, fill: new Fill({ color: colours(colour) }),
    stroke: new Stroke({ color: colours('map-ground'), width: 3 }), padding: [2, 3, 2, 3],
  });
}

function incidentStyle(feature: FeatureLike, colours: Palette): Style {
  const slots = feature.get('slots') as number;
  const mark: Mark = {
    severity: String(feature.get('severity')), confidence: feature.get('confidence') as number | undefined, impact: feature.get('impact') as string | undefined,
    selected: Boolean(feature.get('selected')), faded: Boolean(feature.get('faded')),
  };
  const image = markIcon(mark, colours).clone();
  image.setDisplacement([((feature.get('slot') as number) - (slots - 1) / 2) * 34, feature.get('lifted') ? 30 : 0]);
  return new Style({ image, zIndex: feature.get('selected') ? 40 : 30 - (feature.get('slot') as number) });
}

export function clusterStyle(feature: FeatureLike, colours: Palette): Style {
  const radius = feature.get('radius') as number;
  const image = countIcon({ severity: feature.get('severity') as string | undefined, label: String(feature.get('label')), radius, exercise: Boolean(feature.get('exercise')) }, colours);
  return new Style({ image, zIndex: radius });
}

/** A share of one half is as dark as it gets: the eye must still read the ground. */
export function outlineStyle(feature: FeatureLike, colours: Palette, resolution: number): Style {
  const share = feature.get('share') as number | undefined;
  const alpha = share === undefined ? '' : Math.round(20 + 150 * Math.min(1, share)).toString(16).padStart(2, '0');
  const style = new Style({
    stroke: new Stroke({ color: colours('commune-line'), width: share === undefined ? 1 : 1.5 }),
    fill: new Fill({ color: share === undefined ? `${colours('commune-ground')}b0` : `${colours('accent')}${alpha}` }),
  });
  if (resolution < kCommuneNamesBelow || share !== undefined) {
    const text = share === undefined ? String(feature.get('name')) : `${String(feature.get('name'))} ${Math.round(share * 100)} %`;
    const name = label(text, colours, share === undefined ? 'muted' : 'text', kClearOfNode, share === undefined ? 400 : 600);
    name.setOverflow(true);
    style.setText(name);
  }
  return style;
}

/** No calibration, no distance: a ring of fixed size says "listening, reach unknown". */
export function reachStyle(feature: FeatureLike, colours: Palette): Style {
  const colour = colours(feature.get('old') ? 'stale' : 'reach');
  const stroke = new Stroke({ color: colour, width: 1.5, lineDash: feature.get('old') ? [2, 5] : [] });
  if (feature.getGeometry()?.getType() !== 'Point') return new Style({ stroke, fill: new Fill({ color: `${colour}14` }) });
  return new Style({ image: new Circle({ radius: 18, stroke: new Stroke({ color: colour, width: 1.5, lineDash: [3, 4] }) }) });
}

function uncertaintyStyle(feature: FeatureLike, colours: Palette): Style {
  const colour = colours(`severity-${String(feature.get('severity'))}`);
  return new Style({
    fill: new Fill({ color: feature.get('selected') ? `${colour}14` : 'transparent' }), // many filled circles would drown the map
    stroke: new Stroke({ color: `${colour}99`, width: feature.get('selected') ? 2 : 1, lineDash: [6, 5] }),
    zIndex: 5,
  });
}

function nodeStyle(feature: FeatureLike, colours: Palette): Style[] {
  const colour = colours(feature.get('stale') ? 'stale' : feature.get('state') === 'degraded' ? 'warn' : 'ok');
  return [
    new Style({
      image: new Circle({ radius: 6, fill: new Fill({ color: colours('surface') }), stroke: new Stroke({ color: colour, width: 3 }), declutterMode: 'none' }),
      text: label(String(feature.get('name')), colours, feature.get('stale') ? 'muted' : 'text', 18, 600, 12.5),
      zIndex: 20,
    }),
    new Style({ image: new Circle({ radius: 2, fill: new Fill({ color: colour }), declutterMode: 'none' }), zIndex: 21 }),
  ];
}

function communeStyle(feature: FeatureLike, colours: Palette, resolution: number): Style {
  const style = new Style({
    image: new Circle({ radius: resolution < kCommuneNamesBelow ? 2.5 : 1.5, fill: new Fill({ color: colours('commune') }), declutterMode: 'none' }),
    zIndex: 2,
  });
  if (resolution < kCommuneNamesBelow) style.setText(label(String(feature.get('name')), colours, 'muted', 13));
  return style;
}

function islandStyle(feature: FeatureLike, colours: Palette): Style {
  return new Style({
    image: new Circle({ radius: 4, fill: new Fill({ color: colours('island') }), declutterMode: 'none' }),
    text: label(String(feature.get('name')), colours, 'island', 16, 600, 13),
    zIndex: 50,
  });
}

function inOverview(feature: FeatureLike): boolean {
  const role = feature.get('role');
  return role === 'island' || role === 'border' || (role === 'incident' && feature.get('slot') === 0);
}

export function styleOf(feature: FeatureLike, resolution: number, colours: Palette): Style | Style[] | undefined {
  if (resolution > kOverviewAbove && !inOverview(feature)) return undefined;
  switch (feature.get('role')) {
    case 'incident': return incidentStyle(feature, colours);
    case 'uncertainty': return uncertaintyStyle(feature, colours);
    case 'node': return nodeStyle(feature, colours);
    case 'commune': return communeStyle(feature, colours, resolution);
    case 'island': return islandStyle(feature, colours);
    default: return new Style({ stroke: new Stroke({ color: colours('border-line'), width: 2.5, lineDash: [10, 4, 2, 4] }), zIndex: 3 });
  }
}
