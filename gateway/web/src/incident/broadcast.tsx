// What the cell tells every telephone about itself: the fields that a false cell gets wrong.
import type { ComponentChildren } from 'preact';
import type { Cell } from '../api/types';
import { t, word } from '../i18n';
import { db, dbfs, dbm, hertz, number } from '../text/format';

export function BroadcastCard({ cell }: { cell: Cell }) {
  const said = cell.broadcast;
  const messages = [cell.system_information, ...(cell.further_system_information ?? [])].filter((each): each is string => Boolean(each));
  const rows: [string, ComponentChildren][] = [];
  const add = (name: string, value: ComponentChildren | undefined): void => {
    if (value !== undefined && value !== '') rows.push([name, value]);
  };
  add(t('broadcast.q_rx_lev_min'), said?.q_rx_lev_min_dbm === undefined ? undefined : dbm(said.q_rx_lev_min_dbm));
  add(t('broadcast.reference_power'), said?.reference_signal_power_dbm === undefined ? undefined : dbm(said.reference_signal_power_dbm));
  add(t('broadcast.priority'), said?.reselection_priority);
  add(t('broadcast.intra_frequency'), said?.intra_frequency_reselection === undefined ? undefined : t(said.intra_frequency_reselection ? 'yes' : 'no'));
  add(t('broadcast.value_tag'), said?.value_tag);
  add(t('broadcast.tdd'), said?.tdd_configuration === undefined ? undefined : `${said.tdd_configuration} / ${said.special_subframe ?? '—'}`);
  add(t('broadcast.sibs'), said?.scheduled_sibs?.map((sib) => `SIB${sib}`).join(', '));
  if (said) {
    add(t('broadcast.neighbours'), said.neighbours?.length
      ? said.neighbours.map((each) => <div key={`${each.rat ?? ''}${each.channel ?? ''}`}>{[each.rat && word('rat', each.rat), each.channel, each.priority !== undefined && t('broadcast.neighbour.priority', { n: each.priority })].filter(Boolean).join(' ')}</div>)
      : t('broadcast.neighbours.none'));
  }
  add(t('broadcast.cyclic_prefix'), cell.cyclic_prefix);
  add(t('broadcast.rsrq'), cell.rsrq_db === undefined ? undefined : db(cell.rsrq_db));
  add(t('broadcast.noise'), cell.noise_dbfs === undefined ? undefined : `${dbfs(cell.noise_dbfs)} / RE`);
  add(t('broadcast.rsrp_sigma'), cell.rsrp_sigma_db === undefined ? undefined : `± ${db(cell.rsrp_sigma_db)}`);
  add(t('broadcast.cfo_sigma'), cell.cfo_sigma_hz === undefined ? undefined : `± ${hertz(cell.cfo_sigma_hz)}`);
  add(t('broadcast.under'), cell.under_db === undefined ? undefined : `${db(cell.under_db)} (PCI ${number(cell.under_pci, 0, false)})`);
  if (rows.length === 0 && messages.length === 0) return null;
  return (
    <section class="card" aria-labelledby="broadcast-title">
      <h2 id="broadcast-title">{t('broadcast.title')}</h2>
      <dl class="facts mono">{rows.map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
      {messages.length > 0 && (
        <details>
          <summary>{t('broadcast.raw', { n: messages.length })}</summary>
          {messages.map((hex) => <p key={hex} class="hex">{hex}</p>)}
        </details>
      )}
    </section>
  );
}
