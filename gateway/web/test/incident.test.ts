import { beforeEach, describe, expect, it } from 'vitest';
import type { Incident, Level, Reason } from '../src/api/types';
import { lang } from '../src/i18n';
import { actionsOf, bodyOf, isActive, needsText } from '../src/incident/actions';
import { byUrgency, filterOf, passes } from '../src/incident/filter';
import { facts, kRules, refutation, sentence } from '../src/incident/reasons';
import { seriesOf } from '../src/incident/series';

beforeEach(() => {
  lang.value = 'vi';
});

const incident: Incident = {
  id: 12, kind: 'spillover', severity: 'medium', state: 'open', first_seen: '2026-11-22T01:00:00Z', last_seen: '2026-11-22T02:00:00Z', nodes: ['lc-01'], exercise: true, observation_count: 7,
  cell: { rat: 'lte', level: 'sib1', frequency_hz: 1_842_500_000, channel: 1575, plmns: ['460-01'], cell_id: 32_508_418 },
  place: { commune_code: '02647', commune: 'Phường Lào Cai', latitude: 22.5, longitude: 104 },
};

describe('actions', () => {
  it('are those the state allows', () => {
    expect(actionsOf('open')).toEqual(['acknowledge', 'confirm', 'dismiss', 'close', 'comment']);
    expect(actionsOf('acknowledged')).not.toContain('acknowledge');
    expect(actionsOf('confirmed')).toContain('close');
    for (const state of ['dismissed', 'merged', 'closed', 'a_state_of_tomorrow']) expect(actionsOf(state)).toEqual(['comment']);
  });

  it('want a reason for a dismissal and send it under its own name', () => {
    expect(needsText('dismiss')).toBe(true);
    expect(needsText('acknowledge')).toBe(false);
    expect(bodyOf('dismiss', 'trạm thử')).toEqual({ reason: 'trạm thử' });
    expect(bodyOf('confirm', 'đã gọi')).toEqual({ comment: 'đã gọi' });
    expect(bodyOf('confirm', '')).toEqual({});
  });

  it('only open, acknowledged and confirmed incidents want work', () => {
    expect(['open', 'acknowledged', 'confirmed', 'dismissed', 'merged', 'closed'].filter((state) => isActive({ state }))).toEqual(['open', 'acknowledged', 'confirmed']);
  });
});

describe('filter', () => {
  const found = (query: string): boolean => passes(incident, filterOf(new URLSearchParams(query)));

  it('reads the address', () => {
    expect(found('')).toBe(true);
    expect(found('state=closed')).toBe(false);
    expect(found('state=any&kind=spillover&node=lc-01')).toBe(true);
    expect(found('kind=jamming')).toBe(false);
    expect(found('node=lc-02')).toBe(false);
  });

  it('searches words, places, networks and numbers without diacritics', () => {
    for (const q of ['lao cai', 'song nuoc ngoai', 'unicom', '1575', '32508418', 'trung quoc', 'lc-01', '#12']) expect(found(`q=${encodeURIComponent(q)}`), q).toBe(true);
    expect(found('q=muong khuong')).toBe(false);
  });

  it('puts the unhandled and severe first, then the latest', () => {
    const list = [
      { ...incident, id: 1, state: 'closed', severity: 'critical' },
      { ...incident, id: 2 },
      { ...incident, id: 3, last_seen: '2026-11-22T03:00:00Z' },
      { ...incident, id: 4, severity: 'critical' },
      { ...incident, id: 5, severity: 'unheard_of' },
    ];
    expect(list.sort(byUrgency).map((each) => each.id)).toEqual([4, 3, 2, 5, 1]);
  });
});

describe('reasons', () => {
  it('say a foreign network by name and country, in both languages', () => {
    const reason: Reason = { rule: 'plmn.foreign', version: 1, measured: { plmn: '460-01', country: 'CN' }, expected: { domestic: ['452-01'] } };
    expect(sentence(reason)).toBe('Cell phát mã mạng 460-01 China Unicom (Trung Quốc): một mạng nước ngoài, không phải mạng của Việt Nam.');
    expect(facts(reason.measured)[1]).toEqual({ label: 'Nước', value: 'Trung Quốc' });
    lang.value = 'en';
    expect(sentence(reason)).toContain('460-01 China Unicom (China)');
  });

  it.each([
    ['registry.pci', { pci: 77 }, { pci: 79 }, 'PCI 77', 'PCI 79'],
    ['registry.channel', { channel: 1575 }, 1650, 'kênh 1575', 'kênh 1650'],
    ['registry.tac', 7, { tac: 12001 }, 'TAC 7', 'TAC 12001'],
  ])('%s compares measured with expected', (rule, measured, expected, first, second) => {
    const text = sentence({ rule, version: 1, measured, expected });
    expect(text).toContain(first);
    expect(text).toContain(second);
  });

  it('have a refutation for every rule and words for a rule of tomorrow', () => {
    for (const rule of kRules) expect(refutation({ rule, version: 1 })).not.toBe(refutation({ rule: 'x.y', version: 1 }));
    expect(sentence({ rule: 'x.y', version: 1 })).toBe('Luật x.y đã khớp.');
  });

  it('never show an object as [object Object]', () => {
    expect(facts({ cell: { channel: 1 }, list: [{ pci: 2 }] }).map((fact) => fact.value)).toEqual(['Kênh 1', 'PCI 2']);
  });
});

describe('levels', () => {
  const level = (at: string, node: string, rsrp_dbfs: number, rsrp_dbm?: number): Level => ({ at, node, rsrp_dbfs, ...(rsrp_dbm === undefined ? {} : { rsrp_dbm }) });

  it('make one line per node on a common axis of time', () => {
    const series = seriesOf([level('2026-11-22T01:00:00Z', 'b', -60), level('2026-11-22T01:00:10Z', 'a', -70), level('2026-11-22T01:00:20Z', 'b', -61)]);
    expect(series.nodes).toEqual(['a', 'b']);
    expect(series.values).toEqual([[null, -70, null], [-60, null, -61]]);
  });

  it('use dBm only when every level has it: the two scales never share an axis', () => {
    expect(seriesOf([level('2026-11-22T01:00:00Z', 'a', -60, -90)]).unit).toBe('dBm');
    const mixed = seriesOf([level('2026-11-22T01:00:00Z', 'a', -60, -90), level('2026-11-22T01:00:01Z', 'a', -61)]);
    expect(mixed.unit).toBe('dBFS');
    expect(mixed.values).toEqual([[-60, -61]]);
  });
});
