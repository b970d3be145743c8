import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStream, type StreamEvent, type StreamWorld } from '../src/api/events';
import { gather } from '../src/state/gather';
import { hrefOf, parseRoute } from '../src/state/route';

class FakeSource {
  readyState = 0;
  readonly listeners = new Map<string, (event: unknown) => void>();
  constructor(readonly url: string) {}
  addEventListener(kind: string, run: (event: unknown) => void): void {
    this.listeners.set(kind, run);
  }
  close(): void {
    this.readyState = 2;
  }
  fire(kind: string, event: unknown = {}): void {
    this.listeners.get(kind)?.(event);
  }
}

function world() {
  const sources: FakeSource[] = [];
  const waits: { run: () => void; ms: number }[] = [];
  const events: StreamEvent[] = [];
  const seen: string[] = [];
  const made: StreamWorld = {
    connect: (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source as unknown as EventSource;
    },
    later: (run, ms) => waits.push({ run, ms }),
    cancel: () => { waits.length = 0; },
  };
  const stop = openStream('/e', { event: (event) => { events.push(event); }, open: () => { seen.push('open'); }, lost: () => { seen.push('lost'); } }, made);
  return { sources, waits, events, seen, stop };
}

describe('event stream', () => {
  it('resumes after a refusal from the last event it saw, more slowly each time', () => {
    const { sources, waits, events, seen } = world();
    sources[0]?.fire('open');
    sources[0]?.fire('incident', { data: '{"id":12}', lastEventId: '7' });
    sources[0]?.close();
    sources[0]?.fire('error');
    waits[0]?.run();
    expect(sources[1]?.url).toBe('/e?last_event_id=7');
    sources[1]?.close();
    sources[1]?.fire('error');
    expect(waits.map((wait) => wait.ms)).toEqual([1000, 2000]);
    expect(events).toEqual([{ kind: 'incident', data: { id: 12 } }]);
    expect(seen).toEqual(['open', 'lost', 'lost']);
  });

  it('leaves a broken line to the browser, which reconnects by itself', () => {
    const { sources, waits, seen } = world();
    sources[0]?.fire('error');
    expect(waits).toHaveLength(0);
    expect(seen).toEqual(['lost']);
  });

  it('survives data that is not JSON and is silent once stopped', () => {
    const { sources, events, seen, stop } = world();
    sources[0]?.fire('node', { data: '{', lastEventId: '' });
    expect(events).toEqual([{ kind: 'node', data: undefined }]);
    stop();
    sources[0]?.fire('error');
    expect(seen).toEqual([]);
  });
});

describe('routes', () => {
  it.each([
    ['', 'incidents', undefined],
    ['#/incident/12', 'incident', 12],
    ['#/incident/12?state=any', 'incident', 12],
    ['#/incident/x', 'incidents', undefined],
    ['#/nodes?node=lc-01', 'nodes', undefined],
    ['#/nowhere', 'incidents', undefined],
  ])('%s', (hash, view, id) => {
    const route = parseRoute(hash);
    expect([route.view, route.id]).toEqual([view, id]);
  });

  it('come back from the address they make', () => {
    const href = hrefOf('incident', { q: 'Lào Cai & 460', kind: '' }, 12);
    const route = parseRoute(href);
    expect(route.id).toBe(12);
    expect(route.query.get('q')).toBe('Lào Cai & 460');
    expect(route.query.has('kind')).toBe(false);
  });
});

describe('gather', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('makes one call of many and is not starved by a steady stream', () => {
    const run = vi.fn();
    const gathered = gather(run, 1000);
    for (let at = 0; at < 3000; at += 100) {
      gathered();
      vi.advanceTimersByTime(100);
    }
    expect(run).toHaveBeenCalledTimes(3);
  });

  it('can be called off', () => {
    const run = vi.fn();
    const gathered = gather(run, 1000);
    gathered();
    gathered.cancel();
    vi.advanceTimersByTime(2000);
    expect(run).not.toHaveBeenCalled();
  });
});
