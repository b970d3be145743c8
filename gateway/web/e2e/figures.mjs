// The page's figures (docs/performance/web.md), measured in Debian's Chromium without a GPU. Not a check: a busy machine is no fault of the page.
//   npm run build && npm run figures                                   against the mock
//   SB_GATEWAY=../../build/release/gateway/songbien-gateway npm run figures     the real gateway with 50 000 observations as well
//   SB_WALL_TURNS=7200 npm run figures                                 the wall's day, whole (six minutes); without it a sixth of one
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startMock } from '../mock/server.mjs';
import { dist, enter, openBrowser } from './browser.mjs';

const wallTurns = Number(process.env.SB_WALL_TURNS ?? 1200);
const kTurnMs = 50;
const kRuns = 5;
const say = (name, value) => { console.log(`${name.padEnd(44)} ${value}`); };
const sorted = (list) => [...list].sort((a, b) => a - b);
const quantile = (list, part) => sorted(list)[Math.min(list.length - 1, Math.floor(part * list.length))];
const ms = (value) => `${Math.round(value)} ms`;

async function signedIn(gateway, cold = false) {
  const browser = await openBrowser(gateway.url);
  await browser.page.goto(`${gateway.url}/`);
  await browser.page.waitForSelector('input[name=user]');
  await enter(browser.page, gateway);
  if (!cold) await browser.page.waitForSelector('.map-canvas[data-ready=true]');
  return browser;
}

/** From the press of Enter in the address bar to the list with its incidents and the map with its canvas; nothing from the cache. */
async function loading(gateway, name) {
  const browser = await signedIn(gateway);
  const { page } = browser;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const [paints, usables] = [[], []];
  for (let run = 0; run < kRuns; run += 1) {
    await page.goto('about:blank');
    await page.goto(`${gateway.url}/#/incidents`);
    await page.waitForSelector('.row');
    await page.waitForSelector('.map-canvas[data-ready=true] canvas');
    const [paint, usable] = await page.evaluate(() => [window.performance.getEntriesByName('first-contentful-paint')[0].startTime, window.performance.now()]);
    paints.push(paint);
    usables.push(usable);
  }
  say(`${name}: first contentful paint (goal 1 s)`, `${ms(quantile(paints, 0.5))} median, ${ms(Math.max(...paints))} worst of ${kRuns}`);
  say(`${name}: usable, list and map (goal 2,5 s)`, `${ms(quantile(usables, 0.5))} median, ${ms(Math.max(...usables))} worst of ${kRuns}`);
  const foreign = browser.complaints.filter((each) => !each.includes('about:blank'));
  say(`${name}: console errors, foreign requests`, foreign.length === 0 ? '0' : foreign.join('; '));
  await browser.close();
}

/** Drags the map to and fro; the time between frames while the button is down. */
async function panning(gateway, marks) {
  const browser = await signedIn(gateway);
  const { page } = browser;
  await page.goto(`${gateway.url}/#/incidents?layer=observations`);
  await page.waitForFunction((count) => Number(document.querySelector('.map-canvas')?.dataset.counts) >= count, marks);
  await page.waitForTimeout(1500);
  const box = await page.locator('.map-canvas').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.evaluate(() => {
    window.sbFrames = [];
    let last = window.performance.now();
    const frame = (now) => {
      window.sbFrames.push(now - last);
      last = now;
      window.requestAnimationFrame(frame);
    };
    window.requestAnimationFrame(frame);
  });
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.evaluate(() => { window.sbFrames.length = 0; });
  for (let step = 0; step < 240; step += 1) await page.mouse.move(x + 220 * Math.sin(step / 18), y + 90 * Math.sin(step / 31));
  const frames = await page.evaluate(() => [...window.sbFrames]);
  await page.mouse.up();
  say(`pan over ${marks} counts (goal p50 60 ms)`, `p50 ${ms(quantile(frames, 0.5))}, p95 ${ms(quantile(frames, 0.95))}, ${frames.length} frames`);
  await browser.close();
}

/** A day on the wall in minutes: a turn each 50 ms instead of 12 s, 20 new incidents an hour, a node's word each half minute. */
async function wall() {
  const gateway = await startMock({ dist });
  const { world } = gateway;
  let id = 100;
  const add = (state) => {
    id += 1;
    const incident = { ...structuredClone(world.incidents[0]), id, state, first_seen: new Date().toISOString(), last_seen: new Date().toISOString() };
    world.incidents.push(incident);
    world.observations.set(id, []);
    world.audit.set(id, []);
    return incident;
  };
  for (let count = 0; count < 1500; count += 1) add('closed'); // the page has stood for days: it holds as much as it ever will
  const browser = await signedIn(gateway);
  const { page } = browser;
  world.mostAtOnce = 200; // as the server: from now on only the newest come
  const session = await page.context().newCDPSession(page);
  const heap = async () => {
    for (let time = 0; time < 3; time += 1) await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  await page.goto(`${gateway.url}/#/wall?every=${kTurnMs / 1000}`);
  const turn = () => page.evaluate(() => Number(document.querySelector('.wall').dataset.turn));
  const until = async (wanted) => {
    while ((await turn()) < wanted) {
      const open = world.incidents.filter((each) => each.state === 'open' && each.id > 100);
      if (open.length > 12) open[0].state = 'closed';
      gateway.emit('incident', { id: add('open').id });
      if (world.incidents.length > 1700) world.incidents.splice(6, 50); // the server answers with the newest; so does this one
      for (let node = 0; node < 6; node += 1) gateway.emit('node', { id: 'lc-01' });
      await page.waitForTimeout(kTurnMs * 15);
    }
  };
  await until(wallTurns / 12);
  const before = await heap();
  const held = [before];
  for (let part = 1; part <= 6; part += 1) {
    await until(wallTurns / 12 + (part * wallTurns) / 6);
    held.push(await heap());
  }
  const growth = (100 * (held.at(-1) - before)) / before;
  const compressed = (wallTurns * 12) / 3600;
  say(`wall: heap over ${compressed.toFixed(1)} h compressed (goal 10 %)`, `${(before / 1e6).toFixed(1)} MB -> ${(held.at(-1) / 1e6).toFixed(1)} MB, ${growth.toFixed(1)} %, most ${(Math.max(...held) / 1e6).toFixed(1)} MB`);
  say('wall: console errors, foreign requests', browser.complaints.length === 0 ? '0' : browser.complaints.join('; '));
  await browser.close();
  gateway.close();
}

/** The program itself with a database of its own; no broker. */
async function startReal(program, count) {
  const folder = mkdtempSync(join(tmpdir(), 'songbien-figures-'));
  const config = join(folder, 'gateway.toml');
  const port = 20_000 + (process.pid % 20_000);
  writeFileSync(config, `[gateway]\nprovince = "laocai"\nprovince_code = "15"\ndatabase = "gateway.sqlite"\nkey = "gateway.key"\n[http]\nport = ${port}\nweb_root = "${dist}"\n`);
  const made = spawnSync(program, ['create-user', '--config', config, '--user', 'do-dac', '--role', 'operator'], { encoding: 'utf8' });
  const password = /: (\S+)\s*$/.exec(made.stdout)?.[1];
  if (!password) throw new Error(`create-user: ${made.stdout}${made.stderr}`);
  const seeded = spawnSync('python3', [fileURLToPath(new URL('seed.py', import.meta.url)), join(folder, 'gateway.sqlite'), String(count)], { encoding: 'utf8' });
  if (seeded.status !== 0) throw new Error(seeded.stderr);
  const child = spawn(program, ['serve', '--config', config], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let wait = 0; wait < 100; wait += 1) {
    if (await fetch(`${url}/healthz`).then((answer) => answer.ok, () => false)) break;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  return { url, user: 'do-dac', password, close() { child.kill(); rmSync(folder, { recursive: true, force: true }); } };
}

async function counting(gateway, count) {
  const browser = await openBrowser(gateway.url);
  const { page } = browser;
  await page.goto(`${gateway.url}/`);
  await page.waitForSelector('input[name=user]');
  await page.fill('input[name=user]', gateway.user);
  await page.fill('input[name=password]', gateway.password);
  await page.click('button[type=submit]');
  await page.waitForSelector('input[name=again]');
  for (const [name, value] of [['old', gateway.password], ['new', 'Canh song bien 2026'], ['again', 'Canh song bien 2026']]) await page.fill(`input[name=${name}]`, value);
  await page.click('button[type=submit]');
  await page.waitForSelector('.map-canvas[data-ready=true]');
  await page.waitForTimeout(1000);
  const [answers, drawn] = [[], []];
  page.on('requestfinished', (request) => { if (request.url().includes('/map/clusters')) answers.push(request.timing().responseEnd); });
  for (let run = 0; run < kRuns; run += 1) {
    await page.evaluate(() => { window.location.hash = '#/incidents'; });
    await page.waitForFunction(() => document.querySelector('.map-canvas').dataset.counts === '0');
    drawn.push(await page.evaluate(async () => {
      const begun = window.performance.now();
      window.location.hash = '#/incidents?layer=observations';
      while (document.querySelector('.map-canvas').dataset.counts === '0') await new Promise((resolve) => { window.requestAnimationFrame(resolve); });
      await new Promise((resolve) => { window.requestAnimationFrame(() => { window.requestAnimationFrame(resolve); }); });
      return window.performance.now() - begun;
    }));
  }
  say(`${count} observations: answer (goal 1 s)`, `${ms(quantile(answers, 0.5))} median, ${ms(Math.max(...answers))} worst of ${answers.length}`);
  say(`${count} observations: press to picture (goal 1 s)`, `${ms(quantile(drawn, 0.5))} median, ${ms(Math.max(...drawn))} worst of ${kRuns}, ${await page.getAttribute('.map-canvas', 'data-counts')} counts`);
  await browser.close();
}

const only = process.argv.slice(2);
const wanted = (name) => only.length === 0 || only.includes(name);
say('load average', readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' '));
if (wanted('loading')) {
  const gateway = await startMock({ dist });
  await loading(gateway, 'mock');
  gateway.close();
}
if (wanted('panning')) {
  const gateway = await startMock({ dist, clusters: 5000 });
  await panning(gateway, 5000);
  gateway.close();
}
if (wanted('counting') && process.env.SB_GATEWAY) {
  const gateway = await startReal(process.env.SB_GATEWAY, 50_000);
  await counting(gateway, 50_000).finally(() => { gateway.close(); });
}
if (wanted('wall')) await wall();
say('load average', readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' '));
