// The last state this browser saw, so that a page opened while the gateway is down shows it, marked with its time, instead of
// nothing. Kept in the cache storage of this origin and removed at sign-out: the next person at this PC finds nothing.
import type { Incident, MapBase, Node, SessionInfo } from '../api/types';

export interface LastState {
  at: number;
  session: SessionInfo;
  incidents: Incident[];
  nodes: Node[];
  base?: MapBase;
}

const kCache = 'songbien-last';
const kKey = '/last-state';

/** Undefined where the browser has no cache storage (a plain-HTTP address that is not loopback). */
const storage = (): CacheStorage | undefined => (typeof caches === 'undefined' ? undefined : caches);

export async function keepLast(state: LastState): Promise<void> {
  const session = { ...state.session, csrf_token: '' }; // what may act is never written down
  const cache = await storage()?.open(kCache);
  await cache?.put(kKey, new Response(JSON.stringify({ ...state, session }), { headers: { 'Content-Type': 'application/json' } }));
}

export async function readLast(): Promise<LastState | undefined> {
  try {
    const cache = await storage()?.open(kCache);
    const kept = await cache?.match(kKey);
    return kept ? ((await kept.json()) as LastState) : undefined;
  } catch {
    return undefined; // unreadable is as good as absent
  }
}

export async function forgetLast(): Promise<void> {
  await storage()?.delete(kCache);
}
