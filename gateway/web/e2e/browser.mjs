// Chromium as Debian ships it, a watch over what the page asks for, and the place where pictures are kept.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startMock } from '../mock/server.mjs';

const kArgs = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
const pictures = process.env.SB_ARTEFACTS ?? fileURLToPath(new URL('../../../build/artefacts', import.meta.url));
export const dist = process.env.SB_WEB_DIST ?? fileURLToPath(new URL('../dist', import.meta.url));

/** The real gateway when SB_WEB_URL names one (with SB_WEB_USER and SB_WEB_PASSWORD), else a fresh mock. */
export async function startGateway(options = {}) {
  const { SB_WEB_URL: url, SB_WEB_USER: user, SB_WEB_PASSWORD: password } = process.env;
  if (url) return { url, user, password, real: true, close() {} };
  return { ...(await startMock({ dist, ...options })), real: false };
}

/** One browser profile of its own. `complaints` collects console errors, page errors and requests that leave the origin. */
export async function openBrowser(origin, options = {}) {
  mkdirSync(pictures, { recursive: true });
  const profile = mkdtempSync(join(tmpdir(), 'songbien-web-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.SB_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: kArgs,
    viewport: { width: 1440, height: 900 }, locale: 'vi-VN', timezoneId: 'Europe/Paris', ignoreHTTPSErrors: true,
    serviceWorkers: 'block', // what it keeps would hide what a test takes away; offline.spec.mjs lets it work
    ...options,
  });
  const complaints = [];
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(`console: ${message.text()} ${message.location().url}`); });
  page.on('pageerror', (error) => complaints.push(`page: ${error.message}`));
  page.on('request', (request) => { if (!request.url().startsWith(`${origin}/`)) complaints.push(`left the origin: ${request.url()}`); });
  return {
    page,
    context,
    complaints,
    picture: (name) => page.screenshot({ path: join(pictures, `${name}.png`) }),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

export const kNewPassword = 'Canh song bien 2026';

/** Signs in and, where a one-time password asks for it, sets a new one; ends on the list of incidents. */
export async function enter(page, gateway, ready = '.row') {
  const password = gateway.changed ? kNewPassword : gateway.password;
  await page.goto(`${gateway.url}/`);
  await page.fill('input[name=user]', gateway.user);
  await page.fill('input[name=password]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector(`input[name=again], ${ready}, .list .empty`);
  if (await page.locator('input[name=again]').count()) {
    await page.fill('input[name=old]', password);
    await page.fill('input[name=new]', kNewPassword);
    await page.fill('input[name=again]', kNewPassword);
    await page.click('button[type=submit]');
    gateway.changed = true;
  }
  await page.waitForSelector(ready);
}

/** By the bar of views, as a person does: what does not stand in the bar is under its last button. */
export async function openView(page, view) {
  const link = page.locator(`nav a[href^="#/${view}"]`);
  if (!(await link.isVisible())) await page.click('.nav-more');
  await link.click();
}

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What axe-core finds against WCAG 2.2 A and AA; fails when it has checked nothing. */
export async function accessibility(page) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }));
  if (passes.length < 5) throw new Error('axe-core checked next to nothing');
  return violations.map((each) => `${each.impact} ${each.id}: ${each.nodes.map((node) => node.html.slice(0, 80)).join(' | ')}`);
}

/** The canvas of the map has been drawn on: more than one colour on it. */
export async function canvasDrawn(page, selector) {
  await page.waitForFunction((wanted) => {
    const canvas = document.querySelector(wanted);
    if (!canvas || canvas.width === 0) return false;
    const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return new Set(pixels).size > 8;
  }, selector, { timeout: 15_000 });
}
