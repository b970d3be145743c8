import { beforeEach, describe, expect, it } from 'vitest';
import { lang } from '../src/i18n';
import { stageOf, type Sheet } from '../src/install/sheet';
import { searchOf } from '../src/oversight/audit_search';
import { judgementOf, upperBound } from '../src/oversight/certificate';
import { periodName } from '../src/oversight/reports';
import { barsOf, endOfDay, type Account } from '../src/people/accounts';
import { changesNothing, problemText, tableType, valueOf } from '../src/registry/preview';
import { byUrgency, inGroup } from '../src/tickets/order';

beforeEach(() => { lang.value = 'vi'; });

describe('a carrier\'s table', () => {
  it('says a bad row by line, column and what is wrong, in Vietnamese', () => {
    expect(problemText({ line: 12, column: 'plmn', code: 'foreign_plmn', value: '460-00', message: 'x' })).toBe('Dòng 12, cột plmn (mã mạng): 460-00 không phải mạng của Việt Nam');
    expect(problemText({ line: 4, code: 'wrong_width', value: '3', bound: '16', message: 'x' })).toBe('Dòng 4: có 3 ô, tiêu đề có 16 ô');
    expect(problemText({ line: 0, code: 'bad_file', message: 'a quote is never closed' })).toBe('Không đọc được tệp: a quote is never closed');
    expect(problemText({ line: 5, code: 'of_tomorrow', message: 'said by the server' })).toBe('Dòng 5: said by the server');
  });

  it('has words for every code that the gateway knows', async () => {
    const { readFileSync } = await import('node:fs');
    const source = readFileSync(new URL('../../registry/table.cpp', import.meta.url), 'utf8');
    const codes = [...source.matchAll(/problem\((?:"\w+"|column), "(\w+)"/g)].map((match) => match[1] ?? '');
    expect(codes.length).toBeGreaterThan(10);
    for (const code of codes) expect(problemText({ line: 1, code, message: 'MESSAGE' }), code).not.toContain('MESSAGE');
  });

  it('is known by its name, and a table that changes nothing says so', () => {
    expect(tableType('Tram.XLSX')).toContain('spreadsheetml');
    expect(tableType('a.csv')).toBe('text/csv');
    expect(tableType('a.xls')).toBeUndefined();
    const counts = { added: 0, changed: 0, ended: 0, unchanged: 9 };
    expect(changesNothing({ operator: 'x', sha256: '', rows: 9, counts })).toBe(true);
    expect(changesNothing({ operator: 'x', sha256: '', rows: 9, counts: { ...counts, ended: 1 } })).toBe(false);
  });

  it('shows a value as a person writes it', () => {
    const cell = { operator: 'x', plmn: '452-01', rat: 'lte', site_id: 's', cell_id: 1, latitude: 22.5, pci: 33 };
    expect(valueOf(cell, 'latitude')).toBe('22,5');
    expect(valueOf(cell, 'pci')).toBe('33');
    expect(valueOf(cell, 'tac')).toBe('—');
  });
});

describe('tickets', () => {
  it('stand with who has the next step, the overdue first', () => {
    expect(inGroup({ state: 'draft' }, 'ours')).toBe(true);
    expect(inGroup({ state: 'sent' }, 'ours')).toBe(false);
    expect(inGroup({ state: 'sent' }, 'theirs')).toBe(true);
    expect(inGroup({ state: 'closed' }, 'open')).toBe(false);
    expect(inGroup({ state: 'cancelled' }, 'done')).toBe(true);
    const ticket = (id: number, due: string, breached: boolean) => ({ id, incident: 1, carrier: 'x', state: 'sent', created: '', summary_vi: '', summary_en: '', sla: { due, breached } });
    expect([ticket(1, '2026-12-02', false), ticket(2, '2026-12-01', false), ticket(3, '2026-12-03', true)].sort(byUrgency).map((each) => each.id)).toEqual([3, 2, 1]);
  });
});

describe('people', () => {
  const account: Account = { user: 'a', role: 'operator', must_change_password: false, disabled: false, second_factor: false, warnings: [] };
  const now = Date.UTC(2026, 10, 24);

  it('are barred by what bars them, and a lock that has run out bars nobody', () => {
    expect(barsOf(account, now)).toEqual([]);
    expect(barsOf({ ...account, locked_until: '2026-11-24T00:10:00Z', disabled: true }, now)).toEqual(['disabled', 'locked']);
    expect(barsOf({ ...account, locked_until: '2026-11-23T00:10:00Z', expires: '2026-11-23T16:59:59Z' }, now)).toEqual(['expired']);
  });

  it('expire at the end of a day in Viet Nam', () => {
    expect(endOfDay('2026-12-31')).toBe('2026-12-31T16:59:59Z');
    expect(endOfDay('')).toBe('');
  });
});

describe('installation', () => {
  const sheet = (state: string): Sheet => ({ id: 1, received: '', state, sheet: { node: 'x', made: '' } });

  it('knows what a node waits for', () => {
    expect(stageOf({ state: 'never_seen' }, [])).toBe('to_install');
    expect(stageOf({ state: 'online' }, [])).toBe('to_check');
    expect(stageOf({ state: 'online' }, [sheet('waiting')])).toBe('to_approve');
    expect(stageOf({ state: 'offline' }, [sheet('waiting'), sheet('approved')])).toBe('accepted');
  });
});

describe('oversight', () => {
  it('bounds the share of false alarms by Wilson, worked by hand', () => {
    // 1 of 17, z = 1.645: (0.0588 + 0.0796 + 1.645 sqrt(0.003256 + 0.002341)) / 1.1592 = 0.2255
    expect(upperBound(1, 17)).toBeCloseTo(0.2255, 3);
    expect(upperBound(0, 0)).toBe(1);
    expect(upperBound(0, 1000)).toBeLessThan(0.003);
  });

  it('says nothing of few and names rules that are too sure', () => {
    expect(judgementOf({ confirmed: 5, dismissed: 1, expected: 0.5 })).toBe('few');
    expect(judgementOf({ confirmed: 20, dismissed: 2, expected: 1.5 })).toBe('kept');
    expect(judgementOf({ confirmed: 20, dismissed: 9, expected: 1.5 })).toBe('sure');
  });

  it('asks the audit in days of Viet Nam', () => {
    expect(searchOf(new URLSearchParams('actor=lan&from=2026-11-24&to=2026-11-24&group=x'))).toBe('actor=lan&since=2026-11-23T17%3A00%3A00Z&until=2026-11-24T16%3A59%3A59Z');
    expect(searchOf(new URLSearchParams('from=nonsense'))).toBe('');
  });

  it('names a period as the gateway takes it', () => {
    expect(periodName({ from: '2026-09-30T17:00:00Z', until: '2026-12-31T17:00:00Z' })).toBe('2026-Q4');
    expect(periodName({ from: '2025-12-31T17:00:00Z', until: '2026-12-31T17:00:00Z' })).toBe('2026');
    expect(periodName({ from: '2025-12-31T17:00:00Z', until: '2026-03-31T17:00:00Z' })).toBe('2026-Q1');
  });
});
