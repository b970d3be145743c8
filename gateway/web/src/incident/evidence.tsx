// The evidence bundle: who read it and why, and reading it now. Every reading is on record before a byte leaves.
import { useSignal } from '@preact/signals';
import { post, session } from '../api/client';
import type { Audit, IncidentDetail } from '../api/types';
import { t, word } from '../i18n';
import { problemOf, useAsk } from '../state/ask';
import { dateTime, megahertz } from '../text/format';

const kReaders = ['administrator', 'supervisor', 'auditor'];
const kPurposes = ['report', 'court', 'carrier', 'check'] as const;
const kListenS = 60;

function Reads({ id }: { id: number }) {
  const { answer, problem, again } = useAsk<{ reads: Audit[] }>(`/api/v1/evidence?incident=${id}`);
  const purpose = useSignal<(typeof kPurposes)[number]>('report');
  const reads = answer.value?.reads ?? [];
  return (
    <>
      <div class="inline-form">
        <label>{t('evidence.purpose')} <select value={purpose.value} onChange={(event) => { purpose.value = event.currentTarget.value as (typeof kPurposes)[number]; }}>
          {kPurposes.map((each) => <option key={each} value={each}>{t(`evidence.purpose.${each}`)}</option>)}
        </select></label>
        <a class="button-link" download href={`/api/v1/evidence/${id}?purpose=${purpose.value}`} onClick={() => { window.setTimeout(again, 1500); }}>{t('evidence.download')}</a>
      </div>
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      <h3>{t('evidence.reads')}</h3>
      {reads.length === 0 ? <p class="muted">{t('evidence.reads.none')}</p> : (
        <ol class="audit">{reads.map((read) => (
          <li key={`${read.at}${read.actor}`}><time dateTime={read.at}>{dateTime(read.at)}</time> <b>{read.actor}</b> {word('evidence.purpose', typeof read.detail?.['purpose'] === 'string' ? read.detail['purpose'] : '')}</li>
        ))}</ol>
      )}
    </>
  );
}

/** Asks every node that heard it to listen there again now: the reports that come belong to this incident by themselves. */
function ListenAgain({ incident }: { incident: IncidentDetail }) {
  const said = useSignal('');
  const centre = incident.cell?.frequency_hz ?? incident.emission?.centre_hz ?? incident.jamming?.centre_hz;
  if (!centre || session.value?.role === 'auditor') return null;
  const ask = (): void => {
    Promise.all(incident.nodes.map((node) => post(`/api/v1/nodes/${node}/listen`, { centre_hz: centre, duration_s: kListenS })))
      .then(() => { said.value = t('evidence.listen.asked', { nodes: incident.nodes.join(', ') }); })
      .catch((error: unknown) => { said.value = problemOf(error); });
  };
  return (
    <div class="action-buttons">
      <button type="button" onClick={ask}>{t('evidence.listen', { f: megahertz(centre) })}</button>
      {said.value && <span class="note" role="status">{said.value}</span>}
    </div>
  );
}

export function EvidenceCard({ incident }: { incident: IncidentDetail }) {
  const mayRead = kReaders.includes(session.value?.role ?? '');
  return (
    <section class="card evidence" aria-labelledby="evidence-title">
      <h2 id="evidence-title">{t('evidence.title')}</h2>
      <p class="note">{t('evidence.note')}</p>
      {mayRead ? <Reads id={incident.id} /> : <p class="muted">{t('evidence.ask')}</p>}
      <ListenAgain incident={incident} />
    </section>
  );
}
