// A stand-in for the gateway, for work on the page and for its tests: the built page under the gateway's own content security
// policy, the JSON of gateway/api/README.md, sessions, actions and server-sent events. Never shipped.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ledgersAt, makeWorld, map } from './fixtures.mjs';
import { accountsAt, enrolmentOf, kFigures, kPhoto, kStanding, previewOf, sheetsAt } from './work.mjs';

const kTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.woff': 'font/woff' };
// As gateway/api/connection.cpp says it.
const kPolicy = "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const kNext = {
  acknowledge: { from: ['open'], to: 'acknowledged' },
  confirm: { from: ['open', 'acknowledged'], to: 'confirmed' },
  dismiss: { from: ['open', 'acknowledged', 'confirmed'], to: 'dismissed' },
  close: { from: ['open', 'acknowledged', 'confirmed'], to: 'closed' },
  merge: { from: ['open', 'acknowledged', 'confirmed'], to: 'merged' },
  assign: { from: ['open', 'acknowledged', 'confirmed'] },
  link: { from: ['open', 'acknowledged', 'confirmed', 'dismissed', 'merged', 'closed'] },
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
  if (/csv|spreadsheet/.test(request.headers['content-type'] ?? '')) return text;
  return text ? JSON.parse(text) : {};
}

/** Starts it; `password` is the one-time password of user "operator". Port 0 picks a free one. */
export async function startMock({ dist, port = 0, password = 'mot-lan-thoi-01', role = 'supervisor' }) {
  const world = { ...makeWorld(), accounts: accountsAt(Date.now()), sheets: sheetsAt(Date.now()), commands: [], suppressions: [], reads: [] };
  const account = { password, mustChange: true };
  const sessions = new Map();
  const streams = new Set();
  const history = [];
  let refusing = false;

  const sessionOf = (request) => sessions.get(/sb_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1]);
  const sessionJson = (session) => ({ user: 'operator', role, csrf_token: session.csrf, must_change_password: account.mustChange, expires: new Date(Date.now() + 8 * 3600e3).toISOString(), second_factor: false, ...(role === 'carrier' ? { operator: 'mobifone' } : {}) });

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
    if (verb === 'assign') incident.owner = body.owner || undefined;
    if (verb === 'link') for (const [a, b] of [[incident, incidentOf(body.incident)], [incidentOf(body.incident), incident]]) a.links.push({ incident: b.id, relation: 'by_hand' });
    if (verb === 'merge') incident.merged_into = incidentOf(body.into).id;
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
    const sheets = /^\/nodes\/([\w-]+)\/acceptance$/.exec(path);
    if (sheets) return { sheets: world.sheets[sheets[1]] ?? [] };
    if (/^\/nodes\/[\w-]+\/commands$/.test(path)) return { commands: world.commands };
    if (/^\/registry\/\w+$/.test(path)) return { cells: kStanding };
    if (path === '/kpi') return { ...ledgersAt(Date.now())['/kpi'], ...kFigures, since: query.get('since'), until: new Date().toISOString(), false_alarms: { confirmed: 16, dismissed: 1, expected: 1.4 } };
    if (path === '/accounts') return { accounts: world.accounts };
    if (path === '/evidence') return { reads: world.reads };
    const wanted = query.get('state') === 'active' ? ['open', 'acknowledged', 'confirmed'] : undefined;
    const incidents = world.incidents.filter((incident) => wanted?.includes(incident.state) ?? true);
    const answers = { '/incidents': { incidents }, '/nodes': { nodes: world.nodes }, '/cells': { cells: world.cells }, '/tickets': { tickets: world.tickets }, '/map': map, ...ledgersAt(Date.now()) };
    if (!answers[path]) throw new Refusal(404, 'not_found');
    return answers[path];
  }

  function actOnTicket(ticket, step, body) {
    const next = { approve: 'approved', send: 'sent', verify: 'verified', close: 'closed', reject: 'rejected', cancel: 'cancelled' };
    if (step === 'answer') Object.assign(ticket, { answer: body.verdict, answer_text: body.text, state: 'acknowledged' });
    else if (next[step]) ticket.state = next[step];
    emit('ticket', { id: ticket.id });
    return ticket;
  }

  function batch({ ids, action, reason }, session) {
    const answer = { done: [], refused: [] };
    for (const id of ids) {
      try {
        act(incidentOf(id), action, { reason, comment: reason }, session);
        answer.done.push(id);
      } catch (error) {
        answer.refused.push({ id, message: error.message });
      }
    }
    return answer;
  }

  function split(incident, { observations }) {
    const rest = world.observations.get(incident.id);
    const id = Math.max(...world.incidents.map((each) => each.id)) + 1;
    const made = { ...structuredClone(incident), id, observation_count: observations.length, state: 'open' };
    world.incidents.push(made);
    world.observations.set(id, rest.filter((each) => observations.includes(each.id)));
    world.observations.set(incident.id, rest.filter((each) => !observations.includes(each.id)));
    world.audit.set(id, []);
    emit('incident', { id });
    return made;
  }

  function manualCase(body) {
    const id = Math.max(...world.incidents.map((each) => each.id)) + 1;
    const commune = map.communes.find((each) => each.code === body.commune_code);
    const at = new Date().toISOString();
    const made = {
      id, kind: body.kind, title: body.title, severity: 'medium', impact: 'low', state: 'open', first_seen: at, last_seen: at, nodes: [], exercise: false, manual: true, observation_count: 0, links: [], refuted_by: [],
      place: { commune_code: commune.code, commune: commune.name, latitude: commune.latitude, longitude: commune.longitude, uncertainty_m: 5000 }, verdict: { confidence: 1, reasons: [] },
    };
    world.incidents.push(made);
    world.observations.set(id, []);
    world.audit.set(id, [{ at, actor: 'operator', action: 'incident.manual', subject: `incident/${id}`, detail: { comment: body.text } }]);
    emit('incident', { id });
    return made;
  }

  /** What people and nodes are asked for; undefined: not one of these. */
  function work(path, body, session) {
    const [, splitId] = /^\/incidents\/(\d+)\/split$/.exec(path) ?? [];
    if (splitId) return split(incidentOf(Number(splitId)), body);
    if (path === '/incidents') return manualCase(body);
    if (path === '/incidents/batch') return batch(body, session);
    const [, operator] = /^\/registry\/(\w+)\/(?:preview|import)$/.exec(path) ?? [];
    if (operator) return previewOf(body, operator);
    if (path === '/nodes/enrolments') return enrolmentOf(body, Date.now());
    const [, node] = /^\/nodes\/([\w-]+)\/acceptance\/approve$/.exec(path) ?? [];
    if (node) {
      Object.assign(world.sheets[node][0], { state: 'approved', approved: new Date().toISOString(), approved_by: session.user, comment: body.comment });
      return { sheets: world.sheets[node] };
    }
    const [, kind] = /^\/nodes\/[\w-]+\/(listen|calibrate)$/.exec(path) ?? [];
    if (kind) {
      const at = new Date().toISOString();
      const command = { command: randomBytes(12).toString('hex'), kind, by: session.user, created: at, expires: at, state: 'queued' };
      world.commands.unshift(command);
      return command;
    }
    if (path === '/accounts') return changeAccount(body);
    return undefined;
  }

  function changeAccount({ user, reset_password, drop_second_factor, ...change }) {
    let found = world.accounts.find((each) => each.user === user);
    const fresh = !found;
    if (fresh) world.accounts.push(found = { user, must_change_password: true, disabled: false, second_factor: false, warnings: [] });
    Object.assign(found, Object.fromEntries(Object.entries(change).filter(([, value]) => value !== '')));
    if (drop_second_factor) found.second_factor = false;
    if (reset_password) delete found.locked_until;
    return fresh || reset_password ? { ...found, one_time_password: 'KXQ4-7ZPD-MOT-LAN' } : found;
  }

  function write(path, body, session) {
    const worked = work(path, body, session);
    if (worked) return worked;
    const [, kind, id, verb] = /^\/(incidents|tickets)\/(\d+)\/(\w+)$/.exec(path) ?? [];
    if (kind === 'incidents') return act(incidentOf(Number(id)), verb, body, session);
    const ticket = world.tickets.find((each) => each.id === Number(id));
    if (kind === 'tickets' && ticket) return actOnTicket(ticket, verb, body);
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
    if (path === '/session/second-factor') return { json: { secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x', qr_svg: enrolmentOf({}, 0).qr_svg } };
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
    if (/\/acceptance\/photo$/.test(path)) {
      response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(kPhoto);
      return;
    }
    let answer;
    if (request.method === 'POST' || request.method === 'PATCH') {
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
