// Marks as small pictures, drawn once and kept. Three things are told apart by form, so that none hides the other: severity is the
// shape and its colour, confidence the part of the ring that is closed, impact the number of dots below.
import Icon from 'ol/style/Icon';
import type { Palette } from './styles';

export interface Mark {
  severity: string;
  confidence?: number | undefined; // 0..1
  impact?: string | undefined;
  selected?: boolean | undefined;
  faded?: boolean | undefined; // nobody has to do anything about it any more
}

export interface Count {
  severity?: string | undefined;
  label: string;
  radius: number;
  exercise: boolean;
}

const kShapes: Record<string, { points: number; radius: number; turn: number }> = {
  critical: { points: 8, radius: 10, turn: Math.PI / 8 },
  high: { points: 3, radius: 11, turn: 0 },
  medium: { points: 4, radius: 10.5, turn: 0 },
  info: { points: 4, radius: 9, turn: Math.PI / 4 },
};
const kImpactDots: Record<string, number> = { low: 1, medium: 2, high: 3 };
const kRing = 15;
const kSize = 46;
const kScale = 2; // drawn at twice the size, for fine screens

export function dotsOf(impact: string | undefined): number {
  return kImpactDots[impact ?? ''] ?? 0;
}

const kept = new Map<string, Icon>();
const kMostKept = 600;

/** Colours have changed. */
export function forgetIcons(): void {
  kept.clear();
}

function canvasOf(size: number): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * kScale;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.scale(kScale, kScale);
  context.translate(size / 2, size / 2);
  return { canvas, context };
}

function shapePath(context: CanvasRenderingContext2D, severity: string | undefined, scale: number): void {
  const shape = kShapes[severity ?? ''];
  context.beginPath();
  if (!shape) context.arc(0, 0, 8.5 * scale, 0, 2 * Math.PI);
  for (let corner = 0; shape && corner < shape.points; corner += 1) {
    const angle = shape.turn + (2 * Math.PI * corner) / shape.points;
    context.lineTo(shape.radius * scale * Math.sin(angle), -shape.radius * scale * Math.cos(angle));
  }
  context.closePath();
}

function once(key: string, size: number, paint: (context: CanvasRenderingContext2D) => void): Icon {
  const found = kept.get(key);
  if (found) return found;
  const { canvas, context } = canvasOf(size);
  paint(context);
  const icon = new Icon({ img: canvas, scale: 1 / kScale, declutterMode: 'none' });
  if (kept.size >= kMostKept) kept.clear();
  kept.set(key, icon);
  return icon;
}

function paintMark(context: CanvasRenderingContext2D, mark: Mark, colours: Palette): void {
  const colour = colours(`severity-${mark.severity}`) || colours('severity-info');
  context.globalAlpha = mark.faded ? 0.45 : 1;
  shapePath(context, mark.severity, mark.selected ? 1.05 : 1);
  context.lineWidth = mark.selected ? 4.5 : 3;
  context.strokeStyle = colours(mark.selected ? 'text' : 'surface');
  context.lineJoin = 'round';
  context.stroke();
  context.fillStyle = colour;
  context.fill();
  if (mark.confidence !== undefined) {
    context.lineWidth = 2.25;
    context.strokeStyle = colours('surface');
    context.beginPath();
    context.arc(0, 0, kRing, 0, 2 * Math.PI);
    context.stroke();
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(0, 0, kRing, -Math.PI / 2, -Math.PI / 2 + 2 * Math.PI * Math.max(0, Math.min(1, mark.confidence)));
    context.stroke();
  }
  const dots = dotsOf(mark.impact);
  for (let dot = 0; dot < dots; dot += 1) {
    context.beginPath();
    context.arc((dot - (dots - 1) / 2) * 6, 20, 2.1, 0, 2 * Math.PI);
    context.fillStyle = colours('text');
    context.fill();
  }
}

export function markIcon(mark: Mark, colours: Palette): Icon {
  const confidence = mark.confidence === undefined ? '' : Math.round(mark.confidence * 20) / 20;
  return once(`m ${mark.severity} ${confidence} ${mark.impact ?? ''} ${Number(mark.selected ?? false)} ${Number(mark.faded ?? false)}`, kSize, (context) => { paintMark(context, mark, colours); });
}

export function countIcon(count: Count, colours: Palette): Icon {
  return once(`c ${count.severity ?? ''} ${count.label} ${count.radius} ${Number(count.exercise)}`, 2 * count.radius + 8, (context) => {
    const colour = count.exercise ? colours('exercise') : count.severity ? colours(`severity-${count.severity}`) : colours('accent');
    context.beginPath();
    context.arc(0, 0, count.radius, 0, 2 * Math.PI);
    context.fillStyle = colours('surface');
    context.fill();
    context.lineWidth = 2.5;
    context.strokeStyle = colour;
    if (count.exercise) context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
    if (count.severity && !count.exercise) { // the worst one's shape rides on the rim, as it does in the list
      context.save();
      context.translate(0, -count.radius + 1);
      shapePath(context, count.severity, 0.5);
      context.fillStyle = colour;
      context.fill();
      context.restore();
    }
    context.fillStyle = colours('text');
    context.font = `600 ${count.label.length > 3 ? 10 : 11.5}px "Be Vietnam Pro", sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(count.label, 0, 1);
  });
}
