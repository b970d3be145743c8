// Server-sent events with resume. The browser re-sends Last-Event-ID after a broken line by itself; after a refusal (a proxy's
// 502, a restart) it gives up, so we open a new stream that names the last event in the address.

export interface StreamEvent {
  kind: string;
  data: unknown;
}

export interface StreamHandlers {
  event(event: StreamEvent): void;
  open(): void;
  lost(): void;
}

type Source = Pick<EventSource, 'addEventListener' | 'close' | 'readyState'>;

export interface StreamWorld {
  connect(url: string): Source;
  later(run: () => void, ms: number): number;
  cancel(timer: number): void;
}

const kKinds = ['incident', 'node', 'ticket', 'observation'];
const kClosed = 2; // EventSource.CLOSED
const kFirstRetryMs = 1000;
const kLastRetryMs = 30_000;

const browserWorld: StreamWorld = {
  connect: (url) => new EventSource(url),
  later: (run, ms) => window.setTimeout(run, ms),
  cancel: (timer) => { window.clearTimeout(timer); },
};

/** Returns the function that stops it. */
export function openStream(path: string, handlers: StreamHandlers, world: StreamWorld = browserWorld): () => void {
  let source: Source | undefined;
  let timer: number | undefined;
  let lastId = '';
  let retryMs = kFirstRetryMs;
  let stopped = false;

  const connect = (): void => {
    source = world.connect(lastId ? `${path}?last_event_id=${encodeURIComponent(lastId)}` : path);
    source.addEventListener('open', () => {
      retryMs = kFirstRetryMs;
      handlers.open();
    });
    source.addEventListener('error', () => {
      if (stopped) return;
      handlers.lost();
      if (source?.readyState !== kClosed) return;
      timer = world.later(connect, retryMs);
      retryMs = Math.min(retryMs * 2, kLastRetryMs);
    });
    for (const kind of kKinds) {
      source.addEventListener(kind, (raw) => {
        const message = raw as MessageEvent<string>;
        if (message.lastEventId) lastId = message.lastEventId;
        handlers.event({ kind, data: parse(message.data) });
      });
    }
  };
  connect();
  return () => {
    stopped = true;
    if (timer !== undefined) world.cancel(timer);
    source?.close();
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the poll that follows brings the truth
  }
}
