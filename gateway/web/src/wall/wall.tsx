// For the wall of the control room: read from five metres, nobody presses anything. What wants attention comes round by itself; the
// rest stands still. Nothing grows: every list is cut, and the map's features are replaced, never added.
import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Incident } from '../api/types';
import { t, word } from '../i18n';
import { DueClock, ExerciseMark, StateMark } from '../incident/marks';
import { SeverityGlyph, SeverityWord } from '../incident/severity';
import { MapView } from '../map/view';
import { Connection } from '../shell/connection';
import { now } from '../state/clock';
import { communeName } from '../state/places';
import { go, hrefOf, route } from '../state/route';
import { incidents, nodes } from '../state/watch';
import { day, megahertz, percent, shortTime, timeOfDay } from '../text/format';
import { networkName } from '../text/plmn';
import { attention, countsBySeverity, dueNext, healthOf } from './attention';
import './wall.css';

const kTurnS = 12;
const kDueRows = 4;

function turnMs(query: URLSearchParams): number {
  const seconds = Number(query.get('every') ?? kTurnS);
  return Number.isFinite(seconds) && seconds >= 0.05 ? seconds * 1000 : kTurnS * 1000;
}

function heardOf({ cell, emission, jamming }: Incident): string {
  const centre = cell?.frequency_hz ?? emission?.centre_hz ?? jamming?.centre_hz;
  const network = cell?.plmns?.[0];
  return [network && networkName(network), jamming && word('jamming.kind', jamming.kind), centre && megahertz(centre)].filter(Boolean).join(' · ');
}

function Now({ incident, place, of }: { incident: Incident; place: number; of: number }) {
  return (
    <section class="wall-now" aria-label={t('wall.now')}>
      <p class="wall-turn" aria-hidden="true">{Array.from({ length: of }, (_, index) => <span key={index} class={index === place ? 'on' : ''} />)}</p>
      <h1><SeverityGlyph severity={incident.severity} /> {incident.title || word('kind', incident.kind)}</h1>
      <p class="wall-where">{communeName(incident.place)}</p>
      <p class="wall-what">{heardOf(incident)}</p>
      <p class="wall-marks">
        <SeverityWord severity={incident.severity} /><StateMark state={incident.state} />{incident.exercise && <ExerciseMark />}
        <span>{t('incident.confidence')} {percent(incident.verdict?.confidence)}</span>
        {incident.impact && <span>{t('impact')}: {word('impact', incident.impact)}</span>}
        <span>{t('incident.last_seen')} {shortTime(incident.last_seen, now.value)}</span>
      </p>
    </section>
  );
}

function Due() {
  const due = dueNext(incidents.value.values(), kDueRows);
  return (
    <section class="wall-card" aria-labelledby="wall-due">
      <h2 id="wall-due">{t('due')}</h2>
      {due.length === 0 ? <p class="muted">{t('wall.due.none')}</p> : <ol>{due.map((incident) => <li key={incident.id}><SeverityGlyph severity={incident.severity} /><span class="wall-name">{incident.title || word('kind', incident.kind)}</span><DueClock incident={incident} /></li>)}</ol>}
    </section>
  );
}

function Health() {
  return (
    <section class="wall-card" aria-labelledby="wall-nodes">
      <h2 id="wall-nodes">{t('nodes.title')}</h2>
      <ul class="wall-nodes">
        {nodes.value.map((node) => (
          <li key={node.node} class={`wall-node ${healthOf(node)}`}>
            <b>{node.name || node.node}</b>
            <span>{word('wall.health', healthOf(node))}{healthOf(node) !== 'online' && ` · ${shortTime(node.last_seen, now.value)}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function WallPage() {
  const turn = useSignal(0);
  const list = useComputed(() => attention(incidents.value.values()));
  const every = turnMs(route.value.query);
  useEffect(() => {
    const timer = window.setInterval(() => { turn.value += 1; }, every);
    const leave = (event: KeyboardEvent): void => { if (event.key === 'Escape') go(hrefOf('incidents')); };
    window.addEventListener('keydown', leave);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('keydown', leave);
    };
  }, [every, turn]);
  const place = list.value.length === 0 ? 0 : turn.value % list.value.length;
  const shown = useComputed(() => (list.value.length === 0 ? undefined : list.value[turn.value % list.value.length]));
  const incident = shown.value;
  return (
    <div class="wall" data-turn={String(turn.value)}>
      <div class="wall-map">
        <MapView incidents={() => list.value} look={() => shown.value} main bare />
        {incident ? <Now incident={incident} place={place} of={list.value.length} /> : <section class="wall-now"><h1>{t('list.quiet')}</h1></section>}
      </div>
      <aside class="wall-side">
        <p class="wall-clock"><time>{timeOfDay(now.value)}</time><span>{day(now.value)}</span></p>
        <ul class="wall-counts" aria-label={t('list.title')}>
          {countsBySeverity(incidents.value.values()).map(([severity, count]) => <li key={severity} class={count === 0 ? 'none' : ''}><b class={`severity-word severity-${severity}`}>{count}</b><span><SeverityGlyph severity={severity} /> {word('severity', severity)}</span></li>)}
        </ul>
        <Due />
        <Health />
        <p class="wall-foot"><Connection /><a href={hrefOf('incidents')}>{t('wall.close')}</a></p>
      </aside>
    </div>
  );
}
