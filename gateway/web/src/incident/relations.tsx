// What belongs together: ties that stand, and incidents that may be the same matter, to be tied or merged.
import { useSignal } from '@preact/signals';
import type { Incident, IncidentDetail } from '../api/types';
import { t, word } from '../i18n';
import { problemOf } from '../state/ask';
import { now } from '../state/clock';
import { hrefOf } from '../state/route';
import { incidents } from '../state/watch';
import { shortTime } from '../text/format';
import { mayAct } from '../triage/use_keys';
import { isActive, linkTo, mergeInto } from './actions';
import { StateMark } from './marks';
import { SeverityGlyph } from './severity';
import { similarTo } from './similar';

function Line({ incident, id }: { incident: Incident | undefined; id: number }) {
  if (!incident) return <a href={hrefOf('incident', {}, id)}>{t('incident.title', { id })}</a>;
  return (
    <span>
      <SeverityGlyph severity={incident.severity} /> <a href={hrefOf('incident', {}, id)}>#{id} {incident.title || word('kind', incident.kind)}</a> <StateMark state={incident.state} /> <span class="muted">{shortTime(incident.last_seen, now.value)}</span>
    </span>
  );
}

export function Relations({ incident, onChange }: { incident: IncidentDetail; onChange: () => Promise<void> }) {
  const problem = useSignal('');
  const typed = useSignal('');
  const links = incident.links ?? [];
  const tied = new Set(links.map((link) => link.incident));
  const similar = similarTo(incident, incidents.value.values()).filter((each) => !tied.has(each.incident.id));
  const run = (work: Promise<void>): void => {
    work.then(() => { problem.value = ''; }).catch((error: unknown) => { problem.value = problemOf(error); }).finally(() => void onChange());
  };
  const other = Number(typed.value);
  return (
    <section class="card relations" aria-labelledby="relations-title">
      <h2 id="relations-title">{t('relations')}</h2>
      {links.length === 0 && similar.length === 0 && <p class="muted">{t('relations.none')}</p>}
      <ul class="plain">{links.map((link) => <li key={link.incident}><Line id={link.incident} incident={incidents.value.get(link.incident)} /> <span class="mark">{word('relations.kind', link.relation)}</span></li>)}</ul>
      {similar.length > 0 && (
        <>
          <h3>{t('relations.similar')}</h3>
          <ul class="plain">{similar.map(({ incident: each, traits }) => (
            <li key={each.id}>
              <Line id={each.id} incident={each} />
              <div class="note">{t('relations.shares')}: {traits.map((trait) => t(`relations.trait.${trait}`)).join(', ')}</div>
              {mayAct() && (
                <div class="action-buttons">
                  <button type="button" onClick={() => { run(linkTo(incident.id, each.id)); }}>{t('relations.link')}</button>
                  {isActive(each) && isActive(incident) && <button type="button" data-merge={each.id} onClick={() => { run(mergeInto(incident.id, each.id)); }}>{t('relations.merge', { id: each.id })}</button>}
                </div>
              )}
            </li>
          ))}</ul>
        </>
      )}
      {mayAct() && (
        <form class="inline-form" onSubmit={(event) => { event.preventDefault(); typed.value = ''; run(linkTo(incident.id, other)); }}>
          <label>{t('relations.other')} <input inputMode="numeric" pattern="[0-9]*" value={typed.value} onInput={(event) => { typed.value = event.currentTarget.value; }} /></label>
          <button type="submit" disabled={!(other > 0)}>{t('relations.link')}</button>
          <button type="button" disabled={!(other > 0) || !isActive(incident)} onClick={() => { typed.value = ''; run(mergeInto(incident.id, other)); }}>{t('relations.merge.into')}</button>
        </form>
      )}
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
    </section>
  );
}
