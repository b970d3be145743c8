// Which step a person may take with a ticket in each state. The server decides; the page only does not offer the impossible.
export type Step = 'approve' | 'send' | 'verify' | 'close' | 'reject' | 'cancel' | 'comment';

const kSteps: Record<string, readonly Step[]> = {
  draft: ['approve', 'reject', 'comment'],
  approved: ['send', 'cancel', 'comment'],
  sent: ['cancel', 'comment'],
  acknowledged: ['cancel', 'comment'],
  inProgress: ['cancel', 'comment'],
  pending: ['cancel', 'comment'],
  held: ['cancel', 'comment'],
  resolved: ['verify', 'comment'],
  verified: ['close', 'comment'],
};

export const kVerdicts = ['ours', 'not_ours', 'need_information'] as const;
export type Verdict = (typeof kVerdicts)[number];

/** Only the people of the DST who answer for it approve and send; a carrier answers instead. */
export function stepsOf(state: string, role: string): readonly Step[] {
  if (role === 'administrator' || role === 'supervisor') return kSteps[state] ?? [];
  return role === 'operator' && kSteps[state] ? ['comment'] : [];
}

export function mayAnswer(state: string, role: string): boolean {
  return role === 'carrier' && ['sent', 'acknowledged', 'inProgress', 'pending', 'held'].includes(state);
}

export function needsReason(step: Step): boolean {
  return step === 'reject' || step === 'cancel' || step === 'comment';
}

export function bodyOfStep(step: Step, text: string): Record<string, string> {
  if (step === 'reject' || step === 'cancel') return { reason: text };
  return text ? { comment: text } : {};
}
