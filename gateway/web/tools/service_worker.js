// Keeps the shell of the page, so that it opens while the gateway is down. It never touches /api: what the page shows of the
// province comes from the gateway or, marked with its time, from the page's own last state (src/state/last.ts).
/* global self, caches, fetch, URL */
const kCache = `songbien-shell-${__VERSION__}`;
const kFiles = __FILES__;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(kCache).then((cache) => cache.addAll(kFiles)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('songbien-shell-') && name !== kCache;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

// The document itself comes from the gateway when it answers: a new build is seen at the next load.
async function documentFor(request) {
  const fresh = await fetch(request).catch(() => undefined);
  return fresh?.ok ? fresh : ((await caches.match('./')) ?? fresh ?? Response.error());
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && url.pathname === new URL('./', self.location).pathname) event.respondWith(documentFor(request));
  else if (/\/assets\/|\/favicon\.svg$/.test(url.pathname)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
