// Small marks that stand beside an incident wherever it is shown.
import type { Incident } from '../api/types';
import { t, word } from '../i18n';
import { now } from '../state/clock';
import { dateTime, duration } from '../text/format';
import { isActive } from './actions';

export function ExerciseMark() {
  return <span class="mark exercise" title={t('exercise.note')}>{t('exercise')}</span>;
}

export function StateMark({ state }: { state: string }) {
  return <span class={`mark state-${state}`}>{word('state', state)}</span>;
}

/** The 24-hour clock; silent once the incident needs no report. */
export function DueClock({ incident }: { incident: Incident }) {
  if (!incident.report_due || !isActive(incident)) return null;
  const left = new Date(incident.report_due).getTime() - now.value;
  const late = left < 0;
  return (
    <time class={late ? 'due late' : 'due'} dateTime={incident.report_due} title={`${t('due')}: ${dateTime(incident.report_due)}`}>
      {late ? t('due.over', { time: duration(left) }) : t('due.left', { time: duration(left) })}
    </time>
  );
}

/** How long the roster gives for the first look; silent once somebody has looked. */
export function AcknowledgeClock({ incident }: { incident: Incident }) {
  if (!incident.acknowledge_due || incident.state !== 'open') return null;
  const left = new Date(incident.acknowledge_due).getTime() - now.value;
  return (
    <time class={left < 0 ? 'due late' : 'due'} dateTime={incident.acknowledge_due} title={`${t('due.acknowledge')}: ${dateTime(incident.acknowledge_due)}`}>
      {t(left < 0 ? 'due.acknowledge.over' : 'due.acknowledge.left', { time: duration(left) })}
      {incident.escalation ? ` · ${t('shift.escalated')}` : ''}
    </time>
  );
}
