// What the page knows of the province now: incidents, nodes, base map; kept fresh by events and, beneath them, by polling.
import { computed, signal } from '@preact/signals';
import { get, session, standIn } from '../api/client';
import { openStream, type StreamEvent } from '../api/events';
import type { Incident, MapBase, Node } from '../api/types';
import { gather } from './gather';
import { keepLast } from './last';

export const incidents = signal<ReadonlyMap<number, Incident>>(new Map());
export const nodes = signal<readonly Node[]>([]);
export const base = signal<MapBase | undefined>(undefined);
/** Address of the next page of older incidents; undefined when all are here. */
export const olderCursor = signal<string | undefined>(undefined);
/** When the data shown was true, in ms; undefined before the first answer. */
export const dataAt = signal<number | undefined>(undefined);
/** The latest event, and the incident it names; kind "poll" when everything may have changed. Details reload by it. */
export const lastEvent = signal<{ kind: string; incident?: number }>({ kind: '' });

const streaming = signal(false);
const reachable = signal(true);

export type Link = 'connecting' | 'live' | 'polling' | 'lost';
export const link = computed<Link>(() => {
  if (dataAt.value === undefined) return reachable.value ? 'connecting' : 'lost';
  if (!reachable.value) return 'lost';
  return streaming.value ? 'live' : 'polling';
});

const kPageSize = 200;
const kPollLiveMs = 60_000; // a half-open line shows no error: the slow poll finds it
const kPollAloneMs = 10_000;
const kGatherMs = 1500;

interface IncidentPage {
  incidents: Incident[];
  next?: string;
}

function put(list: readonly Incident[]): void {
  const merged = new Map(incidents.value);
  for (const incident of list) merged.set(incident.id, incident);
  incidents.value = merged;
}

export function putIncident(incident: Incident): void {
  put([incident]);
}

/** What is being handled, however old, and the latest of everything. */
export async function refresh(): Promise<void> {
  try {
    const [active, page, list] = await Promise.all([
      get<IncidentPage>(`/api/v1/incidents?state=active&limit=${kPageSize}`),
      get<IncidentPage>(`/api/v1/incidents?limit=${kPageSize}`),
      get<{ nodes: Node[] }>('/api/v1/nodes'),
    ]);
    if (dataAt.value === undefined) olderCursor.value = page.next || undefined;
    if (!session.value) return; // signed out while asking
    put([...active.incidents, ...page.incidents]);
    nodes.value = list.nodes;
    reachable.value = true;
    dataAt.value = Date.now();
    base.value ??= await get<MapBase>('/api/v1/map');
    remember(list.nodes);
  } catch {
    reachable.value = false;
  }
}

/** What a page opened while the gateway is down will show. A browser that refuses to keep it only loses that. */
function remember(list: readonly Node[]): void {
  if (!session.value || dataAt.value === undefined) return;
  const kept = { at: dataAt.value, session: session.value, incidents: [...incidents.value.values()], nodes: [...list] };
  void keepLast(base.value ? { ...kept, base: base.value } : kept).catch(() => undefined);
}

function showStandIn(): void {
  const last = standIn.value;
  if (!last) return;
  put(last.incidents);
  nodes.value = last.nodes;
  base.value ??= last.base;
  reachable.value = false;
  dataAt.value = last.at;
}

export async function loadOlder(): Promise<void> {
  if (olderCursor.value === undefined) return;
  const page = await get<IncidentPage>(`/api/v1/incidents?limit=${kPageSize}&cursor=${encodeURIComponent(olderCursor.value)}`);
  put(page.incidents);
  olderCursor.value = page.next || undefined;
}

function incidentIn({ kind, data }: StreamEvent): number | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const value = (data as Record<string, unknown>)[kind === 'incident' ? 'id' : 'incident'];
  return typeof value === 'number' ? value : undefined;
}

/** Starts watching; the function returned stops it and forgets what was seen. */
export function startWatch(): () => void {
  showStandIn();
  let timer: number | undefined;
  let stopped = false;
  const poll = async (): Promise<void> => {
    window.clearTimeout(timer);
    await refresh();
    lastEvent.value = { kind: 'poll' };
    if (!stopped && session.value) timer = window.setTimeout(() => void poll(), streaming.value ? kPollLiveMs : kPollAloneMs);
  };
  const gathered = gather(() => void refresh(), kGatherMs);
  const closeStream = openStream('/api/v1/events', {
    event: (event) => {
      dataAt.value = Date.now();
      const incident = incidentIn(event);
      lastEvent.value = incident === undefined ? { kind: event.kind } : { kind: event.kind, incident };
      if (event.kind !== 'observation') gathered(); // an observation that changes the list is followed by its incident's event
    },
    open: () => {
      const wasLost = !streaming.value && dataAt.value !== undefined;
      streaming.value = true;
      if (wasLost) void poll();
    },
    lost: () => {
      streaming.value = false;
      void poll();
    },
  });
  void poll();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
    gathered.cancel();
    closeStream();
    streaming.value = false;
    incidents.value = new Map();
    nodes.value = [];
    dataAt.value = undefined;
  };
}
