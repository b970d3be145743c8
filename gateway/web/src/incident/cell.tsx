// The decoded broadcast fields of a cell, under the names the trade uses.
import type { ComponentChildren } from 'preact';
import type { Cell } from '../api/types';
import { isTextKey, t, word } from '../i18n';
import { db, dbfs, dbm, eciParts, hertz, megahertz, number } from '../text/format';
import { networkName } from '../text/plmn';

const kPrbMhz: Record<number, number> = { 6: 1.4, 15: 3, 25: 5, 50: 10, 75: 15, 100: 20 }; // TS 36.101 §5.6

export function channelLabel(rat: string): string {
  const key = `field.channel.${rat}`;
  return isTextKey(key) ? t(key) : t('field.channel');
}

/** Calibrated level first; the other stands for itself only where there is no calibration. */
export function level(dbmValue: number | undefined, dbfsValue: number | undefined): string {
  return dbmValue === undefined ? dbfs(dbfsValue) : dbm(dbmValue);
}

function bandwidth(prb: number): string {
  const mhz = kPrbMhz[prb];
  return t('field.bandwidth.value', { prb, mhz: mhz === undefined ? '?' : megahertz(mhz * 1e6) });
}

export function eci(cellId: number): string {
  const { enb, cell } = eciParts(cellId);
  return `${cellId} (${t('field.eci.parts', { enb, cell })})`;
}

export function CellCard({ cell }: { cell: Cell }) {
  const rows: [string, ComponentChildren][] = [
    [t('field.rat'), word('rat', cell.rat)],
    [t('field.level'), word('level', cell.level)],
  ];
  const add = (name: string, value: ComponentChildren | undefined): void => {
    if (value !== undefined) rows.push([name, value]);
  };
  if (cell.plmns?.length) add(t('field.plmns'), cell.plmns.map((plmn) => <div key={plmn}>{networkName(plmn)}</div>));
  add(t('field.tac'), cell.tac);
  add(t('field.cell_id'), cell.cell_id !== undefined && cell.rat === 'lte' ? eci(cell.cell_id) : cell.cell_id);
  add(t('field.pci'), cell.pci);
  add(channelLabel(cell.rat), cell.channel);
  add(t('field.frequency'), megahertz(cell.frequency_hz));
  add(t('field.band'), cell.band);
  add(t('field.bandwidth'), cell.bandwidth_prb === undefined ? undefined : bandwidth(cell.bandwidth_prb));
  add(t('field.duplex'), cell.duplex && word('duplex', cell.duplex));
  add(t('field.ports'), cell.ports);
  add(t('field.barred'), cell.barred === undefined ? undefined : t(cell.barred ? 'yes' : 'no'));
  if (cell.rsrp_dbm !== undefined || cell.rsrp_dbfs !== undefined) add(t('field.rsrp'), level(cell.rsrp_dbm, cell.rsrp_dbfs));
  if (cell.power_dbm !== undefined || cell.power_dbfs !== undefined) add(t('field.power'), level(cell.power_dbm, cell.power_dbfs));
  add(t('field.snr'), cell.snr_db === undefined ? undefined : db(cell.snr_db));
  add(t('field.cfo'), cell.cfo_hz === undefined ? undefined : `${hertz(cell.cfo_hz)} (${number((cell.cfo_hz / cell.frequency_hz) * 1e6, 2)} ppm)`);
  return (
    <section class="card" aria-labelledby="cell-title">
      <h2 id="cell-title">{t('cell.decoded')}</h2>
      <dl class="facts mono">{rows.map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
      {cell.rsrp_dbm === undefined && cell.power_dbm === undefined && <p class="note">{t('cell.uncalibrated')}</p>}
    </section>
  );
}
