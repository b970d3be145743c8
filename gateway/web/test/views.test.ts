import { describe, expect, it } from 'vitest';
import type { Incident, IncidentDetail, Node } from '../src/api/types';
import { noonOf, unitOf } from '../src/emitters/emitter';
import type { EmitterDay } from '../src/emitters/types';
import { ratioOf, stepOf as shadeOf, totalOf, type Occupancy } from '../src/occupancy/week';
import { beginnings, instantOf, kSteps, nodesThen, stepOf } from '../src/replay/history';
import { held } from '../src/state/held';
import { parseRoute } from '../src/state/route';
import { axisOf, clockLeft, heardBars, placeOf, stepsOf, ticksOf } from '../src/timeline/lanes';
import { attention, countsBySeverity, dueNext, healthOf, kInTurn } from '../src/wall/attention';

const kHour = 3_600_000;
const kNow = Date.parse('2026-11-24T10:00:00Z');
const incident = (id: number, more: Partial<Incident> = {}): Incident => ({
  id, kind: 'spillover', severity: 'low', state: 'open', first_seen: '2026-11-24T06:00:00Z', last_seen: '2026-11-24T09:00:00Z', nodes: ['a'], exercise: false, observation_count: 1, ...more,
});

describe('addresses', () => {
  it('name every view', () => {
    for (const view of ['spectrum', 'occupancy', 'replay', 'wall', 'emitters'] as const) expect(parseRoute(`#/${view}?node=a`).view).toBe(view);
    expect(parseRoute('#/emitter/7')).toMatchObject({ view: 'emitter', id: 7 });
    expect(parseRoute('#/emitter/x').view).toBe('incidents');
  });
});

describe('the calendar', () => {
  const week = (listened: Record<number, number>, heard: Record<number, number>): Occupancy => {
    const full = (some: Record<number, number>): number[] => Array.from({ length: 168 }, (_, hour) => some[hour] ?? 0);
    return { since: '', until: '', low_hz: 0, high_hz: 1, listened: full(listened), heard: full(heard), observations: full({}) };
  };

  it('tells an hour without listening from a quiet one', () => {
    const days = week({ 25: 4, 26: 4, 27: 4 }, { 26: 1, 27: 4 });
    expect([0, 25, 26, 27].map((hour) => ratioOf(days, Math.floor(hour / 24), hour % 24))).toEqual([undefined, 0, 0.25, 1]);
    expect([undefined, 0, 0.01, 0.25, 0.8, 1].map(shadeOf)).toEqual([undefined, 0, 1, 2, 4, 5]);
    expect(totalOf(days)).toEqual({ listened: 12, heard: 5 });
  });
});

describe('the past', () => {
  it('has instants on whole minutes, and each step its own', () => {
    for (const hours of [24, 168, 720]) {
      for (const step of [0, 1, 143, kSteps]) {
        const at = instantOf(step, hours, kNow + 12_345);
        expect(at % 60_000).toBe(0);
        expect(stepOf(at, hours, kNow)).toBe(step);
      }
    }
    expect(instantOf(0, 24, kNow)).toBe(kNow - 24 * kHour);
  });

  it('greys a node that was silent then, whatever it is now', () => {
    const nodes: Node[] = [{ node: 'a', state: 'offline', stale: true, last_seen: 'now' }, { node: 'b', state: 'online', stale: false, last_seen: 'now' }, { node: 'c', state: 'online', stale: false }];
    const then = nodesThen({ at: '', incidents: [], whole: true, nodes: [{ node: 'a', heard: true, last_seen: 'then' }, { node: 'b', heard: false }] }, nodes);
    expect(then.map((node) => [node.node, node.stale, node.last_seen])).toEqual([['a', false, 'then'], ['b', true, undefined], ['c', true, undefined]]);
    expect(nodes[0]?.last_seen, 'the present is not touched').toBe('now');
  });

  it('counts what began in each part of the window', () => {
    const list = [incident(1), incident(2, { first_seen: '2026-11-24T09:59:00Z' }), incident(3, { first_seen: '2026-11-01T00:00:00Z' })];
    const bars = beginnings(list, 24, kNow, 24);
    expect(bars.reduce((sum, each) => sum + each, 0)).toBe(2);
    expect([bars[20], bars[23]]).toEqual([1, 1]);
  });
});

describe('the wall', () => {
  const many = Array.from({ length: 30 }, (_, index) => incident(index + 1, { severity: index === 29 ? 'critical' : 'low', state: index % 2 ? 'open' : 'closed' }));

  it('shows the most urgent in turn, and only what wants work', () => {
    const shown = attention(many);
    expect(shown).toHaveLength(kInTurn);
    expect(shown[0]?.id).toBe(30);
    expect(shown.every((each) => each.state === 'open')).toBe(true);
    expect(Object.fromEntries(countsBySeverity(many))).toEqual({ critical: 1, high: 0, medium: 0, low: 14, info: 0 });
  });

  it('puts the report that is due first on top, without the settled', () => {
    const list = [incident(1, { report_due: '2026-11-25T01:00:00Z' }), incident(2, { report_due: '2026-11-24T01:00:00Z' }), incident(3), incident(4, { report_due: '2026-11-23T01:00:00Z', state: 'closed' })];
    expect(dueNext(list, 5).map((each) => each.id)).toEqual([2, 1]);
  });

  it('calls a node silent when it is stale, whatever it last said', () => {
    expect([{ state: 'online', stale: true }, { state: 'offline', stale: false }, { state: 'degraded', stale: false }, { state: 'online', stale: false }].map(healthOf)).toEqual(['silent', 'silent', 'degraded', 'online']);
  });

  it('never remembers without end: the settled go, the active stay', () => {
    const all = new Map(Array.from({ length: 50 }, (_, index) => [index, incident(index, { state: index < 10 ? 'open' : 'closed', last_seen: `2026-11-${String(1 + (index % 28)).padStart(2, '0')}T00:00:00Z` })]));
    const kept = held(all, 20);
    expect(kept.size).toBe(20);
    for (let id = 0; id < 10; id += 1) expect(kept.has(id)).toBe(true);
    expect(held(all, 50)).toBe(all);
    expect(held(all, 5).size, 'active ones always stay').toBe(10);
  });
});

describe('the timeline', () => {
  const detail = (more: Partial<IncidentDetail>): IncidentDetail => ({ ...incident(1), observations: [], audit: [], tickets: [], levels: [], ...more });

  it('reaches to the report while it is ahead, and to what happened last when all is done', () => {
    const open = axisOf(detail({ report_due: '2026-11-25T06:00:00Z' }), kNow);
    expect(placeOf(Date.parse('2026-11-25T06:00:00Z'), open)).toBeGreaterThan(95);
    expect(placeOf(kNow, open)).toBeGreaterThan(15);
    const closed = axisOf(detail({ state: 'closed', report_due: '2026-11-25T06:00:00Z', audit: [{ at: '2026-11-24T09:30:00Z', actor: 'a', action: 'incident.close', subject: '' }] }), kNow);
    expect(closed.until).toBeLessThan(kNow);
    expect(placeOf(Date.parse('2026-11-24T09:30:00Z'), closed)).toBeGreaterThan(95);
  });

  it('counts every reception once', () => {
    const axis = { from: 0, until: 1000 };
    expect(heardBars([0, 99, 100, 999, 1000, 2000, -5], axis, 10)).toEqual([3, 1, 0, 0, 0, 0, 0, 0, 0, 3]);
  });

  it('has ticks at round hours of Viet Nam', () => {
    const ticks = ticksOf({ from: Date.parse('2026-11-24T06:10:00Z'), until: Date.parse('2026-11-25T06:10:00Z') }, 7);
    expect(ticks.length).toBeGreaterThan(3);
    expect(ticks.length).toBeLessThanOrEqual(8);
    for (const tick of ticks) expect(((tick + 7 * kHour) / kHour) % 6).toBe(0);
  });

  it('tells a step once when it is written twice in a minute, and keeps the order', () => {
    const row = (at: string, action: string): IncidentDetail['audit'][number] => ({ at, actor: 'a', action, subject: '' });
    const steps = stepsOf(detail({ audit: [row('2026-11-24T08:00:00Z', 'incident.confirm'), row('2026-11-24T06:00:00Z', 'incident.open'), row('2026-11-24T06:00:10Z', 'incident.open'), row('2026-11-24T07:00:00Z', 'incident.comment')] }));
    expect(steps.map((step) => step.action)).toEqual(['incident.open', 'incident.confirm']);
  });

  it('runs the 24 hours down to nothing and stops with the incident', () => {
    const due = { first_seen: '2026-11-24T06:00:00Z', report_due: '2026-11-25T06:00:00Z', state: 'open' };
    expect(clockLeft(due, Date.parse('2026-11-24T06:00:00Z'))).toBe(1);
    expect(clockLeft(due, Date.parse('2026-11-24T18:00:00Z'))).toBe(0.5);
    expect(clockLeft(due, Date.parse('2026-11-26T18:00:00Z'))).toBe(0);
    expect(clockLeft({ ...due, state: 'closed' }, kNow)).toBeUndefined();
  });
});

describe("an emitter's days", () => {
  const of = (calibrated: boolean): EmitterDay => ({ day: '2026-11-24', hours: 1, observation_count: 1, level_mean_db: -90, calibrated });
  it('stand in the middle of the day of Viet Nam, and never mix two scales', () => {
    expect(new Date(noonOf('2026-11-24') * 1000).toISOString()).toBe('2026-11-24T05:00:00.000Z');
    expect([unitOf([of(true), of(true)]), unitOf([of(true), of(false)]), unitOf([])]).toEqual(['dBm', 'dBFS', 'dBFS']);
  });
});
