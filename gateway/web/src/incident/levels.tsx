// Levels over time, one line per node. uPlot draws on a canvas; the sentence beneath says the same to those who cannot see it.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Cell, Level } from '../api/types';
import { lang, t } from '../i18n';
import { useAsk } from '../state/ask';
import { dateTime, dbm, fieldStrength, number } from '../text/format';
import { limitOf, type Limit, type SpilloverRow } from './limits';
import { seriesOf, type Series } from './series';

const kLines = ['line-1', 'line-2', 'line-3', 'line-4', 'line-5'];
const kHeight = 220;
const kTickSteps = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800]; // seconds: no tick between two

function options(series: Series, width: number, limit: Limit | undefined): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const axis: uPlot.Axis = { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line'), width: 1 }, font: '12px "Be Vietnam Pro"' };
  return {
    width, height: kHeight, tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), 'Asia/Ho_Chi_Minh'),
    cursor: { drag: { x: false, y: false } },
    scales: { y: { range: (_chart, low, high) => [Math.floor(low - 3), Math.ceil(high + 3)] } },
    axes: [
      { ...axis, space: 90, incrs: kTickSteps, values: (_chart, splits) => splits.map((second) => tick(second, (series.at.at(-1) ?? 0) - (series.at[0] ?? 0))) },
      { ...axis, size: 58, label: t('levels.axis', { unit: series.unit }), labelFont: '12px "Be Vietnam Pro"', labelSize: 22, values: (_chart, splits) => splits.map((value) => number(value)) },
    ],
    series: [
      { label: t('observations.time'), value: (_chart, second) => (second == null ? '—' : dateTime(second * 1000)) },
      ...series.nodes.map((node, index): uPlot.Series => ({
        label: node, stroke: colour(kLines[index % kLines.length] ?? 'line-1'), width: 2, spanGaps: true, points: { show: true, size: 6 },
        value: (_chart, value) => (value == null ? '—' : `${number(value, 1)} ${series.unit}`),
      })),
      ...(limit ? [{ label: t('levels.limit'), stroke: colour('bad'), width: 2, dash: [8, 5], points: { show: false }, value: () => dbm(limit.level_dbm) } satisfies uPlot.Series] : []),
    ],
  };
}

/** As much of the time as tells two ticks apart. */
function tick(second: number, span: number): string {
  const [clock = '', date = ''] = dateTime(second * 1000).split(' ');
  if (span < 600) return clock;
  return span < 86_400 ? clock.slice(0, 5) : `${clock.slice(0, 5)} ${date.slice(0, 5)}`;
}

function summary(series: Series): string {
  const all = series.values.flat().filter((value): value is number => value !== null);
  return t('levels.summary', {
    min: number(Math.min(...all), 1), max: number(Math.max(...all), 1), unit: series.unit, n: all.length,
    from: dateTime((series.at[0] ?? 0) * 1000), to: dateTime((series.at.at(-1) ?? 0) * 1000),
  });
}

function LimitNote({ series, limit, foreign }: { series: Series; limit: Limit | undefined; foreign: boolean }) {
  if (!foreign) return null;
  if (series.unit === 'dBFS') return <p class="note">{t('levels.limit.uncalibrated')}</p>;
  return <p class="note">{limit ? t('levels.limit.note', { field: fieldStrength(limit.field_dbuv_m_5mhz), level: dbm(limit.level_dbm), source: limit.source }) : t('levels.limit.none')}</p>;
}

export function Levels({ levels, cell }: { levels: readonly Level[]; cell: Cell | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  const scheme = useSignal(0);
  const series = seriesOf(levels);
  const spillover = useAsk<{ rows: SpilloverRow[] }>('/api/v1/spillover').answer.value;
  const limit = series.unit === 'dBm' && cell ? limitOf(cell, spillover?.rows ?? []) : undefined;

  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => { scheme.value += 1; };
    dark.addEventListener('change', redraw);
    return () => { dark.removeEventListener('change', redraw); };
  }, [scheme]);

  const drawn = `${scheme.value} ${lang.value} ${limit?.level_dbm ?? ''}`;
  useEffect(() => {
    const target = box.current;
    if (!target || series.at.length === 0) return undefined;
    const chart = new uPlot(options(series, target.clientWidth, limit), [series.at, ...series.values, ...(limit ? [series.at.map(() => limit.level_dbm)] : [])], target);
    const fit = new ResizeObserver(() => { chart.setSize({ width: target.clientWidth, height: kHeight }); });
    fit.observe(target);
    return () => {
      fit.disconnect();
      chart.destroy();
    };
    // `levels` is a new array with every answer of the server; `series` follows from it
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [levels, drawn]);

  return (
    <section class="card levels" aria-labelledby="levels-title">
      <h2 id="levels-title">{t('levels')}</h2>
      <div ref={box} class="chart" />
      <p class="note">{series.at.length === 0 ? t('levels.none') : summary(series)}</p>
      <LimitNote series={series} limit={limit} foreign={cell?.plmns?.some((plmn) => !plmn.startsWith('452')) ?? false} />
    </section>
  );
}
