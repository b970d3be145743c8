// A spectrum as it is heard now: band plan, trace, waterfall with what was found, and the strongest carriers as a table.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t, word } from '../i18n';
import { hrefOf } from '../state/route';
import { problemOf } from '../state/ask';
import { scheme } from '../state/theme';
import { megahertz, number, span, timeOfDay } from '../text/format';
import { foundBy, rowsAfter } from './order';
import { share } from './ribbon';
import type { Found } from './found';
import { floorOf, peaksOf, Sweeper, topOf, type Peak, type Range, type Row, type Sweep } from './rows';
import { makeTrace, type Trace } from './trace';
import { kColumns, kLines, Waterfall, type Scale } from './waterfall';

const kAskMs = 500;
const kFoundMs = 4000;
const kLeastSpanDb = 25; // of the colours: noise must not look like a signal
const kScaleStepDb = 3; // smaller changes leave the colours as they are
const kHeadroomDb = 8;
const kPeaks = 5;

/** New ends of the colours when the floor or the strongest carrier has left the old ones; undefined while they serve. */
function scaleFor(mean: Float32Array, now: Scale): Scale | undefined {
  const floor = floorOf(mean);
  const top = topOf(mean);
  if (floor === undefined || top === undefined) return undefined;
  const high = Math.max(top + 2, floor + kLeastSpanDb);
  const serves = Math.abs(floor - now.low_dbfs) <= kScaleStepDb && high <= now.high_dbfs + kScaleStepDb;
  return serves ? undefined : { low_dbfs: floor, high_dbfs: high };
}

/** A sweep that is half done says nothing about its other half: what stood there stays. */
function later(before: number, now: number, join: (before: number, now: number) => number): number {
  if (Number.isNaN(now)) return before;
  return Number.isNaN(before) ? now : join(before, now);
}

interface Props {
  node: string;
  range: Range;
  /** When the order was given; the boxes begin there. */
  since: number;
  /** When its rows end. */
  until: number;
}

function Boxes({ found, waterfall, range }: { found: readonly Found[]; waterfall: Waterfall; range: Range }) {
  return (
    <ul class="boxes" aria-label={t('spectrum.found')}>
      {found.map((box) => {
        const top = waterfall.lineOf(box.until) ?? kLines;
        const bottom = waterfall.lineOf(box.from) ?? waterfall.lines.length;
        if (top >= waterfall.lines.length) return null;
        const place = { ...share(box, range), top: `${(100 * top) / kLines}%`, height: `${(100 * Math.max(2, bottom - top)) / kLines}%` };
        const name = box.kind === 'cell' ? box.name : word(box.kind === 'jamming' ? 'jamming.kind' : 'label', box.name);
        return (
          <li key={`${box.kind}${box.low_hz}${box.name}`} class={`box box-${box.kind}`} style={place}>
            {box.incident === undefined ? <span>{name}</span> : <a href={hrefOf('incident', {}, box.incident)}>{name}</a>}
          </li>
        );
      })}
    </ul>
  );
}

function Peaks({ peaks, rbw }: { peaks: readonly Peak[]; rbw: string }) {
  return (
    <table class="peaks">
      <caption>{t('spectrum.peaks')}</caption>
      <thead><tr><th class="figure">{t('field.frequency')}</th><th class="figure">{t('spectrum.level')}</th></tr></thead>
      <tbody>{peaks.map((peak) => <tr key={peak.hz}><td class="figure">{megahertz(Math.round(peak.hz / 1e4) * 1e4)}</td><td class="figure">{number(peak.dbfs, 1)} dBFS / RBW {rbw}</td></tr>)}</tbody>
    </table>
  );
}

export function Live({ node, range, since, until }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<HTMLDivElement>(null);
  const fall = useRef<Waterfall>();
  const trace = useRef<Trace>();
  const sweep = useSignal<Sweep | undefined>(undefined);
  const row = useSignal<Row | undefined>(undefined);
  const found = useSignal<readonly Found[]>([]);
  const problem = useSignal('');
  const lines = useSignal(0);
  const rbw = (): string => span(row.peek()?.rbw_hz);

  useEffect(() => {
    if (!canvas.current) return undefined;
    const waterfall = new Waterfall(canvas.current);
    fall.current = waterfall;
    const sweeper = new Sweeper(range, kColumns);
    let after = 0;
    let stopped = false;
    let timer = 0;
    const take = (rows: readonly Row[]): void => {
      for (const each of rows) {
        const into = sweeper.add(each);
        if (!into) continue;
        if (into.fresh) waterfall.push(into.sweep);
        else waterfall.refresh();
        row.value = each;
      }
      const newest = waterfall.lines[0];
      const scale = newest && scaleFor(newest.mean, waterfall.scale);
      if (scale) waterfall.repaint(scale);
      if (newest && rows.length > 0) sweep.value = { ...newest };
      lines.value = waterfall.lines.length;
    };
    const ask = async (): Promise<void> => {
      try {
        const answer = await rowsAfter(node, after);
        after = answer.next;
        if (stopped) return;
        take(answer.rows);
        problem.value = '';
      } catch (error) {
        problem.value = problemOf(error);
      }
      if (!stopped && Date.now() < until) timer = window.setTimeout(() => void ask(), kAskMs);
    };
    void ask();
    return () => {
      stopped = true;
      window.clearTimeout(timer);
    };
  }, [node, range.low_hz, range.high_hz, since, until]); // eslint-disable-line react-hooks/exhaustive-deps -- signals and the two edges of `range`

  useEffect(() => {
    let stopped = false;
    const ask = (): void => {
      foundBy(node, since, range).then((list) => { if (!stopped) found.value = list; }).catch(() => undefined); // the rows' own question says what is wrong
    };
    ask();
    const timer = window.setInterval(ask, kFoundMs);
    return () => {
      stopped = true;
      window.clearInterval(timer);
    };
  }, [node, range.low_hz, range.high_hz, since]); // eslint-disable-line react-hooks/exhaustive-deps

  useEffect(() => {
    if (!chart.current) return undefined;
    trace.current = makeTrace(chart.current, range, rbw);
    sweep.value = sweep.peek() && { ...(sweep.peek() as Sweep) };
    return () => {
      trace.current?.destroy();
      trace.current = undefined;
    };
  }, [range.low_hz, range.high_hz, scheme.value]); // eslint-disable-line react-hooks/exhaustive-deps

  const hold = useRef<Float32Array>(new Float32Array(kColumns).fill(NaN));
  const mean = useRef<Float32Array>(new Float32Array(kColumns).fill(NaN));
  useSignalEffect(() => {
    const newest = sweep.value;
    if (!newest) return;
    hold.current = hold.current.map((value, column) => later(value, newest.max[column] ?? NaN, Math.max));
    mean.current = mean.current.map((value, column) => later(value, newest.mean[column] ?? NaN, (_before, now) => now));
    const floor = floorOf(newest.mean) ?? -120;
    const top = hold.current.reduce((most, value) => (value > most ? value : most), floor + 30);
    trace.current?.show(mean.current, hold.current, found.value, Math.floor(floor - kHeadroomDb), Math.ceil(top + kHeadroomDb));
  });

  const newest = sweep.value;
  const oldest = fall.current?.lines.at(-1);
  return (
    <div class="live" data-lines={String(lines.value)}>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      <div ref={chart} class="trace" />
      <div class="fall">
        <canvas ref={canvas} role="img" aria-label={t('spectrum.waterfall.told', { node, low: number(range.low_hz / 1e6, 1, false), high: number(range.high_hz / 1e6, 1, false), n: lines.value })} />
        {fall.current && <Boxes found={found.value} waterfall={fall.current} range={range} />}
        {!newest && <p class="fall-empty" role="status">{t('spectrum.waiting')}</p>}
        {newest && oldest && <p class="fall-times" style={{ height: `${(100 * lines.value) / kLines}%` }}><span>{timeOfDay(newest.at)}</span><span>{lines.value > 20 ? timeOfDay(oldest.at) : ''}</span></p>}
      </div>
      <p class="note">
        {row.value && t('spectrum.rbw', { rbw: rbw(), n: row.value.averages, low: number(fall.current?.scale.low_dbfs, 0), high: number(fall.current?.scale.high_dbfs, 0) })}
        {' '}<button type="button" class="mark" onClick={() => { hold.current.fill(NaN); }}>{t('spectrum.hold.reset')}</button>
      </p>
      {newest && <Peaks peaks={peaksOf(mean.current, range, kPeaks)} rbw={rbw()} />}
    </div>
  );
}
