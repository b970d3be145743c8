// One emitter: who it says it is, and what it did each day.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { lang, t, word } from '../i18n';
import { eci, level } from '../incident/cell';
import { useAsk } from '../state/ask';
import { hrefOf, route } from '../state/route';
import { scheme } from '../state/theme';
import { dateTime, kNone, megahertz, number } from '../text/format';
import { networkName } from '../text/plmn';
import type { EmitterDay, EmitterHistory } from './types';

const kHeight = 220;

/** Noon of the day in Viet Nam, in seconds: a point stands in the middle of its day. */
export function noonOf(day: string): number {
  return Date.parse(`${day}T05:00:00Z`) / 1000;
}

/** dBm where every day has it: the two scales never share an axis. */
export function unitOf(days: readonly EmitterDay[]): 'dBm' | 'dBFS' {
  return days.length > 0 && days.every((day) => day.calibrated || day.level_mean_db === undefined) ? 'dBm' : 'dBFS';
}

function shownDays(days: readonly EmitterDay[]): EmitterDay[] {
  const unit = unitOf(days);
  return days.filter((day) => day.level_mean_db !== undefined && (unit === 'dBm') === day.calibrated);
}

function DayChart({ days }: { days: readonly EmitterDay[] }) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = `${scheme.value} ${lang.value}`;
  useEffect(() => {
    const target = box.current;
    const shown = shownDays(days);
    if (!target || shown.length === 0) return undefined;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const axis: uPlot.Axis = { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line'), width: 1 }, font: '12px "Be Vietnam Pro"' };
    const unit = unitOf(days);
    const value = (_chart: uPlot, each: number | null): string => (each == null ? kNone : `${number(each, 1)} ${unit}`);
    const dayOf = (second: number): string => dateTime(second * 1000).split(' ')[1] ?? '';
    const chart = new uPlot({
      width: target.clientWidth, height: kHeight, cursor: { drag: { x: false, y: false } },
      scales: { y: { range: (_chart, low, high) => [Math.floor(low - 3), Math.ceil(high + 3)] } },
      axes: [{ ...axis, space: 90, incrs: [86_400, 172_800, 604_800, 2_592_000], values: (_chart, splits) => splits.map((second) => dayOf(second).slice(0, 5)) }, { ...axis, size: 58, label: unit, labelSize: 18, labelFont: '12px "Be Vietnam Pro"' }],
      series: [{ label: t('emitter.day'), value: (_chart, second) => (second == null ? kNone : dayOf(second)) },
        { label: t('emitter.max'), stroke: colour('line-2'), width: 1.5, points: { show: true, size: 5 }, value }, { label: t('emitter.mean'), stroke: colour('line-1'), width: 2, points: { show: true, size: 6 }, value }],
    }, [shown.map((day) => noonOf(day.day)), shown.map((day) => day.level_max_db ?? null), shown.map((day) => day.level_mean_db ?? null)], target);
    const fit = new ResizeObserver(() => { chart.setSize({ width: target.clientWidth, height: kHeight }); });
    fit.observe(target);
    return () => {
      fit.disconnect();
      chart.destroy();
    };
  }, [days, drawn]);  
  return <div ref={box} class="chart" />;
}

function Days({ days }: { days: readonly EmitterDay[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('emitter.days')}>
      <table>
        <thead><tr><th>{t('emitter.day')}</th><th class="figure">{t('emitter.hours')}</th><th class="figure">{t('cells.count.heard')}</th><th class="figure">{t('emitter.mean')}</th><th class="figure">{t('emitter.max')}</th></tr></thead>
        <tbody>
          {[...days].reverse().map((day) => {
            const shown = (value: number | undefined): string => (day.calibrated ? level(value, undefined) : level(undefined, value));
            return (
              <tr key={day.day}>
                <td>{day.day.split('-').reverse().join('/')}</td>
                <td class="figure"><meter min={0} max={24} value={day.hours}>{day.hours}</meter> {day.hours}/24</td>
                <td class="figure">{number(day.observation_count)}</td>
                <td class="figure">{shown(day.level_mean_db)}</td>
                <td class="figure">{shown(day.level_max_db)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Facts({ emitter }: { emitter: EmitterHistory }) {
  const facts: [string, string | number | undefined][] = [
    [t('cells.verdict'), word('emitters.verdict', emitter.verdict)], [t('field.rat'), word('rat', emitter.rat)], [t('field.channel'), emitter.channel], [t('field.frequency'), megahertz(emitter.frequency_hz)],
    [t('field.pci'), emitter.pci], [t('field.cell_id'), emitter.cell_id === undefined ? undefined : emitter.rat === 'lte' ? eci(emitter.cell_id) : emitter.cell_id],
    [t('field.tac'), emitter.tacs.map((each) => `${each.tac} (${dateTime(each.since)})`).join(', ') || undefined], [t('emitters.best'), level(emitter.best_dbm, emitter.best_dbfs)],
    [t('emitter.clock'), emitter.clock_ppm === undefined ? undefined : `${number(emitter.clock_ppm, 2)} ppm`], [t('incident.place'), emitter.commune], [t('incident.nodes'), emitter.nodes.join(', ')],
    [t('incident.first_seen'), dateTime(emitter.first_seen)], [t('incident.last_seen'), dateTime(emitter.last_seen)], [t('incident.observations'), number(emitter.observation_count)],
  ];
  return <dl class="facts mono">{facts.filter(([, value]) => value !== undefined).map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>;
}

export function EmitterPage() {
  const id = route.value.id ?? 0;
  const { answer, problem } = useAsk<EmitterHistory>(`/api/v1/emitters/${id}`);
  const emitter = answer.value;
  if (!emitter) return <p class="empty" role="status">{problem.value || t('loading')}</p>;
  return (
    <section class="page" aria-labelledby="emitter-title">
      <p><a href={hrefOf('emitters')}>← {t('emitters.title')}</a></p>
      <header class="list-head">
        <h1 id="emitter-title">{emitter.plmn ? networkName(emitter.plmn) : t('label.unknown')} · {megahertz(emitter.frequency_hz)} · PCI {emitter.pci}</h1>
        <span class={`verdict ledger-${emitter.verdict}`}>{word('emitters.verdict', emitter.verdict)}</span>
      </header>
      {emitter.same_as !== undefined && <p><a href={hrefOf('emitter', {}, emitter.same_as)}>{t('emitter.same_as', { id: emitter.same_as })}</a></p>}
      <div class="cards">
        <section class="card" aria-labelledby="days-title"><h2 id="days-title">{t('emitter.days')}</h2><DayChart days={emitter.days} /><Days days={emitter.days} /></section>
        <section class="card" aria-label={t('cell.decoded')}><Facts emitter={emitter} /></section>
      </div>
    </section>
  );
}
