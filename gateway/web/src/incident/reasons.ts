// A rule that fired, as a sentence a person can check: what was measured, what was expected, what would refute it.
import type { Reason } from '../api/types';
import { isTextKey, t, word, type Params, type TextKey } from '../i18n';
import { db, megahertz, metres, number } from '../text/format';
import { countryName, networkName } from '../text/plmn';

/** The rule keys of gateway/api/README.md and gateway/correlate. A test holds both catalogues against this list. */
export const kRules = [
  'plmn.foreign', 'plmn.unknown', 'registry.absent', 'registry.channel', 'registry.pci', 'registry.tac', 'plmn.withdrawn',
  'identity.lab_default', 'corroboration.nodes', 'overlap.registered', 'node.event',
  'licence.absent', 'licence.frequency', 'licence.bandwidth', 'licence.mask', 'band.protected', 'label.repeater',
  'uplink.steady', 'uplink.foreign', 'uplink.dect', 'jamming.detected', 'identity.two_carriers', 'identity.churn', 'identity.tac_churn', 'identity.test_network',
  'reselection.trap', 'reselection.downgrade', 'neighbour.list', 'rat.after_sunset', 'clock.consensus', 'chain.jam_then_capture', 'broadcast.sparse',
  'broadcast.lab_defaults',
] as const;

export interface Fact {
  label: string;
  value: string;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueText(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => valueText(name, each)).join(', ');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (name === 'distance_m' && typeof value === 'number') return metres(value);
  if (name === 'distance_km' && typeof value === 'number') return metres(value * 1000);
  if (name === 'frequency_hz' && typeof value === 'number') return megahertz(value);
  if (name.endsWith('_db') && typeof value === 'number') return db(value);
  if (typeof value === 'number') return number(value, Number.isInteger(value) ? 0 : 1, false);
  if (isRecord(value)) return Object.entries(value).map(([key, each]) => `${labelOf(key)} ${valueText(key, each)}`).join(', ');
  const text = String(value);
  if (isTextKey(`phrase.${text}`)) return word('phrase', text);
  if (name.startsWith('plmn')) return networkName(text);
  if (name === 'kind') return isTextKey(`jamming.kind.${text}`) ? word('jamming.kind', text) : word('node_event', text);
  if (name === 'country' && /^[A-Z]{2}$/.test(text)) return countryName(text);
  if (name === 'carrier' || name === 'operator') return word('carrier', text);
  return text;
}

function labelOf(name: string): string {
  return word('field', name) === name ? name : word('field', name);
}

/** Measured or expected values as label and text; a bare value has no label. */
export function facts(values: unknown): Fact[] {
  if (values === undefined) return [];
  if (!isRecord(values)) return [{ label: '', value: valueText('', values) }];
  return Object.entries(values).map(([name, value]) => ({ label: labelOf(name), value: valueText(name, value) }));
}

/** The one value a "registry.x" rule compares: named after the rule, or the only one there is. */
function compared(rule: string, values: unknown): string | undefined {
  const name = rule.slice(rule.lastIndexOf('.') + 1);
  if (!isRecord(values)) return values === undefined ? undefined : valueText(name, values);
  if (values[name] !== undefined) return valueText(name, values[name]);
  const all = Object.entries(values);
  return all.length === 1 && all[0] ? valueText(all[0][0], all[0][1]) : undefined;
}

function parameters(reason: Reason): Params {
  const params: Params = {};
  for (const values of [reason.expected, reason.measured]) {
    if (!isRecord(values)) continue;
    for (const [name, value] of Object.entries(values)) params[name] = valueText(name, value);
  }
  const measured = compared(reason.rule, reason.measured);
  const expected = compared(reason.rule, reason.expected);
  if (measured !== undefined) params['measured'] = measured;
  if (expected !== undefined) params['expected'] = expected;
  if (params['plmn'] === undefined && params['plmns'] !== undefined) params['plmn'] = params['plmns'];
  return params;
}

export function sentence(reason: Reason): string {
  const key = `reason.${reason.rule}`;
  return isTextKey(key) ? t(key, parameters(reason)) : t('reason.other', { rule: reason.rule });
}

export function refutation(reason: Reason): string {
  const key = `reason.${reason.rule}.refute`;
  return t(isTextKey(key) ? key : ('reason.other.refute' satisfies TextKey));
}
