// What a person may do with an incident in each state. The server decides (409); the page only does not offer the impossible.
import { post } from '../api/client';
import type { Incident } from '../api/types';

export type Action = 'acknowledge' | 'confirm' | 'dismiss' | 'close' | 'comment';

const kAllowed: Record<string, readonly Action[]> = {
  open: ['acknowledge', 'confirm', 'dismiss', 'close', 'comment'],
  acknowledged: ['confirm', 'dismiss', 'close', 'comment'],
  confirmed: ['close', 'dismiss', 'comment'], // as gateway/incident/actions.hpp
  dismissed: ['comment'],
  merged: ['comment'],
  closed: ['comment'],
};

export function actionsOf(state: string): readonly Action[] {
  return kAllowed[state] ?? ['comment'];
}

const kActive: readonly string[] = ['open', 'acknowledged', 'confirmed'];

export function isActive(incident: Pick<Incident, 'state'>): boolean {
  return kActive.includes(incident.state);
}

/** A dismissal needs its reason and a comment its text; the rest may carry a comment. */
export function needsText(action: Action): boolean {
  return action === 'dismiss' || action === 'comment';
}

export function bodyOf(action: Action, text: string): Record<string, string> {
  if (action === 'dismiss') return { reason: text };
  return text ? { comment: text } : {};
}

export async function act(id: number, action: Action, text: string): Promise<Incident | undefined> {
  return post<Incident>(`/api/v1/incidents/${id}/${action}`, bodyOf(action, text.trim().normalize('NFC')));
}

/** Two incidents become one: `id` ends as merged. */
export async function mergeInto(id: number, into: number): Promise<void> {
  await post(`/api/v1/incidents/${id}/merge`, { into });
}

export async function linkTo(id: number, incident: number): Promise<void> {
  await post(`/api/v1/incidents/${id}/link`, { incident });
}

/** These observations are another cause; the answer is the new incident. */
export async function splitOff(id: number, observations: readonly number[]): Promise<Incident | undefined> {
  return post<Incident>(`/api/v1/incidents/${id}/split`, { observations });
}

export async function assignTo(id: number, owner: string): Promise<void> {
  await post(`/api/v1/incidents/${id}/assign`, { owner });
}
