// What was measured of energy that is no decoded cell: an emission, or jamming with what it harms.
import type { ComponentChildren } from 'preact';
import type { Emission, Jamming } from '../api/types';
import { t, word } from '../i18n';
import { db, hertz, megahertz, number, percent, seconds, span } from '../text/format';
import { level } from './cell';

type Fact = [string, ComponentChildren | undefined];

function Card({ id, title, facts }: { id: string; title: string; facts: readonly Fact[] }) {
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl class="facts mono">{facts.filter(([, value]) => value !== undefined).map(([name, value]) => <><dt>{name}</dt><dd>{value}</dd></>)}</dl>
    </section>
  );
}

function power(energy: Emission | Jamming): string | undefined {
  return energy.power_dbm === undefined && energy.power_dbfs === undefined ? undefined : level(energy.power_dbm, energy.power_dbfs);
}

export function EmissionCard({ emission }: { emission: Emission }) {
  const named = emission.label !== 'unknown';
  return (
    <Card id="emission-title" title={t('emission.measured')} facts={[
      [t('field.centre'), megahertz(emission.centre_hz)],
      [t('field.occupied'), span(emission.bandwidth_hz)],
      [t('field.power'), power(emission)],
      [t('field.snr'), emission.snr_db === undefined ? undefined : db(emission.snr_db)],
      [t('field.duty'), percent(emission.duty)],
      [t('field.bursts'), number(emission.bursts)],
      [t('field.burst_interval'), emission.burst_interval_s === undefined ? undefined : seconds(emission.burst_interval_s)],
      [t('field.looks_like'), named ? `${word('label', emission.label)} (${percent(emission.label_confidence)})` : t('label.unknown')],
    ]} />
  );
}

export function JammingCard({ jamming }: { jamming: Jamming }) {
  const sigma = jamming.j_to_n_sigma_db === undefined ? '' : ` ± ${db(jamming.j_to_n_sigma_db)}`;
  return (
    <Card id="jamming-title" title={t('jamming.measured')} facts={[
      [t('field.jamming_kind'), word('jamming.kind', jamming.kind)],
      [t('field.centre'), megahertz(jamming.centre_hz)],
      [t('field.occupied'), span(jamming.bandwidth_hz)],
      [t('field.j_to_n_db'), jamming.j_to_n_db === undefined ? undefined : `${db(jamming.j_to_n_db)}${sigma}`],
      [t('field.power'), power(jamming)],
      [t('field.duty'), percent(jamming.duty)],
      [t('field.period'), jamming.period_s === undefined ? undefined : seconds(jamming.period_s)],
      [t('field.sweep'), jamming.sweep_hz_per_s === undefined ? undefined : `${hertz(jamming.sweep_hz_per_s)}/s`],
      [t('field.victims'), jamming.victims.length === 0 ? undefined : jamming.victims.map((each) => `${word('rat', each.rat)} ${each.channel}`).join(', ')],
    ]} />
  );
}
