// The incidents as a list: everything the map shows, usable without the map and by keyboard alone.
import { useSignal } from '@preact/signals';
import type { Incident } from '../api/types';
import { t, word } from '../i18n';
import { now } from '../state/clock';
import { communeName } from '../state/places';
import { hrefOf, refine, route } from '../state/route';
import { dataAt, incidents, loadOlder, nodes, olderCursor } from '../state/watch';
import { megahertz, shortTime, span } from '../text/format';
import { networkName } from '../text/plmn';
import { byUrgency, filterOf, passes, type Filter } from './filter';
import { DueClock, ExerciseMark, StateMark } from './marks';
import { SeverityGlyph, SeverityWord } from './severity';

const kKinds = [
  'spillover', 'rogue_cell', 'registry_mismatch', 'jamming', 'interference', 'unlicensed_emission', 'repeater', 'foreign_service_use', 'service_loss', 'node_fault',
];
const kStates = ['open', 'acknowledged', 'confirmed', 'dismissed', 'merged', 'closed'];
const kStep = 100;

export function shownIncidents(): Incident[] {
  const filter = filterOf(route.value.query);
  return [...incidents.value.values()].filter((incident) => passes(incident, filter)).sort(byUrgency);
}

function FilterBar({ filter }: { filter: Filter }) {
  const known = nodes.value.map((node) => node.node);
  return (
    <form class="filters" role="search" aria-label={t('filter')} onSubmit={(event) => { event.preventDefault(); }}>
      <input type="search" class="search" value={filter.q} placeholder={t('filter.search')} aria-label={t('filter.search')}
        onInput={(event) => { refine({ q: event.currentTarget.value }); }} />
      <select aria-label={t('state')} value={filter.state} onChange={(event) => { refine({ state: event.currentTarget.value }); }}>
        <option value="active">{t('filter.state.active')}</option>
        <option value="any">{t('filter.state.any')}</option>
        {kStates.map((state) => <option key={state} value={state}>{word('state', state)}</option>)}
      </select>
      <select aria-label={t('kind')} value={filter.kind} onChange={(event) => { refine({ kind: event.currentTarget.value }); }}>
        <option value="">{t('filter.kind.any')}</option>
        {kKinds.map((kind) => <option key={kind} value={kind}>{word('kind', kind)}</option>)}
      </select>
      {filter.node && (
        <button type="button" class="mark removable" onClick={() => { refine({ node: '' }); }}>
          {known.includes(filter.node) ? t('nodes.title') : ''} {filter.node} ×
        </button>
      )}
    </form>
  );
}

function what(incident: Incident): string {
  const { cell, emission, jamming } = incident;
  const energy = emission ?? jamming;
  if (energy) return [jamming && word('jamming.kind', jamming.kind), megahertz(energy.centre_hz), span(energy.bandwidth_hz)].filter(Boolean).join(' · ');
  const network = cell?.plmns?.[0];
  return [network && networkName(network), cell && megahertz(cell.frequency_hz)].filter(Boolean).join(' · ');
}

function Row({ incident, current }: { incident: Incident; current: boolean }) {
  const query = Object.fromEntries(route.value.query);
  return (
    <li>
      <a class={`row severity-edge-${incident.severity}`} href={hrefOf('incident', query, incident.id)} aria-current={current ? 'true' : undefined}>
        <SeverityGlyph severity={incident.severity} />
        <span class="row-body">
          <span class="row-title">
            <strong>{incident.title || word('kind', incident.kind)}</strong>
            <time dateTime={incident.last_seen}>{shortTime(incident.last_seen, now.value)}</time>
          </span>
          <span class="row-what">{what(incident)}</span>
          <span class="row-where">{[communeName(incident.place), incident.nodes.join(', ')].filter(Boolean).join(' · ')}</span>
          <span class="row-marks">
            <SeverityWord severity={incident.severity} />
            <StateMark state={incident.state} />
            {incident.exercise && <ExerciseMark />}
            <DueClock incident={incident} />
          </span>
        </span>
      </a>
    </li>
  );
}

export function IncidentList() {
  const shown = useSignal(kStep);
  const filter = filterOf(route.value.query);
  const all = shownIncidents();
  const untouched = filter.q === '' && filter.kind === '' && filter.node === '' && filter.state === 'active';
  return (
    <section class="list" aria-labelledby="list-title">
      <header class="list-head">
        <h1 id="list-title">{t('list.title')}</h1>
        <span class="muted" role="status">{t('list.count', { n: all.length })}</span>
      </header>
      <FilterBar filter={filter} />
      {all.length === 0 && <p class="empty">{dataAt.value === undefined ? t('loading') : t(untouched ? 'list.quiet' : 'list.empty')}</p>}
      <ol class="rows">
        {all.slice(0, shown.value).map((incident) => <Row key={incident.id} incident={incident} current={route.value.id === incident.id} />)}
      </ol>
      {all.length > shown.value && (
        <button type="button" onClick={() => { shown.value += kStep; }}>{t('list.more', { n: Math.min(kStep, all.length - shown.value) })}</button>
      )}
      {all.length <= shown.value && olderCursor.value !== undefined && (
        <button type="button" onClick={() => { loadOlder().catch(() => undefined); }}>{t('list.server_more')}</button>
      )}
      <p class="zone">{t('zone')}</p>
    </section>
  );
}
