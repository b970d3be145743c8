// Accounts as the administrator sees them.
export const kRoles = ['administrator', 'supervisor', 'operator', 'technician', 'auditor', 'carrier'] as const;
export const kOperators = ['viettel', 'vnpt', 'mobifone', 'vietnamobile', 'gmobile'] as const;

export interface Account {
  user: string;
  role: string;
  operator?: string;
  must_change_password: boolean;
  disabled: boolean;
  second_factor: boolean;
  expires?: string;
  locked_until?: string;
  last_sign_in?: string;
  certificate?: string;
  certificate_expires?: string;
  trained?: string;
  warnings: string[];
  one_time_password?: string;
}

/** What stands in the way of signing in; empty: nothing. */
export function barsOf(account: Account, now: number): ('disabled' | 'locked' | 'expired')[] {
  const bars: ('disabled' | 'locked' | 'expired')[] = [];
  if (account.disabled) bars.push('disabled');
  if (account.locked_until !== undefined && Date.parse(account.locked_until) > now) bars.push('locked');
  if (account.expires !== undefined && Date.parse(account.expires) <= now) bars.push('expired');
  return bars;
}

/** A day of the calendar as the end of that day in Viet Nam (UTC+7), which is what people mean by "until". */
export function endOfDay(day: string): string {
  return day === '' ? '' : new Date(Date.parse(`${day}T23:59:59+07:00`)).toISOString().replace(/\.\d+Z$/, 'Z');
}
