// How the map's features look. Colours come from the page's style sheet, so that light and dark are written once.
import type { FeatureLike } from 'ol/Feature';
import Circle from 'ol/style/Circle';
import Fill from 'ol/style/Fill';
import RegularShape from 'ol/style/RegularShape';
import Stroke from 'ol/style/Stroke';
import Style from 'ol/style/Style';
import Text from 'ol/style/Text';

export type Palette = (name: string) => string;

/** Reads custom properties of the page as they are now (they change with prefers-color-scheme). */
export function pagePalette(): Palette {
  const computed = getComputedStyle(document.documentElement);
  return (name) => computed.getPropertyValue(`--${name}`).trim();
}

const kFont = '"Be Vietnam Pro", sans-serif';
const kOverviewAbove = 400; // metres per pixel: a province is a few pixels, one mark per place is enough
const kCommuneNamesBelow = 160; // metres per pixel: further out the names would only fight each other

function label(text: string, colours: Palette, colour: string, offsetY: number, weight = 400, size = 12): Text {
  return new Text({
    text, font: `${weight} ${size}px ${kFont}`, offsetY, fill: new Fill({ color: colours(colour) }),
    stroke: new Stroke({ color: colours('map-ground'), width: 3 }), padding: [2, 3, 2, 3],
  });
}

const kPoints: Record<string, { points: number; radius: number; angle: number }> = {
  critical: { points: 8, radius: 10, angle: Math.PI / 8 },
  high: { points: 3, radius: 11, angle: 0 },
  medium: { points: 4, radius: 10, angle: 0 },
  info: { points: 4, radius: 9, angle: Math.PI / 4 },
};

function severityShape(severity: string, colours: Palette, x: number, y: number, selected: boolean): RegularShape {
  const shape = kPoints[severity] ?? { points: 24, radius: 8.5, angle: 0 }; // low: a circle
  return new RegularShape({
    ...shape, radius: shape.radius + (selected ? 3 : 0), displacement: [x, y], declutterMode: 'none',
    fill: new Fill({ color: colours(`severity-${severity}`) }),
    stroke: new Stroke({ color: colours(selected ? 'text' : 'surface'), width: selected ? 2.5 : 1.5 }),
  });
}

function incidentStyle(feature: FeatureLike, colours: Palette): Style {
  const slots = feature.get('slots') as number;
  const x = ((feature.get('slot') as number) - (slots - 1) / 2) * 22;
  return new Style({
    image: severityShape(String(feature.get('severity')), colours, x, feature.get('lifted') ? 22 : 0, Boolean(feature.get('selected'))),
    zIndex: feature.get('selected') ? 40 : 30 - (feature.get('slot') as number),
  });
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
