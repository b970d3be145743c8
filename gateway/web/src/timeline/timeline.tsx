// The timeline of an incident, with the 24-hour clock beside it.
import type { IncidentDetail } from '../api/types';
import { t, word } from '../i18n';
import { DueClock } from '../incident/marks';
import { now } from '../state/clock';
import { hrefOf } from '../state/route';
import { dateTime, percent, timeOfDay } from '../text/format';
import { axisOf, clockLeft, heardBars, placeOf, stepsOf, ticksOf, type Axis, type Step } from './lanes';

const kBars = 96;
const kTicks = 7;
const kMarginHz = 10e6;
const kRing = 2 * Math.PI * 15;

function Clock({ incident }: { incident: IncidentDetail }) {
  const left = clockLeft(incident, now.value);
  if (left === undefined) return null;
  return (
    <span class={left === 0 ? 'clock24 late' : 'clock24'}>
      <svg viewBox="0 0 36 36" width="36" height="36" aria-hidden="true">
        <circle cx="18" cy="18" r="15" /><circle class="left" cx="18" cy="18" r="15" stroke-dasharray={`${kRing * left} ${kRing}`} transform="rotate(-90 18 18)" /><text x="18" y="22">24h</text>
      </svg>
      <DueClock incident={incident} />
    </span>
  );
}

function at(time: number, axis: Axis): { left: string } {
  return { left: `${placeOf(time, axis).toFixed(2)}%` };
}

function Heard({ times, axis }: { times: readonly number[]; axis: Axis }) {
  const bars = heardBars(times, axis, kBars);
  const most = Math.max(1, ...bars);
  return (
    <svg class="lane-heard" viewBox={`0 0 ${kBars} 30`} preserveAspectRatio="none" role="img" aria-label={t('timeline.heard.told', { n: times.length, from: dateTime(times.at(0)), until: dateTime(times.at(-1)) })}>
      {bars.map((count, bar) => (count > 0 ? <rect key={bar} x={bar + 0.1} width="0.8" y={30 - 6 - (24 * count) / most} height={6 + (24 * count) / most} /> : null))}
    </svg>
  );
}

/** Steps that stand too close to be read apart share a level of their own each. */
function levelOf(index: number, steps: readonly Step[], axis: Axis): number {
  let level = 0;
  for (let before = index - 1; before >= 0 && level < 2; before -= 1) {
    if (placeOf(steps[index]?.at ?? 0, axis) - placeOf(steps[before]?.at ?? 0, axis) < 14) level += 1;
    else break;
  }
  return level;
}

/** The range around the incident, for a look at the spectrum there. */
export function spectrumHref({ cell, emission, jamming, nodes }: IncidentDetail): string | undefined {
  const centre = cell?.frequency_hz ?? emission?.centre_hz ?? jamming?.centre_hz;
  if (centre === undefined) return undefined;
  const half = Math.max(kMarginHz, (emission?.bandwidth_hz ?? jamming?.bandwidth_hz ?? 0));
  return hrefOf('spectrum', { node: nodes[0] ?? '', low: ((centre - half) / 1e6).toFixed(1), high: ((centre + half) / 1e6).toFixed(1) });
}

export function Timeline({ incident }: { incident: IncidentDetail }) {
  const axis = axisOf(incident, now.value);
  const steps = stepsOf(incident);
  const times = (incident.levels.length > 0 ? incident.levels.map((level) => level.at) : incident.observations.map((each) => each.last_seen)).map((each) => new Date(each).getTime()).sort((a, b) => a - b);
  const due = incident.report_due ? new Date(incident.report_due).getTime() : undefined;
  const spectrum = spectrumHref(incident);
  return (
    <section class="card wide timeline" aria-labelledby="timeline-title">
      <header class="list-head"><h2 id="timeline-title">{t('timeline.title')}</h2><Clock incident={incident} />{spectrum && <a href={spectrum}>{t('timeline.spectrum')}</a>}</header>
      <div class="lanes">
        <span class="lane-name">{t('timeline.heard')}</span>
        <div class="lane"><Heard times={times} axis={axis} /></div>
        <span class="lane-name">{t('timeline.done')}</span>
        <ol class="lane lane-done">
          {steps.map((step, index) => (
            <li key={`${step.at}${step.action}`} class={`level-${levelOf(index, steps, axis)} ${placeOf(step.at, axis) > 80 ? 'flip' : ''}`} style={at(step.at, axis)} title={`${dateTime(step.at)} ${step.actor}`}>
              <span>{word('audit', step.action)}</span> <time dateTime={new Date(step.at).toISOString()}>{timeOfDay(step.at)}</time>
            </li>
          ))}
        </ol>
        <span />
        <div class="lane lane-axis" aria-hidden="true">{ticksOf(axis, kTicks).map((tick) => <span key={tick} style={at(tick, axis)}>{timeOfDay(tick)}</span>)}</div>
        <div class="lane-lines" aria-hidden="true">
          {now.value < axis.until && <span class="line-now" style={at(now.value, axis)} />}
          {due !== undefined && due <= axis.until && <span class="line-due" style={at(due, axis)}><b>{t('timeline.due')}</b></span>}
        </div>
      </div>
    </section>
  );
}

/** In which communes the source may lie; shown only where more than one is possible. */
export function Shares({ incident }: { incident: Pick<IncidentDetail, 'place'> }) {
  const shares = incident.place?.communes ?? [];
  if (shares.length < 2) return null;
  return (
    <div class="shares">
      <h3>{t('place.shares')}</h3>
      <ul>{shares.map((share) => <li key={share.commune_code}><span>{share.commune}</span><meter min={0} max={1} value={share.probability} aria-label={share.commune} /><b>{percent(share.probability)}</b></li>)}</ul>
    </div>
  );
}
