// One incident: what it is, why we say so, what to do, and the record of what was done.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ApiError, get } from '../api/client';
import type { IncidentDetail } from '../api/types';
import { t, word } from '../i18n';
import { MapView } from '../map/view';
import { communeName } from '../state/places';
import { gather } from '../state/gather';
import { hrefOf, listQuery, route } from '../state/route';
import { incidents, lastEvent, putIncident } from '../state/watch';
import { dateTime, kNone, metres, percent } from '../text/format';
import { ActionBar } from './action_bar';
import { AuditTrail } from './audit';
import { BroadcastCard } from './broadcast';
import { CellCard } from './cell';
import { EmissionCard, JammingCard } from './energy';
import { EvidenceCard } from './evidence';
import { Levels } from './levels';
import { AcknowledgeClock, DueClock, ExerciseMark, StateMark } from './marks';
import { Observations } from './observations';
import { Reasons } from './reasons_card';
import { Relations } from './relations';
import { SeverityGlyph, SeverityWord } from './severity';
import { Tickets } from './ticket';

function Head({ incident }: { incident: IncidentDetail }) {
  return (
    <header class="detail-head">
      <a class="back" href={hrefOf('incidents', listQuery())}>← {t('incident.back')}</a>
      <p class="muted">{t('incident.title', { id: incident.id })}</p>
      <h1><SeverityGlyph severity={incident.severity} /> {incident.title || word('kind', incident.kind)}</h1>
      <p class="row-marks">
        <SeverityWord severity={incident.severity} />
        <StateMark state={incident.state} />
        {incident.exercise && <ExerciseMark />}
        {incident.owner && <span class="mark">{t('incident.owned', { owner: incident.owner })}</span>}
        <AcknowledgeClock incident={incident} />
        <DueClock incident={incident} />
      </p>
      {incident.manual && <p class="note">{t('incident.manual')}</p>}
      {incident.exercise && <p class="exercise-note">{t('exercise.note')}</p>}
      {incident.merged_into !== undefined && (
        <p><a href={hrefOf('incident', {}, incident.merged_into)}>{t('incident.merged_into', { id: incident.merged_into })}</a></p>
      )}
    </header>
  );
}

function Facts({ incident }: { incident: IncidentDetail }) {
  const { place } = incident;
  return (
    <dl class="facts">
      <dt>{t('incident.place')}</dt>
      <dd>{communeName(place) || kNone}{place?.uncertainty_m ? <span class="muted">, {t('incident.uncertainty', { d: metres(place.uncertainty_m) })}</span> : null}</dd>
      <dt>{t('incident.nodes')}</dt>
      <dd>{incident.nodes.map((node, index) => <>{index > 0 && ', '}<a key={node} href={hrefOf('nodes', { node })}>{node}</a></>)}</dd>
      <dt>{t('incident.first_seen')}</dt>
      <dd>{dateTime(incident.first_seen)}</dd>
      <dt>{t('incident.last_seen')}</dt>
      <dd>{dateTime(incident.last_seen)}</dd>
      <dt>{t('incident.confidence')}</dt>
      <dd>{percent(incident.verdict?.confidence)}</dd>
      {incident.impact && <><dt>{t('impact')}</dt><dd>{word('impact', incident.impact)}</dd></>}
      <dt>{t('incident.observations')}</dt>
      <dd>{incident.observation_count}</dd>
      {incident.report_due && <><dt>{t('due')}</dt><dd>{t('due.at', { time: dateTime(incident.report_due) })}</dd></>}
    </dl>
  );
}

const kReloadMs = 1500;

export function IncidentPage({ id }: { id: number }) {
  const detail = useSignal<IncidentDetail | undefined>(undefined);
  const problem = useSignal('');

  const load = async (): Promise<void> => {
    try {
      const fresh = await get<IncidentDetail>(`/api/v1/incidents/${id}`);
      detail.value = fresh;
      problem.value = '';
      putIncident(fresh);
    } catch (error) {
      const code = error instanceof ApiError ? error.code : 'internal';
      const known = incidents.value.get(id);
      if (code === 'unreachable' && known) detail.value ??= { ...known, observations: [], audit: [], tickets: [], levels: [] }; // what the list last knew
      problem.value = code === 'not_found' ? t('incident.missing', { id }) : word('error', code);
    }
  };

  const reload = useMemo(() => gather(() => void load(), kReloadMs), [id]); // eslint-disable-line react-hooks/exhaustive-deps -- load reads signals alone
  useEffect(() => {
    void load();
    return reload.cancel;
  }, [reload]); // eslint-disable-line react-hooks/exhaustive-deps
  useSignalEffect(() => {
    const { kind, incident } = lastEvent.value;
    if (detail.peek() && (kind === 'poll' || incident === id)) reload();
  });

  const incident = detail.value;
  if (!incident) return <p class="empty" role="status">{problem.value || t('loading')}</p>;
  const part = route.value.query.get('part');
  const here = (): IncidentDetail[] => (detail.value ? [detail.value] : []);
  return (
    <article class="detail" aria-busy={incidents.value.size === 0}>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      <Head incident={incident} />
      <ActionBar incident={incident} onDone={load} />
      <div class="cards">
        <div class="column">
          <Reasons reasons={incident.verdict?.reasons ?? []} refutedBy={incident.refuted_by ?? []} />
          {incident.levels.length > 0 && <Levels levels={incident.levels} cell={incident.cell} />}
          <Tickets tickets={incident.tickets} exercise={incident.exercise} focused={part === 'tickets'} onChange={load} />
        </div>
        <div class="column">
          <section class="card place-card">
            <Facts incident={incident} />
            <MapView incidents={here} main={false} />
          </section>
          {incident.cell && <CellCard cell={incident.cell} />}
          {incident.emission && <EmissionCard emission={incident.emission} />}
          {incident.cell && <BroadcastCard cell={incident.cell} />}
          {incident.jamming && <JammingCard jamming={incident.jamming} />}
          <Relations incident={incident} onChange={load} />
          <EvidenceCard incident={incident} />
          <AuditTrail audit={incident.audit} />
        </div>
        <Observations incident={incident} onSplit={load} />
      </div>
    </article>
  );
}
