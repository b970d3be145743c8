// The map and the list as they stood: one slider over the past. A frame around the page says that this is not the present.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Incident } from '../api/types';
import { t, word } from '../i18n';
import { byUrgency } from '../incident/filter';
import { ExerciseMark, StateMark } from '../incident/marks';
import { SeverityGlyph } from '../incident/severity';
import { MapView } from '../map/view';
import { problemOf } from '../state/ask';
import { gather } from '../state/gather';
import { communeName } from '../state/places';
import { hrefOf, refine, route } from '../state/route';
import { incidents as known, nodes } from '../state/watch';
import { dateTime } from '../text/format';
import { beginnings, historyAt, instantOf, kSteps, kWindows, nodesThen, stepOf, type History } from './history';
import './replay.css';

const kAskMs = 120;
const kPlayMs = 400;
const kBars = 96;

function Row({ incident }: { incident: Incident }) {
  return (
    <li class="row">
      <SeverityGlyph severity={incident.severity} />
      <span class="row-body">
        <span class="row-title"><a href={hrefOf('incident', {}, incident.id)}>{incident.title || word('kind', incident.kind)}</a></span>
        <span class="row-where">{[communeName(incident.place), incident.nodes.join(', ')].filter(Boolean).join(' · ')}</span>
        <span class="row-marks"><StateMark state={incident.state} />{incident.exercise && <ExerciseMark />}</span>
      </span>
    </li>
  );
}

function Marks({ hours, end }: { hours: number; end: number }) {
  const counts = beginnings(known.value.values(), hours, end, kBars);
  const most = Math.max(1, ...counts);
  return (
    <svg class="slider-marks" viewBox={`0 0 ${kBars} 20`} preserveAspectRatio="none" aria-hidden="true">
      {counts.map((count, bar) => (count > 0 ? <rect key={bar} x={bar} y={20 - 4 - (16 * count) / most} width="0.8" height={4 + (16 * count) / most} /> : null))}
    </svg>
  );
}

export function ReplayPage() {
  const { query } = route.value;
  const hours = kWindows[query.get('span') ?? '24h'] ?? 24;
  const end = useMemo(() => Date.now(), [hours]); // eslint-disable-line react-hooks/exhaustive-deps -- the window stands still while it is looked at; choosing it anew brings it up to date
  const wanted = Date.parse(query.get('at') ?? '');
  const at = Number.isFinite(wanted) ? Math.min(wanted, end) : instantOf(kSteps, hours, end);
  const step = stepOf(at, hours, end);
  const history = useSignal<History | undefined>(undefined);
  const problem = useSignal('');
  const playing = useSignal(false);

  const ask = useMemo(() => gather(() => {
    const now = Date.parse(route.peek().query.get('at') ?? '') || instantOf(kSteps, hours, end);
    historyAt(Math.min(now, end))
      .then((answer) => {
        history.value = answer;
        problem.value = '';
      })
      .catch((error: unknown) => { problem.value = problemOf(error); });
  }, kAskMs), [hours, end, history, problem]);
  useEffect(() => { ask(); }, [ask, at]);
  useEffect(() => ask.cancel, [ask]);

  const move = (to: number): void => { refine({ at: new Date(instantOf(Math.max(0, Math.min(kSteps, to)), hours, end)).toISOString() }); };
  useSignalEffect(() => {
    if (!playing.value) return undefined;
    const timer = window.setInterval(() => {
      const now = stepOf(Date.parse(route.peek().query.get('at') ?? '') || end, hours, end);
      if (now >= kSteps) playing.value = false;
      else move(now + 1);
    }, kPlayMs);
    return () => { window.clearInterval(timer); };
  });

  const list = [...(history.value?.incidents ?? [])].sort(byUrgency);
  return (
    <div class="replay">
      <section class="list" aria-labelledby="replay-title">
        <header class="list-head"><h1 id="replay-title">{t('replay.title')}</h1><span class="muted" role="status">{t('list.count', { n: list.length })}</span></header>
        <p class="past">{t('replay.past', { time: dateTime(at) })}</p>
        {problem.value && <p class="alert" role="alert">{problem.value}</p>}
        {history.value?.whole === false && <p class="note">{t('replay.part')}</p>}
        <ol class="rows" tabIndex={0} aria-labelledby="replay-title">{list.map((incident) => <Row key={incident.id} incident={incident} />)}</ol>
        {list.length === 0 && history.value && <p class="empty">{t('replay.none')}</p>}
      </section>
      <MapView incidents={() => history.value?.incidents ?? []} nodes={() => (history.value ? nodesThen(history.value, nodes.value) : [])} main />
      <form class="slider" onSubmit={(event) => { event.preventDefault(); }}>
        <button type="button" class="primary" aria-pressed={playing.value} onClick={() => { if (!playing.value && step >= kSteps) move(0); playing.value = !playing.value; }}>{t(playing.value ? 'replay.pause' : 'replay.play')}</button>
        <span class="slider-track">
          <Marks hours={hours} end={end} />
          <input type="range" min={0} max={kSteps} value={step} aria-label={t('replay.slider')} aria-valuetext={dateTime(at)} onInput={(event) => { playing.value = false; move(Number(event.currentTarget.value)); }} />
        </span>
        <output>{dateTime(at)}</output>
        <select aria-label={t('replay.window')} value={query.get('span') ?? '24h'} onChange={(event) => { refine({ span: event.currentTarget.value, at: '' }); }}>
          {Object.keys(kWindows).map((each) => <option key={each} value={each}>{word('span', each)}</option>)}
        </select>
        <a class="button" href={hrefOf('incidents')}>{t('replay.close')}</a>
      </form>
    </div>
  );
}
