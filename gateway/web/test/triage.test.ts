import { beforeEach, describe, expect, it } from 'vitest';
import type { Incident } from '../src/api/types';
import { filterOf, orderOf, passes } from '../src/incident/filter';
import { limitOf } from '../src/incident/limits';
import { sharedTraits, similarTo } from '../src/incident/similar';
import { groupsOf, kStormSize } from '../src/triage/groups';
import { commandOf, kHelp } from '../src/triage/keys';
import { moved, picked, pickTo, togglePick, unfolded, visible } from '../src/triage/queue';
import { isNarrow, ruleOf, scopeOf } from '../src/triage/rule';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 24, 1, minute)).toISOString();
const incident = (id: number, change: Partial<Incident> = {}): Incident => ({
  id, kind: 'spillover', severity: 'medium', state: 'open', first_seen: at(id), last_seen: at(id), nodes: ['lc-01'], exercise: false, observation_count: 1,
  place: { commune_code: '02647', commune: 'Phường Lào Cai', latitude: 22.5, longitude: 104 }, ...change,
});
const press = (key: string, change = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...change });

beforeEach(() => {
  picked.value = new Set();
  unfolded.value = new Set();
});

describe('keys', () => {
  it('are letters that mean nothing while somebody types or holds Ctrl', () => {
    expect(commandOf(press('j'), false)).toBe('next');
    expect(commandOf(press('d'), false)).toBe('dismiss');
    expect(commandOf(press('d'), true)).toBeUndefined();
    expect(commandOf(press('Escape'), true)).toBe('leave');
    expect(commandOf(press('a', { ctrlKey: true }), false)).toBeUndefined();
    expect(commandOf(press('constructor'), false) ?? '').not.toBe('next');
  });

  it('that the help names do what it says', () => {
    for (const [key, command] of kHelp) expect(commandOf(press(key === 'Esc' ? 'Escape' : key), false), key).toBe(command);
  });
});

describe('groups', () => {
  it('keep what is tied together and lose nobody', () => {
    const groups = groupsOf([incident(1), incident(30, { kind: 'jamming', links: [{ incident: 1, relation: 'jam_then_capture' }] }), incident(60)]);
    expect(groups.map((group) => [group.lead.id, group.members.map((member) => member.id), group.why])).toEqual([[1, [1, 30], 'linked'], [60, [60], 'alone']]);
  });

  it('make a storm of one kind in one commune one row, and not of fewer or slower ones', () => {
    const storm = Array.from({ length: kStormSize }, (_, index) => incident(index + 1));
    expect(groupsOf(storm)).toHaveLength(1);
    expect(groupsOf(storm)[0]?.why).toBe('storm');
    expect(groupsOf(storm.slice(1))).toHaveLength(kStormSize - 1);
    expect(groupsOf(storm.map((each) => ({ ...each, first_seen: at(each.id * 11) })))).toHaveLength(kStormSize);
    const elsewhere = { latitude: 1, longitude: 1, commune_code: '02788' };
    expect(groupsOf(storm.map((each) => (each.id === 1 ? { ...each, place: elsewhere } : each)))).toHaveLength(kStormSize);
  });

  it('stay in the order of what is most urgent', () => {
    expect(groupsOf([incident(9, { severity: 'critical' }), incident(70), incident(2, { links: [{ incident: 70, relation: 'by_hand' }] })]).map((group) => group.lead.id)).toEqual([9, 70]);
  });
});

describe('queue', () => {
  const rows = [incident(5), incident(6), incident(7)];

  it('moves to the neighbour, stops at the ends and begins at the top', () => {
    expect(moved(rows, 5, 1)).toBe(6);
    expect(moved(rows, 7, 1)).toBe(7);
    expect(moved(rows, undefined, 1)).toBe(5);
    expect(moved([], 5, 1)).toBeUndefined();
  });

  it('picks a folded group whole and an unfolded one row by row', () => {
    const [group] = groupsOf([incident(1), incident(2, { links: [{ incident: 1, relation: 'by_hand' }] })]);
    if (!group) throw new Error('no group');
    togglePick(group, group.lead);
    expect([...picked.value]).toEqual([1, 2]);
    togglePick(group, group.lead);
    expect(picked.value.size).toBe(0);
    unfolded.value = new Set([1]);
    togglePick(group, group.lead);
    expect([...picked.value]).toEqual([1]);
    expect(visible([group], unfolded.value)).toHaveLength(2);
    expect(visible([group], new Set())).toHaveLength(1);
  });

  it('picks a range from the last pick, in either direction', () => {
    picked.value = new Set([7]);
    pickTo(rows, 5);
    expect([...picked.value].sort()).toEqual([5, 6, 7]);
  });
});

describe('a rule from what was dismissed', () => {
  const cell = { rat: 'lte', level: 'sib1', frequency_hz: 1e9, plmns: ['452-04'], cell_id: 77 };

  it('holds what all of them share and names the cell before its node', () => {
    expect(scopeOf([incident(1, { cell })])).toEqual({ kind: 'spillover', plmn: '452-04', cell_id: 77 });
    expect(scopeOf([incident(1, { cell }), incident(2, { cell: { ...cell, cell_id: 78 } })])).toEqual({ kind: 'spillover', plmn: '452-04', node: 'lc-01' });
    expect(scopeOf([incident(1), incident(2, { nodes: ['lc-02'] })])).toEqual({ kind: 'spillover', commune_code: '02647' });
  });

  it('is never offered for everything of a kind', () => {
    expect(isNarrow(scopeOf([incident(1, { nodes: ['a', 'b'] }), incident(2, { nodes: ['c'], place: { latitude: 1, longitude: 1, commune_code: '1' } })]))).toBe(false);
    expect(isNarrow({ plmn: '460-01' })).toBe(true);
  });

  it('ends', () => {
    expect(ruleOf({ node: 'lc-01' }, ' thử ', 7, Date.UTC(2026, 10, 24))).toEqual({ node: 'lc-01', reason: 'thử', expires: '2026-12-01T00:00:00Z' });
  });
});

describe('filters in the address', () => {
  const found = (query: string, of: Incident = incident(1)): boolean => passes(of, filterOf(new URLSearchParams(query)));

  it('know severity and worse, owner, exercises', () => {
    expect(found('severity=high')).toBe(false);
    expect(found('severity=high', incident(1, { severity: 'critical' }))).toBe(true);
    expect(found('owner=none')).toBe(true);
    expect(found('owner=lan', incident(1, { owner: 'lan' }))).toBe(true);
    expect(found('owner=none', incident(1, { owner: 'lan' }))).toBe(false);
    expect(found('exercise=no', incident(1, { exercise: true }))).toBe(false);
  });

  it('sort by what was asked', () => {
    const list = [incident(1, { report_due: at(50), severity: 'low' }), incident(2, { report_due: at(10), severity: 'low' }), incident(3, { severity: 'critical' })];
    const order = (sort: string): number[] => [...list].sort(orderOf(filterOf(new URLSearchParams({ sort })))).map((each) => each.id);
    expect(order('')).toEqual([3, 2, 1]);
    expect(order('due')).toEqual([2, 1, 3]);
    expect(order('new')).toEqual([3, 2, 1]);
  });
});

describe('similar incidents', () => {
  const cell = { rat: 'lte', level: 'sib1', frequency_hz: 1e9, channel: 1575, plmns: ['460-01'], cell_id: 5 };

  it('share what can be observed; one commune alone is nothing', () => {
    expect(sharedTraits(incident(1, { cell }), incident(2, { cell }))).toEqual(['cell', 'channel', 'network', 'commune']);
    expect(similarTo(incident(1), [incident(2)])).toEqual([]);
    expect(similarTo(incident(1, { cell }), [incident(1, { cell }), incident(2, { cell: { ...cell, cell_id: 6, channel: 1 } }), incident(3, { cell })]).map((each) => each.incident.id)).toEqual([3, 2]);
    expect(similarTo(incident(1, { cell }), [incident(2, { cell, exercise: true })]), 'an exercise is never the same matter').toEqual([]);
  });

  it('overlap in spectrum when neither is a cell', () => {
    const energy = (centre_hz: number) => incident(9, { place: { latitude: 0, longitude: 0 }, jamming: { kind: 'tone', centre_hz, bandwidth_hz: 2e5, duty: 1, victims: [], reasons: [] } });
    expect(sharedTraits(energy(1e8), { ...energy(1e8 + 1e5), id: 2 })).toEqual(['band']);
    expect(sharedTraits(energy(1e8), { ...energy(1e8 + 2e5), id: 2 })).toEqual([]);
  });
});

describe('the limit on the chart', () => {
  const cell = { plmns: ['460-01'], frequency_hz: 1.8425e9 };
  const row = { foreign_plmn: '460-01', frequency_hz: 1.8425e9, level_dbm: -98.2, field_dbuv_m_5mhz: 69.1, trigger_dbuv_m_5mhz: 65, trigger_source: 'x' };

  it('stands as far from the level as the trigger from the field', () => {
    expect(limitOf(cell, [row])?.level_dbm).toBeCloseTo(-102.3, 6);
  });

  it('is absent where there is nothing calibrated of this very cell', () => {
    expect(limitOf(cell, [{ foreign_plmn: '460-01', frequency_hz: 1.8425e9, trigger_dbuv_m_5mhz: 65 }])).toBeUndefined();
    expect(limitOf({ ...cell, frequency_hz: 9e8 }, [row])).toBeUndefined();
    expect(limitOf({ ...cell, plmns: ['460-00'] }, [row])).toBeUndefined();
  });
});
