// Requests to the gateway's own origin. The session rides in an HttpOnly cookie; every change carries the CSRF token.
import { effect, signal } from '@preact/signals';
import { forgetLast, readLast, type LastState } from '../state/last';
import type { SessionInfo } from './types';

/** undefined: not asked yet; null: signed out. */
export const session = signal<SessionInfo | null | undefined>(undefined);

/** status 0: the gateway could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const kSession = '/api/v1/session';

// Whether a cookie may exist: script cannot read an HttpOnly one, and asking in vain is an error in every console.
const kMaybeSignedIn = 'songbien.signed-in';
effect(() => {
  if (session.value) localStorage.setItem(kMaybeSignedIn, 'yes');
  if (session.value === null) {
    localStorage.removeItem(kMaybeSignedIn);
    void forgetLast(); // signed out or expired: the next person at this PC finds nothing
  }
});

async function errorOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as { error?: { code?: string; message?: string } };
  return new ApiError(response.status, body.error?.code ?? 'internal', body.error?.message ?? response.statusText);
}

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body instanceof Blob) headers['Content-Type'] = body.type;
  else if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET' && session.value) headers['X-CSRF-Token'] = session.value.csrf_token;
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (body !== undefined) init.body = body instanceof Blob ? body : JSON.stringify(body);
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, 'unreachable', 'the gateway does not answer');
  });
  if (response.ok) return response;
  const error = await errorOf(response);
  if (error.status === 401 && path !== kSession) session.value = null;
  throw error;
}

export async function get<T>(path: string): Promise<T> {
  return (await (await call('GET', path)).json()) as T;
}

/** Answer of the server, or undefined for 204. */
export async function post<T>(path: string, body: unknown): Promise<T | undefined> {
  const response = await call('POST', path, body);
  return response.status === 204 ? undefined : ((await response.json()) as T);
}

/** PATCH, where a change names what it changes. */
export async function patch<T>(path: string, body: unknown): Promise<T> {
  return (await (await call('PATCH', path, body)).json()) as T;
}

/** The first question of the page found no gateway; it is asked again. */
export const unreachable = signal(false);
/** The last state this browser saw, standing in for a gateway that does not answer: to be read, not acted on. */
export const standIn = signal<LastState | undefined>(undefined);
const kAskAgainMs = 5000;

/** Asks who we are, until somebody answers. A page load without a session is not an error. */
export async function resumeSession(): Promise<void> {
  if (localStorage.getItem(kMaybeSignedIn) === null) {
    session.value = null;
    return;
  }
  try {
    session.value = await get<SessionInfo>(kSession);
    unreachable.value = false;
    standIn.value = undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      session.value = null;
      return;
    }
    unreachable.value = true;
    standIn.value ??= await readLast();
    if (standIn.value) session.value ??= standIn.value.session;
    window.setTimeout(() => void resumeSession(), kAskAgainMs);
  }
}

/** Answers 401 "code_needed" when the password was right and the authenticator's code is wanted besides. */
export async function signIn(user: string, password: string, code: string): Promise<void> {
  session.value = (await post<SessionInfo>(kSession, code ? { user, password, code } : { user, password })) ?? null;
}

export async function changePassword(old_password: string, new_password: string): Promise<void> {
  await post(`${kSession}/password`, { old_password, new_password });
  await resumeSession();
}

export async function signOut(): Promise<void> {
  await call('DELETE', kSession).catch(() => undefined); // gone or unreachable: this page forgets it either way
  session.value = null;
}
