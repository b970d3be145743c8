// The false-alarm certificate: what the rules promised against what people found, with the bound that the numbers allow.
export interface FalseAlarms {
  confirmed: number;
  dismissed: number;
  expected?: number;
}

/** 95 % upper bound of the share of false alarms by Wilson's score (z = 1.645, one side): safe for the few cases of a province. */
export function upperBound(dismissed: number, judged: number): number {
  if (judged === 0) return 1;
  const z = 1.645;
  const p = dismissed / judged;
  const middle = p + (z * z) / (2 * judged);
  const spread = z * Math.sqrt((p * (1 - p)) / judged + (z * z) / (4 * judged * judged));
  return Math.min(1, (middle + spread) / (1 + (z * z) / judged));
}

/** "few": nothing can be said yet; "sure": the rules promised fewer false alarms than were found, beyond chance (Poisson, two sigma). */
export function judgementOf({ confirmed, dismissed, expected }: FalseAlarms): 'few' | 'kept' | 'sure' {
  if (confirmed + dismissed < 10 || expected === undefined) return 'few';
  return dismissed > expected + 2 * Math.sqrt(Math.max(expected, 1)) ? 'sure' : 'kept';
}
