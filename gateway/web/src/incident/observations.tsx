// Every reception behind the incident, and whether its signature chain holds.
import { useSignal } from '@preact/signals';
import type { Observation } from '../api/types';
import { t } from '../i18n';
import { dateTime, db } from '../text/format';
import { level } from './cell';

const kFirst = 12;

export function Observations({ observations }: { observations: readonly Observation[] }) {
  const all = useSignal(false);
  const shown = all.value ? observations : observations.slice(0, kFirst);
  return (
    <section class="card wide" aria-labelledby="observations-title">
      <h2 id="observations-title">{t('observations')}</h2>
      <p class="note">{t('observations.note')}</p>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="observations-title">
        <table>
          <thead>
            <tr>
              <th>{t('observations.time')}</th><th>{t('observations.node')}</th><th>{t('observations.seq')}</th>
              <th class="figure">{t('observations.level')}</th><th class="figure">{t('field.snr')}</th><th>{t('observations.chain')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((each) => (
              <tr key={each.id}>
                <td>{dateTime(each.last_seen)}</td>
                <td>{each.node}</td>
                <td class="mono">{each.boot.slice(-6)} / {each.seq}</td>
                <td class="figure">{level(each.cell?.rsrp_dbm, each.cell?.rsrp_dbfs)}</td>
                <td class="figure">{db(each.cell?.snr_db)}</td>
                <td class={each.chain_intact ? 'chain' : 'chain broken'}>{t(each.chain_intact ? 'observations.chain.true' : 'observations.chain.false')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < observations.length && (
        <button type="button" onClick={() => { all.value = true; }}>{t('observations.more', { n: observations.length })}</button>
      )}
    </section>
  );
}
