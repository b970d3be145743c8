// A stand-in for the gateway, for work on the page and for its tests: the built page under the gateway's own content security
// policy, the JSON of gateway/api/README.md, sessions, actions and server-sent events. Never shipped.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ledgersAt, makeWorld, map } from './fixtures.mjs';
import { makeViews } from './views.mjs';

const kTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.woff': 'font/woff' };
const kPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const kNext = {
  acknowledge: { from: ['open'], to: 'acknowledged' },
  confirm: { from: ['open', 'acknowledged'], to: 'confirmed' },
  dismiss: { from: ['open', 'acknowledged', 'confirmed'], to: 'dismissed' },
  close: { from: ['open', 'acknowledged', 'confirmed'], to: 'closed' },
  comment: { from: ['open', 'acknowledged', 'confirmed', 'dismissed', 'merged', 'closed'] },
};

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    this.status = status;
  }
}

async function bodyOf(request) {
  let text = '';
  for await (const part of request) text += part;
  return text ? JSON.parse(text) : {};
}

/** Starts it; `password` is the one-time password of user "operator". Port 0 picks a free one. */
export async function startMock({ dist, port = 0, password = 'mot-lan-thoi-01', role = 'supervisor', clusters }) {
  const world = makeWorld();
  const views = makeViews(world, map, { clusters });
  const account = { password, mustChange: true };
  const sessions = new Map();
  const streams = new Set();
  const history = [];
  let refusing = false;

  const sessionOf = (request) => sessions.get(/sb_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1]);
  const sessionJson = (session) => ({ user: 'operator', role, csrf_token: session.csrf, must_change_password: account.mustChange, expires: new Date(Date.now() + 8 * 3600e3).toISOString() });

  function emit(kind, data) {
    const text = `id: ${history.length + 1}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
    history.push(text);
    for (const stream of streams) stream.write(text);
  }

  function openEvents(request, response, url) {
    const last = Number(request.headers['last-event-id'] ?? url.searchParams.get('last_event_id') ?? history.length);
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(`retry: 1000\n\n${history.slice(last).join('')}`);
    streams.add(response);
    request.on('close', () => streams.delete(response));
  }

  function incidentOf(id) {
    const incident = world.incidents.find((each) => each.id === id);
    if (!incident) throw new Refusal(404, 'not_found');
    return incident;
  }

  function act(incident, verb, body, session) {
    const rule = kNext[verb];
    if (!rule) throw new Refusal(404, 'not_found');
    if ((verb === 'dismiss' && !body.reason) || (verb === 'comment' && !body.comment)) throw new Refusal(400, 'bad_request');
    if (!rule.from.includes(incident.state)) throw new Refusal(409, 'conflict');
    if (rule.to) incident.state = rule.to;
    world.audit.get(incident.id).push({ at: new Date().toISOString(), actor: session.user, action: `incident.${verb}`, subject: `incident/${incident.id}`, detail: body });
    emit('incident', { id: incident.id });
    return incident;
  }

  function read(path, query) {
    const one = /^\/incidents\/(\d+)$/.exec(path);
    if (one) {
      const incident = incidentOf(Number(one[1]));
      return {
        ...incident, observations: [...world.observations.get(incident.id)].reverse(), audit: world.audit.get(incident.id),
        tickets: world.tickets.filter((ticket) => ticket.incident === incident.id), levels: world.levels(incident.id),
      };
    }
    const wanted = query.get('state') === 'active' ? ['open', 'acknowledged', 'confirmed'] : undefined;
    const incidents = world.incidents.filter((incident) => wanted?.includes(incident.state) ?? true).slice(-world.mostAtOnce);
    const answers = { '/incidents': { incidents }, '/nodes': { nodes: world.nodes }, '/cells': { cells: world.cells }, '/tickets': { tickets: world.tickets }, '/map': map, ...ledgersAt(Date.now()) };
    const answer = answers[path] ?? views.read(path, query, Date.now());
    if (!answer) throw new Refusal(404, 'not_found');
    return answer;
  }

  function actOnTicket(ticket, step, body) {
    const next = { approve: 'approved', send: 'sent', verify: 'verified', close: 'closed', reject: 'rejected', cancel: 'cancelled' };
    if (step === 'answer') Object.assign(ticket, { answer: body.verdict, answer_text: body.text, state: 'acknowledged' });
    else if (next[step]) ticket.state = next[step];
    emit('ticket', { id: ticket.id });
    return ticket;
  }

  function write(path, body, session) {
    const [, kind, id, verb] = /^\/(incidents|tickets)\/(\d+)\/(\w+)$/.exec(path) ?? [];
    if (kind === 'incidents') return act(incidentOf(Number(id)), verb, body, session);
    const ticket = world.tickets.find((each) => each.id === Number(id));
    if (kind === 'tickets' && ticket) return actOnTicket(ticket, verb, body);
    const [, node] = /^\/nodes\/([\w-]+)\/spectrum$/.exec(path) ?? [];
    if (node) return views.order(node, body, session.user, Date.now());
    if (path === '/suppressions/dry-run') return { would_have_hidden: 41, confirmed_among_them: 2, incidents: [4] };
    if (path === '/suppressions' || path === '/reports') return body;
    throw new Refusal(404, 'not_found');
  }

  async function session(request, path) {
    if (request.method === 'POST' && path === '/session') {
      const body = await bodyOf(request);
      if (body.user !== 'operator' || body.password !== account.password) throw new Refusal(401, 'unauthorized');
      const token = randomBytes(16).toString('hex');
      sessions.set(token, { user: 'operator', csrf: randomBytes(16).toString('hex') });
      return { cookie: `sb_session=${token}; HttpOnly; SameSite=Strict; Path=/`, json: { token, ...sessionJson(sessions.get(token)) } };
    }
    const mine = sessionOf(request);
    if (!mine) throw new Refusal(401, 'unauthorized');
    if (request.method === 'GET') return { json: sessionJson(mine) };
    if (request.headers['x-csrf-token'] !== mine.csrf) throw new Refusal(403, 'forbidden');
    if (request.method === 'DELETE') return { cookie: 'sb_session=; Path=/; Max-Age=0' };
    const body = await bodyOf(request);
    if (body.old_password !== account.password) throw new Refusal(401, 'unauthorized');
    account.password = body.new_password;
    account.mustChange = false;
    return {};
  }

  async function api(request, response, url) {
    const path = url.pathname.slice('/api/v1'.length);
    if (path.startsWith('/session')) {
      const { cookie, json } = await session(request, path);
      response.writeHead(json ? 200 : 204, { 'Content-Type': 'application/json', ...(cookie ? { 'Set-Cookie': cookie } : {}) });
      response.end(json && JSON.stringify(json));
      return;
    }
    const mine = sessionOf(request);
    if (!mine) throw new Refusal(401, 'unauthorized');
    if (path === '/events') {
      openEvents(request, response, url);
      return;
    }
    let answer;
    if (request.method === 'POST') {
      if (request.headers['x-csrf-token'] !== mine.csrf) throw new Refusal(403, 'forbidden');
      answer = write(path, await bodyOf(request), mine);
    } else {
      answer = read(path, url.searchParams);
    }
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    response.end(JSON.stringify(answer));
  }

  function page(response, path) {
    const file = join(dist, normalize(path === '/' ? '/index.html' : path));
    if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) throw new Refusal(404, 'not_found');
    response.writeHead(200, { 'Content-Type': kTypes[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': kPolicy });
    response.end(readFileSync(file));
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://localhost');
    const answer = async () => {
      if (refusing) throw new Refusal(503, 'internal');
      if (url.pathname.startsWith('/api/')) await api(request, response, url);
      else page(response, url.pathname);
    };
    answer().catch((error) => {
      response.writeHead(error.status ?? 500, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ error: { code: error.status ? error.message : 'internal', message: error.message } }));
    });
  });
  await new Promise((resolve) => { server.listen(port, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    user: 'operator',
    password,
    world,
    emit,
    /** Down: streams break and every request is refused, as behind a proxy whose gateway restarts. */
    setDown(down) {
      refusing = down;
      if (down) for (const stream of streams) stream.destroy();
    },
    close() {
      for (const stream of streams) stream.destroy();
      server.close();
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const dist = process.env.SB_WEB_DIST ?? fileURLToPath(new URL('../dist', import.meta.url));
  const mock = await startMock({ dist, port: Number(process.env.PORT ?? 8080) });
  console.log(`${mock.url}  user ${mock.user}  one-time password ${mock.password}`);
}
