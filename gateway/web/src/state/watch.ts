// What the page knows of the province now: incidents, nodes, base map; kept fresh by events and, beneath them, by polling.
import { computed, signal } from '@preact/signals';
import { get, session } from '../api/client';
import { openStream, type StreamEvent } from '../api/events';
import type { Incident, MapBase, Node } from '../api/types';

export const incidents = signal<ReadonlyMap<number, Incident>>(new Map());
export const nodes = signal<readonly Node[]>([]);
export const base = signal<MapBase | undefined>(undefined);
/** Address of the next page of older incidents; undefined when all are here. */
export const olderCursor = signal<string | undefined>(undefined);
/** When the data shown was true, in ms; undefined before the first answer. */
export const dataAt = signal<number | undefined>(undefined);
/** Rises with every event that may concern an incident's detail. */
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

export async function refresh(): Promise<void> {
  try {
    const [page, list] = await Promise.all([
      get<IncidentPage>(`/api/v1/incidents?limit=${kPageSize}`),
      get<{ nodes: Node[] }>('/api/v1/nodes'),
    ]);
    if (dataAt.value === undefined) olderCursor.value = page.next || undefined;
    put(page.incidents);
    nodes.value = list.nodes;
    reachable.value = true;
    dataAt.value = Date.now();
    base.value ??= await get<MapBase>('/api/v1/map');
  } catch {
    reachable.value = false;
  }
}

export async function loadOlder(): Promise<void> {
  if (olderCursor.value === undefined) return;
  const page = await get<IncidentPage>(`/api/v1/incidents?limit=${kPageSize}&cursor=${encodeURIComponent(olderCursor.value)}`);
  put(page.incidents);
  olderCursor.value = page.next || undefined;
}

function isIncident(data: unknown): data is Incident {
  return typeof data === 'object' && data !== null && 'id' in data && 'severity' in data && 'nodes' in data;
}

function isNode(data: unknown): data is Node {
  return typeof data === 'object' && data !== null && 'node' in data && 'state' in data;
}

function incidentIn(kind: string, data: unknown): number | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const value = (data as Record<string, unknown>)[kind === 'incident' ? 'id' : 'incident'];
  return typeof value === 'number' ? value : undefined;
}

async function onEvent({ kind, data }: StreamEvent): Promise<void> {
  const about = incidentIn(kind, data);
  if (kind === 'incident' && isIncident(data)) {
    putIncident(data);
  } else if (kind === 'incident' && about !== undefined) {
    putIncident(await get<Incident>(`/api/v1/incidents/${about}`));
  } else if (kind === 'node' && isNode(data)) {
    const others = nodes.value.filter((node) => node.node !== data.node);
    nodes.value = [...others, data].sort((a, b) => a.node.localeCompare(b.node));
  }
  dataAt.value = Date.now();
  lastEvent.value = about === undefined ? { kind } : { kind, incident: about };
}

/** Starts watching; the function returned stops it and forgets what was seen. */
export function startWatch(): () => void {
  let timer: number | undefined;
  let stopped = false;
  const poll = async (): Promise<void> => {
    window.clearTimeout(timer);
    await refresh();
    if (!stopped && session.value) timer = window.setTimeout(() => void poll(), streaming.value ? kPollLiveMs : kPollAloneMs);
  };
  const closeStream = openStream('/api/v1/events', {
    event: (event) => { onEvent(event).catch(() => undefined); }, // the next poll brings what one event could not
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
    closeStream();
    streaming.value = false;
    incidents.value = new Map();
    nodes.value = [];
    dataAt.value = undefined;
  };
}
