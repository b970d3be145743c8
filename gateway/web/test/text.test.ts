import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lang } from '../src/i18n';
import { fold, matches } from '../src/text/fold';
import { bytes, counter, dateTime, day, db, dbfs, dbm, duration, eciParts, kNone, megahertz, metres, number, percent, shortTime, timeOfDay } from '../src/text/format';
import { countryOf, networkName, networkOf } from '../src/text/plmn';

const plain = (text: string): string => text.replace(/\u00a0/g, ' ');

beforeEach(() => {
  lang.value = 'vi';
});

describe('fold', () => {
  it.each([
    ['Phường Lào Cai', 'phuong lao cai'],
    ['Đồng Đăng', 'dong dang'],
    ['Mường Khương', 'muong khuong'],
    ['Quần đảo Trường Sa', 'quan dao truong sa'],
    ['Mường Khương'.normalize('NFD'), 'muong khuong'],
  ])('%s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('finds every word in any order, with or without diacritics', () => {
    expect(matches('Xã Mường Khương · lc-03', 'khuong lc-03')).toBe(true);
    expect(matches('Xã Mường Khương · lc-03', 'MƯỜNG')).toBe(true);
    expect(matches('Xã Mường Khương · lc-03', 'lào cai')).toBe(false);
  });
});

describe('times', () => {
  it('are shown in Asia/Ho_Chi_Minh, seven hours ahead of UTC, over midnight too', () => {
    expect(timeOfDay('2026-11-22T02:30:07Z')).toBe('09:30');
    expect(dateTime('2026-11-22T02:30:07Z')).toBe('09:30:07 22/11/2026');
    expect(day('2026-11-21T17:00:00Z')).toBe('22/11/2026');
    expect(timeOfDay('2026-11-21T17:00:00Z')).toBe('00:00');
  });

  it('leave out the day when it is today', () => {
    const now = Date.parse('2026-11-22T10:00:00Z');
    expect(shortTime('2026-11-22T02:30:00Z', now)).toBe('09:30');
    expect(shortTime('2026-11-21T02:30:00Z', now)).toBe('09:30 21/11/2026');
    expect(shortTime(undefined, now)).toBe(kNone);
  });

  it('never throw on nonsense', () => {
    expect(dateTime('yesterday')).toBe(kNone);
    expect(dateTime(undefined)).toBe(kNone);
  });

  it('durations use the two largest units', () => {
    expect(duration(59 * 60_000)).toBe('59 phút');
    expect(duration(-(3 * 60 + 20) * 60_000)).toBe('3 giờ 20 phút');
    expect(duration(49 * 3_600_000)).toBe('2 ngày 1 giờ');
  });
});

describe('numbers', () => {
  it('follow the language and carry their unit and reference', () => {
    expect(plain(dbfs(-58.1))).toBe('−58,1 dBFS');
    expect(plain(dbm(-92.24))).toBe('−92,2 dBm');
    expect(plain(db(17))).toBe('17,0 dB');
    lang.value = 'en';
    expect(plain(dbfs(-58.1))).toBe('−58.1 dBFS');
    expect(number(1234567)).toBe('1,234,567');
  });

  it('show a dash for what was not measured', () => {
    expect([dbm(undefined), megahertz(undefined), metres(undefined), percent(undefined), bytes(undefined), number(NaN)]).toEqual(Array(6).fill(kNone));
  });

  it('keep a carrier off the 100 kHz raster exact', () => {
    expect(plain(megahertz(1_842_500_000))).toBe('1842,5 MHz');
    expect(plain(megahertz(937_412_500))).toBe('937,4125 MHz');
  });

  it('scale distances and bytes', () => {
    expect(plain(metres(850))).toBe('850 m');
    expect(plain(metres(4200))).toBe('4,2 km');
    expect(plain(bytes(0))).toBe('0 B');
    expect(plain(bytes(20_910))).toBe('20,9 kB');
    expect(plain(bytes(51_200_000_000))).toBe('51,2 GB');
    expect(counter('1793280000000')).toBe(1_793_280_000_000);
  });

  it('split an ECI as TS 36.413 §9.2.1.38 does', () => {
    expect(eciParts(0x19b01)).toEqual({ enb: 0x19b, cell: 1 });
    expect(eciParts(0xfffffff)).toEqual({ enb: 0xfffff, cell: 255 });
  });
});

describe('networks', () => {
  it('have names in both languages', () => {
    expect(networkName('460-01')).toBe('460-01 China Unicom (Trung Quốc)');
    lang.value = 'en';
    expect(networkName('460-01')).toBe('460-01 China Unicom (China)');
    expect(countryOf('452-99')).toBe('Vietnam');
  });

  it('show an unknown code as it is', () => {
    expect(networkName('999-70')).toBe('999-70');
    expect(networkOf('999-70')).toBeUndefined();
  });

  it('read every row of the table: no quote or comma in the columns used', () => {
    const lines = readFileSync(join(__dirname, '../../../models/plmn/plmn.csv'), 'utf8').trim().split('\n').slice(1);
    for (const line of lines) {
      const [mcc, mnc, iso, , brand] = line.split(',');
      expect(line.split(',').slice(0, 5).join('')).not.toContain('"');
      expect(mcc).toMatch(/^\d{3}$/);
      expect(iso).toMatch(/^[A-Z]{2}$/);
      expect(networkOf(`${mcc ?? ''}-${mnc ?? ''}`)?.brand).toBe(brand);
    }
  });
});
