// Numbers with units and times in Asia/Ho_Chi_Minh, in the page's language.
import { lang, t } from '../i18n';

export const kNone = '—';
const kGap = '\u00a0'; // a number is never parted from its unit
const kZone = 'Asia/Ho_Chi_Minh';

const clockParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: kZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

function parts(at: string | number | Date): Record<string, string> | undefined {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return undefined;
  return Object.fromEntries(clockParts.formatToParts(date).map((part) => [part.type, part.value]));
}

/** "09:30" */
export function timeOfDay(at: string | number | Date): string {
  const p = parts(at);
  return p ? `${p['hour']}:${p['minute']}` : kNone;
}

/** "22/11/2026" in both languages: day first, as on every Vietnamese form. */
export function day(at: string | number | Date): string {
  const p = parts(at);
  return p ? `${p['day']}/${p['month']}/${p['year']}` : kNone;
}

/** "09:30:07 22/11/2026" */
export function dateTime(at: string | number | Date | undefined): string {
  const p = at === undefined ? undefined : parts(at);
  return p ? `${p['hour']}:${p['minute']}:${p['second']} ${p['day']}/${p['month']}/${p['year']}` : kNone;
}

/** "09:30" today, "09:30 21/11/2026" otherwise. */
export function shortTime(at: string | undefined, now: number): string {
  if (at === undefined) return kNone;
  return day(at) === day(now) ? timeOfDay(at) : `${timeOfDay(at)} ${day(at)}`;
}

export function number(value: number | undefined, digits = 0, group = true): string {
  if (value === undefined || !Number.isFinite(value)) return kNone;
  return new Intl.NumberFormat(lang.value === 'vi' ? 'vi-VN' : 'en-GB', {
    minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: group,
  }).format(value).replace('-', '−');
}

function withUnit(value: number | undefined, digits: number, unit: string): string {
  return value === undefined ? kNone : `${number(value, digits)}${kGap}${unit}`;
}

export const dbm = (value: number | undefined): string => withUnit(value, 1, 'dBm');
export const dbfs = (value: number | undefined): string => withUnit(value, 1, 'dBFS');
export const db = (value: number | undefined): string => withUnit(value, 1, 'dB');
export const hertz = (value: number | undefined): string => withUnit(value, 1, 'Hz');

/** A carrier's centre: MHz to the 100 kHz raster and beyond. */
export function megahertz(hz: number | undefined): string {
  if (hz === undefined) return kNone;
  const digits = hz % 100_000 === 0 ? 1 : 4;
  return `${number(hz / 1e6, digits, false)}${kGap}MHz`;
}

export function metres(m: number | undefined): string {
  if (m === undefined) return kNone;
  return m >= 1000 ? `${number(m / 1000, 1)}${kGap}km` : `${number(m)}${kGap}m`;
}

export function percent(ratio: number | undefined): string {
  return ratio === undefined ? kNone : `${number(ratio * 100)}${kGap}%`;
}

export function bytes(value: number | undefined): string {
  if (value === undefined) return kNone;
  const steps = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), steps.length - 1);
  return `${number(value / 1000 ** step, step === 0 ? 0 : 1)}${kGap}${steps[step]}`;
}

/** "3 giờ 20 phút"; two largest units. */
export function duration(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  if (days > 0) return t('duration.days', { days, hours });
  if (hours > 0) return t('duration.hours', { hours, minutes: minutes % 60 });
  return t('duration.minutes', { minutes });
}

/** protobuf writes 64-bit counters as strings. */
export function counter(value: number | string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** An ECI is eNodeB (20 bit) and cell (8 bit): TS 36.413 §9.2.1.38. */
export function eciParts(eci: number): { enb: number; cell: number } {
  return { enb: Math.floor(eci / 256), cell: eci % 256 };
}

export const seconds = (value: number | undefined): string => (value !== undefined && value < 1 ? withUnit(value * 1000, 2, 'ms') : withUnit(value, 1, 's'));

/** An occupied bandwidth: kHz below 1 MHz. */
export function span(hz: number | undefined): string {
  if (hz === undefined) return kNone;
  return hz < 1e6 ? withUnit(hz / 1e3, hz < 100_000 ? 1 : 0, 'kHz') : withUnit(hz / 1e6, 1, 'MHz');
}

/** Field strength is meaningless without its bandwidth: always per 5 MHz here. */
export const fieldStrength = (value: number | undefined): string => withUnit(value, 1, 'dBµV/m/5 MHz');
