// The waterfall on a plain canvas: the newest line on top, older ones moved down by copying the canvas onto itself.
import type { Sweep } from './rows';

export const kColumns = 1024;
export const kLines = 180;

// Cividis (Nuñez, Anderton, Renslow 2018, CC BY 4.0): rises evenly in lightness, and alike for colour-blind eyes. Every 32nd entry.
const kAnchors = [
  [0, 34, 78], [18, 53, 112], [59, 73, 108], [87, 93, 109], [112, 113, 115], [138, 134, 120], [165, 156, 116], [195, 179, 105], [225, 204, 85], [253, 231, 55],
] as const;

export const kColours: readonly (readonly [number, number, number])[] = Array.from({ length: 256 }, (_, index) => {
  const at = (index / 255) * (kAnchors.length - 1);
  const low = kAnchors[Math.min(Math.floor(at), kAnchors.length - 2)] ?? kAnchors[0];
  const high = kAnchors[Math.min(Math.floor(at) + 1, kAnchors.length - 1)] ?? kAnchors[0];
  const part = at - Math.min(Math.floor(at), kAnchors.length - 2);
  const mix = (channel: 0 | 1 | 2): number => Math.round(low[channel] + part * (high[channel] - low[channel]));
  return [mix(0), mix(1), mix(2)];
});

export interface Scale {
  low_dbfs: number;
  high_dbfs: number;
}

/** 0..255, or undefined where nobody listened. */
export function colourIndex(dbfs: number, scale: Scale): number | undefined {
  if (!Number.isFinite(dbfs)) return undefined;
  return Math.max(0, Math.min(255, Math.round((255 * (dbfs - scale.low_dbfs)) / (scale.high_dbfs - scale.low_dbfs))));
}

/** Holds the newest kLines sweeps and draws them; 1.5 MB at most. */
export class Waterfall {
  readonly lines: Sweep[] = []; // newest first
  scale: Scale = { low_dbfs: 0, high_dbfs: 1 }; // the first line sets it
  private readonly context: CanvasRenderingContext2D | null;
  private readonly image: ImageData | undefined;

  constructor(private readonly canvas: HTMLCanvasElement) {
    canvas.width = kColumns;
    canvas.height = kLines;
    this.context = canvas.getContext('2d', { alpha: true });
    this.image = this.context?.createImageData(kColumns, 1);
  }

  /** A line on top of the others. */
  push(sweep: Sweep): void {
    this.lines.unshift(sweep);
    if (this.lines.length > kLines) this.lines.length = kLines;
    const copied = this.context;
    if (!copied) return;
    copied.globalCompositeOperation = 'copy';
    copied.drawImage(this.canvas, 0, 1);
    copied.globalCompositeOperation = 'source-over';
    this.paint(0);
  }

  /** The newest line once more: its sweep has grown. */
  refresh(): void {
    this.paint(0);
  }

  repaint(scale: Scale): void {
    this.scale = scale;
    for (let line = 0; line < this.lines.length; line += 1) this.paint(line);
  }

  private paint(line: number): void {
    const sweep = this.lines[line];
    if (!sweep || !this.image) return;
    const { data } = this.image;
    for (let column = 0; column < kColumns; column += 1) {
      const index = colourIndex(sweep.mean[column] ?? NaN, this.scale);
      const [red, green, blue] = kColours[index ?? 0] ?? [0, 0, 0];
      data[4 * column] = red;
      data[4 * column + 1] = green;
      data[4 * column + 2] = blue;
      data[4 * column + 3] = index === undefined ? 0 : 255;
    }
    this.context?.putImageData(this.image, 0, line);
  }

  /** Line of an instant: fractional, 0 is the newest. Undefined when it is older than all. */
  lineOf(at: number): number | undefined {
    const newest = this.lines[0];
    if (!newest || at >= newest.at) return newest ? 0 : undefined;
    for (let line = 1; line < this.lines.length; line += 1) {
      const [younger, older] = [this.lines[line - 1], this.lines[line]];
      if (younger && older && at >= older.at) return line - (at - older.at) / Math.max(1, younger.at - older.at);
    }
    return undefined;
  }
}
