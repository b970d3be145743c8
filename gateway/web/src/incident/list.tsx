// The queue: what waits for a person, most urgent first, one row for one cause. Usable by keyboard alone and without the map.
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useCallback } from 'preact/hooks';
import { session } from '../api/client';
import type { Incident } from '../api/types';
import { t, word } from '../i18n';
import { now } from '../state/clock';
import { communeName } from '../state/places';
import { hrefOf, listQuery, refine, route } from '../state/route';
import { dataAt, incidents, loadOlder, nodes, olderCursor, refresh } from '../state/watch';
import { megahertz, number, shortTime, span } from '../text/format';
import { networkName } from '../text/plmn';
import { BatchBar } from '../triage/batch_bar';
import { Dismiss } from '../triage/dismiss';
import { groupsOf, type Group } from '../triage/groups';
import { Help } from '../triage/help';
import { asking, current, picked, togglePick, unfold, unfolded, visible } from '../triage/queue';
import { mayAct, useKeys } from '../triage/use_keys';
import { filterOf, isUsual, kSeverities, orderOf, passes, type Filter } from './filter';
import { DueClock, ExerciseMark, StateMark } from './marks';
import { SeverityGlyph, SeverityWord } from './severity';

export const kKinds = [
  'spillover', 'rogue_cell', 'registry_mismatch', 'jamming', 'interference', 'unlicensed_emission', 'repeater', 'foreign_service_use', 'service_loss', 'node_fault',
] as const;
const kStates = ['open', 'acknowledged', 'confirmed', 'dismissed', 'merged', 'closed'];
const kStep = 100;

export function shownIncidents(): Incident[] {
  const filter = filterOf(route.value.query);
  return [...incidents.value.values()].filter((incident) => passes(incident, filter)).sort(orderOf(filter));
}

function Choice({ name, label, value, options }: { name: keyof Filter; label: string; value: string; options: readonly [string, string][] }) {
  return (
    <select aria-label={label} value={value} onChange={(event) => { refine({ [name]: event.currentTarget.value }); }}>
      {options.map(([key, text]) => <option key={key} value={key}>{text}</option>)}
    </select>
  );
}

function FilterBar({ filter }: { filter: Filter }) {
  const known = nodes.value.map((node) => node.node);
  const me = session.value?.user ?? '';
  const more = useSignal(Boolean(filter.severity || filter.owner || filter.exercise || filter.sort));
  return (
    <form class="filters" role="search" aria-label={t('filter')} onSubmit={(event) => { event.preventDefault(); }}>
      <span class="search-line">
        <input type="search" class="search" value={filter.q} placeholder={t('filter.search')} aria-label={t('filter.search')}
          onInput={(event) => { refine({ q: event.currentTarget.value }); }} />
        <button type="button" aria-expanded={more.value} onClick={() => { more.value = !more.value; }}>{t('filter.more')}</button>
      </span>
      <Choice name="state" label={t('state')} value={filter.state} options={[['active', t('filter.state.active')], ['any', t('filter.state.any')], ...kStates.map((state): [string, string] => [state, word('state', state)])]} />
      <Choice name="kind" label={t('kind')} value={filter.kind} options={[['', t('filter.kind.any')], ...kKinds.map((kind): [string, string] => [kind, word('kind', kind)])]} />
      {more.value && (
        <>
          <Choice name="severity" label={t('severity')} value={filter.severity} options={[['', t('filter.severity.any')], ...kSeverities.slice(0, 4).map((each): [string, string] => [each, t('filter.severity.least', { severity: word('severity', each) })])]} />
          <Choice name="owner" label={t('incident.owner')} value={filter.owner} options={[['', t('filter.owner.any')], [me, t('filter.owner.mine')], ['none', t('filter.owner.none')]]} />
          <Choice name="sort" label={t('filter.sort')} value={filter.sort} options={[['', t('filter.sort.urgent')], ['new', t('filter.sort.new')], ['due', t('filter.sort.due')]]} />
          <Choice name="exercise" label={t('exercise')} value={filter.exercise} options={[['', t('filter.exercise.with')], ['no', t('filter.exercise.without')]]} />
        </>
      )}
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

function Row({ incident, group, inside }: { incident: Incident; group: Group; inside: boolean }) {
  const more = inside ? 0 : group.members.length - 1;
  const open = unfolded.value.has(group.lead.id);
  const leads = incident.id === group.lead.id;
  return (
    <li class={`item ${inside && !leads ? 'inside' : ''} ${current.value === incident.id ? 'current' : ''} ${picked.value.has(incident.id) ? 'picked' : ''}`}>
      {mayAct() && (
        <input type="checkbox" checked={picked.value.has(incident.id)} aria-label={t('triage.pick', { id: incident.id })}
          onChange={() => { current.value = incident.id; togglePick(group, incident); }} />
      )}
      <a class="row" id={`row-${incident.id}`} href={hrefOf('incident', listQuery(), incident.id)} aria-current={route.value.id === incident.id ? 'true' : undefined}
        onFocus={() => { current.value = incident.id; }}>
        <SeverityGlyph severity={incident.severity} />
        <span class="row-body">
          <span class="row-title">
            <strong>{incident.title || word('kind', incident.kind)}</strong>
            <time dateTime={incident.last_seen}>{shortTime(incident.last_seen, now.value)}</time>
          </span>
          <span class="row-what">{what(incident)}</span>
          <span class="row-where">
            <span>{[communeName(incident.place), incident.nodes.join(', ')].filter(Boolean).join(' · ')}</span>
            {incident.observation_count > 1 && <span title={t('incident.observations')}>{t('triage.heard', { n: number(incident.observation_count) })}</span>}
          </span>
          <span class="row-marks">
            <SeverityWord severity={incident.severity} />
            <StateMark state={incident.state} />
            {incident.exercise && <ExerciseMark />}
            {incident.owner && <span class="mark">{incident.owner}</span>}
            <DueClock incident={incident} />
          </span>
        </span>
      </a>
      {leads && group.members.length > 1 && (
        <button type="button" class={`fold ${group.why}`} aria-expanded={open} onClick={() => { unfold(group.lead.id); }}>
          {open ? t('triage.fold') : t(group.why === 'storm' ? 'triage.storm' : 'triage.linked', { n: more })}
        </button>
      )}
    </li>
  );
}

export function IncidentList() {
  const shown = useSignal(kStep);
  const groups = useComputed(() => groupsOf(shownIncidents()));
  const again = useCallback((): void => { void refresh(); }, []);
  useKeys(groups.value, again);
  useSignalEffect(() => {
    if (route.value.id !== undefined) current.value = route.value.id;
  });
  const filter = filterOf(route.value.query);
  const rows = visible(groups.value, unfolded.value);
  const count = groups.value.reduce((sum, group) => sum + group.members.length, 0);
  const placed = new Map(groups.value.flatMap((group) => group.members.map((member) => [member.id, group])));
  return (
    <section class="list" aria-labelledby="list-title">
      <header class="list-head">
        <h1 id="list-title">{t('list.title')}</h1>
        <span class="muted" role="status">{t('list.count', { n: count })}</span>
        <span class="list-tools">
          {mayAct() && <a href={hrefOf('case')} class="button-link">{t('case.new')}</a>}
          <button type="button" class="quiet" title={t('triage.help')} aria-label={t('triage.help')} onClick={() => { asking.value = 'help'; }}>?</button>
        </span>
      </header>
      <FilterBar filter={filter} />
      {count === 0 && <p class="empty">{dataAt.value === undefined ? t('loading') : t(isUsual(filter) ? 'list.quiet' : 'list.empty')}</p>}
      <ol class="rows">
        {rows.slice(0, shown.value).map((incident) => {
          const group = placed.get(incident.id);
          return group && <Row key={incident.id} incident={incident} group={group} inside={group.members.length > 1 && unfolded.value.has(group.lead.id)} />;
        })}
      </ol>
      {rows.length > shown.value && (
        <button type="button" onClick={() => { shown.value += kStep; }}>{t('list.more', { n: Math.min(kStep, rows.length - shown.value) })}</button>
      )}
      {rows.length <= shown.value && olderCursor.value !== undefined && (
        <button type="button" onClick={() => { loadOlder().catch(() => undefined); }}>{t('list.server_more')}</button>
      )}
      <BatchBar onChange={again} />
      <p class="zone">{t('zone')}</p>
      {asking.value === 'help' && <Help />}
      {asking.value === 'dismiss' && <Dismiss onChange={again} />}
    </section>
  );
}
