// Every view is an address: #/incidents?kind=spillover, #/incident/12, #/case, #/nodes, #/cells?q=460, #/spillover.
import { signal } from '@preact/signals';

const kLedgers = ['nodes', 'cells', 'spillover', 'tickets', 'shift', 'silence', 'oversight', 'install', 'accounts', 'account', 'registry'] as const;
type Ledger = (typeof kLedgers)[number];

export interface Route {
  view: 'incidents' | 'incident' | 'case' | Ledger;
  id?: number;
  query: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [view = '', id = ''] = path.split('/');
  const query = new URLSearchParams(search);
  if (view === 'incident' && /^\d+$/.test(id)) return { view, id: Number(id), query };
  if (view === 'case') return { view, query };
  const ledger = kLedgers.find((each) => each === view);
  if (ledger) return { view: ledger, query };
  return { view: 'incidents', query };
}

export function hrefOf(view: Route['view'], query: Record<string, string> = {}, id?: number): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#/${view}${id === undefined ? '' : `/${id}`}${search ? `?${search}` : ''}`;
}

const hasWindow = typeof window !== 'undefined';
export const route = signal<Route>(parseRoute(hasWindow ? window.location.hash : ''));

if (hasWindow) {
  window.addEventListener('hashchange', () => {
    route.value = parseRoute(window.location.hash);
  });
}

export function go(href: string): void {
  window.location.hash = href;
}

/** The filters of the list as they stand, without what is said of one incident's page. */
export function listQuery(): Record<string, string> {
  return Object.fromEntries([...route.value.query].filter(([name]) => name !== 'part'));
}

/** Changes parameters of this view without a step in the history: typing a search must not fill the back button. */
export function refine(change: Record<string, string>): void {
  const current = Object.fromEntries(route.value.query);
  const href = hrefOf(route.value.view, { ...current, ...change }, route.value.id);
  window.history.replaceState(null, '', href);
  route.value = parseRoute(href);
}
