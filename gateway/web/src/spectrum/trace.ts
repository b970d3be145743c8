// The live trace and its maximum hold: uPlot on a canvas, with what was found shaded behind.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { t } from '../i18n';
import { number } from '../text/format';
import type { Found } from './found';
import type { Range } from './rows';
import { kColumns } from './waterfall';

const kHeight = 200;

export interface Trace {
  show(mean: Float32Array, hold: Float32Array, found: readonly Found[], low_dbfs: number, high_dbfs: number): void;
  destroy(): void;
}

export function makeTrace(target: HTMLElement, range: Range, rbw: () => string): Trace {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const width = (range.high_hz - range.low_hz) / kColumns;
  const megahertz = Array.from({ length: kColumns }, (_, column) => (range.low_hz + (column + 0.5) * width) / 1e6);
  const axis: uPlot.Axis = { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line'), width: 1 }, font: '12px "Be Vietnam Pro"' };
  let boxes: readonly Found[] = [];
  let levels: [number, number] = [-130, -60];
  const shade = (chart: uPlot): void => {
    const { ctx, bbox } = chart;
    ctx.save();
    for (const box of boxes) {
      const left = Math.max(bbox.left, chart.valToPos(box.low_hz / 1e6, 'x', true));
      const right = Math.min(bbox.left + bbox.width, chart.valToPos(box.high_hz / 1e6, 'x', true));
      if (right <= left) continue;
      ctx.fillStyle = `${colour(box.kind === 'jamming' ? 'bad' : box.kind === 'emission' ? 'warn' : 'accent')}26`;
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
    }
    ctx.restore();
  };
  const atEdge = (value: number): boolean => value * 1e6 > range.high_hz - 0.02 * (range.high_hz - range.low_hz); // its name would be cut off
  const level = (_chart: uPlot, value: number | null): string => (value == null ? '—' : `${number(value, 1)} dBFS / RBW ${rbw()}`);
  const chart = new uPlot({
    width: target.clientWidth, height: kHeight, cursor: { drag: { x: false, y: false } }, padding: [8, 0, 0, 0],
    scales: { x: { time: false, range: [range.low_hz / 1e6, range.high_hz / 1e6] }, y: { range: () => levels } },
    axes: [
      { ...axis, values: (_chart, splits) => splits.map((value) => (atEdge(value) ? '' : number(value, Number.isInteger(value) ? 0 : 1, false))) },
      { ...axis, size: 60, label: 'dBFS', labelFont: '12px "Be Vietnam Pro"', labelSize: 18, values: (_chart, splits) => splits.map((value) => number(value)) },
    ],
    series: [
      { label: 'MHz', value: (_chart, value) => (value == null ? '—' : `${number(value, 3, false)} MHz`) },
      { label: t('spectrum.hold'), stroke: colour('line-2'), width: 1, value: level },
      { label: t('spectrum.mean'), stroke: colour('line-1'), width: 1.5, value: level },
    ],
    hooks: { drawClear: [shade] },
  }, [megahertz, [], []], target);
  const fit = new ResizeObserver(() => { chart.setSize({ width: target.clientWidth, height: kHeight }); });
  fit.observe(target);
  const plain = (values: Float32Array): (number | null)[] => Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  return {
    show(mean, hold, found, low_dbfs, high_dbfs) {
      boxes = found;
      levels = [low_dbfs, high_dbfs];
      chart.setData([megahertz, plain(hold), plain(mean)]);
    },
    destroy() {
      fit.disconnect();
      chart.destroy();
    },
  };
}
