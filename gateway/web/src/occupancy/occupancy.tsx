// The calendar of a band: seven days by twenty-four hours, each a share of the hours listened to in which something was heard.
import { t, word } from '../i18n';
import { useAsk } from '../state/ask';
import { refine, route } from '../state/route';
import { nodes } from '../state/watch';
import { day, number, percent } from '../text/format';
import { kBands } from '../spectrum/bandplan';
import { Ribbon } from '../spectrum/ribbon';
import { SpectrumTabs } from '../spectrum/tabs';
import { kWidestHz, rangeOf } from '../spectrum/range';
import type { Range } from '../spectrum/rows';
import { kDays, kHours, kSteps, ratioOf, stepOf, totalOf, type Occupancy } from './week';
import '../spectrum/spectrum.css';
import './occupancy.css';

const kWeeks = ['1', '4', '12', '26'];
const days = [...Array(kDays).keys()];
const hours = [...Array(kHours).keys()];

function Cell({ week, day: weekday, hour }: { week: Occupancy; day: number; hour: number }) {
  const index = weekday * kHours + hour;
  const ratio = ratioOf(week, weekday, hour);
  const told = ratio === undefined ? t('occupancy.unheard') : t('occupancy.cell', { share: percent(ratio), heard: week.heard[index] ?? 0, listened: week.listened[index] ?? 0, n: number(week.observations[index]) });
  const step = stepOf(ratio);
  return <td class={step === undefined ? 'hour unheard' : `hour step-${step}`} title={`${word('weekday', String(weekday))} ${hour}:00 — ${told}`}><span>{ratio === undefined ? '' : Math.round(100 * ratio)}</span></td>;
}

function Calendar({ week }: { week: Occupancy }) {
  const total = totalOf(week);
  return (
    <div class="scroll card" tabIndex={0} role="region" aria-labelledby="occupancy-title">
      <table class="calendar">
        <caption>{t('occupancy.caption', { from: day(week.since), until: day(week.until), heard: number(total.heard), listened: number(total.listened) })}</caption>
        <thead><tr><td />{hours.map((hour) => <th key={hour} scope="col">{String(hour).padStart(2, '0')}</th>)}</tr></thead>
        <tbody>{days.map((weekday) => <tr key={weekday}><th scope="row">{word('weekday', String(weekday))}</th>{hours.map((hour) => <Cell key={hour} week={week} day={weekday} hour={hour} />)}</tr>)}</tbody>
      </table>
      <p class="calendar-key note">
        <span class="swatch unheard" />{t('occupancy.unheard')}
        {[...Array(kSteps + 1).keys()].map((step) => <span key={step} class={`swatch step-${step}`} />)}{t('occupancy.scale')}
      </p>
    </div>
  );
}

function Asked({ range, query }: { range: Range; query: URLSearchParams }) {
  const search = new URLSearchParams({ low_hz: String(Math.round(range.low_hz)), high_hz: String(Math.round(range.high_hz)), weeks: query.get('weeks') ?? '4' });
  const node = query.get('node');
  if (node) search.set('node', node);
  if (query.get('exercise') === 'true') search.set('exercise', 'true');
  const { answer, problem } = useAsk<Occupancy>(`/api/v1/occupancy?${search.toString()}`);
  return (
    <>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      {answer.value ? <Calendar week={answer.value} /> : <p class="empty">{t('loading')}</p>}
    </>
  );
}

export function OccupancyPage() {
  const { query } = route.value;
  const range = rangeOf(query);
  return (
    <section class="page spectrum" aria-labelledby="occupancy-title">
      <header class="list-head"><h1 id="occupancy-title">{t('occupancy.title')}</h1><SpectrumTabs /></header>
      <form class="search-form spectrum-form" onSubmit={(event) => { event.preventDefault(); }}>
        <label>{t('observations.node')}
          <select value={query.get('node') ?? ''} onChange={(event) => { refine({ node: event.currentTarget.value }); }}>
            <option value="">{t('occupancy.node.any')}</option>
            {nodes.value.map((each) => <option key={each.node} value={each.node}>{each.name || each.node}</option>)}
          </select>
        </label>
        <label>{t('spectrum.band')}
          <select value="" onChange={(event) => { const band = kBands.find((each) => each.key === event.currentTarget.value); if (band) refine({ low: String(band.low_hz / 1e6), high: String(band.high_hz / 1e6) }); }}>
            <option value="">{t('spectrum.band.choose')}</option>
            {kBands.map((band) => <option key={band.key} value={band.key}>{band.key} MHz</option>)}
          </select>
        </label>
        <label>{t('spectrum.from')}<input type="number" step="0.1" value={query.get('low') ?? '1805'} onChange={(event) => { refine({ low: event.currentTarget.value }); }} /></label>
        <label>{t('spectrum.to')}<input type="number" step="0.1" value={query.get('high') ?? '1880'} onChange={(event) => { refine({ high: event.currentTarget.value }); }} /></label>
        <label>{t('occupancy.weeks')}
          <select value={query.get('weeks') ?? '4'} onChange={(event) => { refine({ weeks: event.currentTarget.value }); }}>
            {kWeeks.map((each) => <option key={each} value={each}>{each}</option>)}
          </select>
        </label>
        <label class="choice"><input type="checkbox" checked={query.get('exercise') === 'true'} onChange={(event) => { refine({ exercise: event.currentTarget.checked ? 'true' : '' }); }} />{t('exercise')}</label>
      </form>
      {range ? <><div class="card"><Ribbon range={range} /></div><Asked range={range} query={query} /></> : <p class="alert" role="alert">{t('spectrum.range.bad', { n: kWidestHz / 1e6 })}</p>}
    </section>
  );
}
