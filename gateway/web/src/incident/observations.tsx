// Every reception behind the incident, and whether its signature chain holds.
import { useSignal } from '@preact/signals';
import type { Emission, IncidentDetail, Jamming, Observation } from '../api/types';
import { t } from '../i18n';
import { problemOf } from '../state/ask';
import { go, hrefOf } from '../state/route';
import { dateTime, db } from '../text/format';
import { mayAct } from '../triage/use_keys';
import { isActive, splitOff } from './actions';
import { level } from './cell';

const kFirst = 12;
const energyOf = (each: Observation): Emission | Jamming | undefined => each.emission ?? each.jamming;

export function Observations({ incident, onSplit }: { incident: IncidentDetail; onSplit: () => Promise<void> }) {
  const { observations } = incident;
  const all = useSignal(false);
  const apart = useSignal<ReadonlySet<number>>(new Set());
  const problem = useSignal('');
  const maySplit = mayAct() && isActive(incident) && observations.length > 1;
  const toggle = (id: number): void => {
    const next = new Set(apart.value);
    if (!next.delete(id)) next.add(id);
    apart.value = next;
  };
  const split = (): void => {
    splitOff(incident.id, [...apart.value])
      .then((made) => { if (made) go(hrefOf('incident', {}, made.id)); })
      .catch((error: unknown) => {
        problem.value = problemOf(error);
        void onSplit();
      });
  };
  const shown = all.value ? observations : observations.slice(0, kFirst);
  return (
    <section class="card wide" aria-labelledby="observations-title">
      <h2 id="observations-title">{t('observations')}</h2>
      <p class="note">{t('observations.note')}</p>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="observations-title">
        <table>
          <thead>
            <tr>
              {maySplit && <th><span class="hidden-text">{t('observations.apart')}</span></th>}
              <th>{t('observations.time')}</th><th>{t('observations.node')}</th><th>{t('observations.seq')}</th>
              <th class="figure">{t('observations.level')}</th><th class="figure">{t('field.snr')}</th><th>{t('observations.chain')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <tr key={each.id}>
                {maySplit && <td><input type="checkbox" checked={apart.value.has(each.id)} aria-label={t('observations.pick', { seq: each.seq })} onChange={() => { toggle(each.id); }} /></td>}
                <td>{dateTime(each.last_seen)}</td>
                <td>{each.node}</td>
                <td class="mono">{each.boot.slice(-6)} / {each.seq}</td>
                <td class="figure">{level(each.cell?.rsrp_dbm ?? energyOf(each)?.power_dbm, each.cell?.rsrp_dbfs ?? energyOf(each)?.power_dbfs)}</td>
                <td class="figure">{db(each.cell?.snr_db ?? each.emission?.snr_db)}</td>
                <td class={each.chain_intact ? 'chain' : 'chain broken'}>{t(each.chain_intact ? 'observations.chain.true' : 'observations.chain.false')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {apart.value.size > 0 && (
        <div class="action-buttons">
          <button type="button" disabled={apart.value.size >= observations.length} onClick={split}>{t('observations.split', { n: apart.value.size })}</button>
          <span class="note">{t('observations.split.note')}</span>
        </div>
      )}
      {problem.value && <p class="alert" role="alert">{problem.value}</p>}
      {shown.length < observations.length && (
        <button type="button" onClick={() => { all.value = true; }}>{t('observations.more', { n: observations.length })}</button>
      )}
    </section>
  );
}
