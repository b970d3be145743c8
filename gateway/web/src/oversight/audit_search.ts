// The audit's search as the gateway wants it, from the page's address. Days are days in Viet Nam (UTC+7).
const kWords = ['actor', 'action', 'subject'] as const;

function instant(day: string, clock: string): string | undefined {
  const at = Date.parse(`${day}T${clock}+07:00`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function searchOf(query: URLSearchParams): string {
  const search = new URLSearchParams();
  for (const name of kWords) {
    const value = query.get(name);
    if (value) search.set(name, value);
  }
  const since = instant(query.get('from') ?? '', '00:00:00');
  const until = instant(query.get('to') ?? '', '23:59:59');
  if (since) search.set('since', since);
  if (until) search.set('until', until);
  return search.toString();
}
