// An operator's walk through the page in a real browser: signs in, finds the spillover, understands it, acts, and can trust what
// is shown. Runs against the mock, or against a real gateway named by SB_WEB_URL, SB_WEB_USER, SB_WEB_PASSWORD.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessibility, canvasDrawn, enter, openBrowser, startGateway } from './browser.mjs';

const kSpillover = 'Sóng nước ngoài chồng lấn';
let gateway;
let browser;
let page;

before(async () => {
  gateway = await startGateway();
  browser = await openBrowser(gateway.url);
  page = browser.page;
});

after(async () => {
  await browser?.close();
  gateway?.close();
});

beforeEach(() => { browser.complaints.length = 0; });

const spillover = () => page.locator('.row', { hasText: kSpillover }).first();
const noComplaints = () => assert.deepEqual(browser.complaints, []);

test('a one-time password opens only the form for a new one, which opens the list', async () => {
  await page.goto(`${gateway.url}/`);
  await page.waitForSelector('input[name=user]');
  assert.equal(await page.title(), 'Sóng Biên');
  assert.equal(await page.getAttribute('html', 'lang'), 'vi');
  await browser.picture('web-sign-in');
  await enter(page, gateway);
  assert.match(await page.textContent('.list'), new RegExp(kSpillover));
  await page.waitForSelector('.link-live');
  noComplaints();
});

test('the map is drawn and the archipelagos stand on it by name', async () => {
  await canvasDrawn(page, '.map-main canvas');
  const inset = await page.textContent('.inset');
  assert.match(inset, /Quần đảo Hoàng Sa\s*\(Việt Nam\)/);
  assert.match(inset, /Quần đảo Trường Sa\s*\(Việt Nam\)/);
  const cut = await page.evaluate(() => {
    const frame = document.querySelector('.inset svg').getBoundingClientRect();
    return [...document.querySelectorAll('.inset text')].filter((text) => {
      const box = text.getBoundingClientRect();
      return box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom;
    }).map((text) => text.textContent);
  });
  assert.deepEqual(cut, [], 'no name is cut off');
  await browser.picture('web-list');
  await page.click('.inset');
  await page.waitForTimeout(400);
  await browser.picture('web-east-sea');
  noComplaints();
});

test('search folds diacritics and the filter is part of the address', async () => {
  const all = await page.locator('.row').count();
  await page.fill('.list .search', 'song nuoc ngoai');
  await page.waitForFunction(() => [...document.querySelectorAll('.row')].every((row) => row.textContent.includes('Sóng nước ngoài')));
  assert.ok(await page.locator('.row').count() > 0 && (await page.locator('.row').count()) <= all);
  assert.match(page.url(), /q=song\+nuoc\+ngoai/);
  await page.fill('.list .search', 'khong co gi nhu vay');
  await page.waitForSelector('.list .empty');
  await page.fill('.list .search', '');
  noComplaints();
});

test('the incident says why, shows its cell, its levels and the draft ticket', async () => {
  await spillover().click();
  await page.waitForSelector('.reason[data-rule="plmn.foreign"]');
  const text = await page.textContent('.detail');
  assert.match(text, /mạng nước ngoài, không phải mạng của Việt Nam/);
  assert.match(text, /Điều sẽ bác bỏ/);
  assert.match(text, /Trung Quốc/);
  assert.match(text, /eNodeB \d+, cell \d+/);
  assert.match(text, /−\d+,\d\sdBFS|−\d+,\d\sdBm/);
  await canvasDrawn(page, '.chart canvas');
  await page.waitForSelector('.ticket .summary');
  assert.ok((await page.textContent('.ticket .summary')).length > 40);
  assert.match(await page.textContent('.tickets'), /Bản tiếng Anh/);
  await browser.picture('web-incident');
  await page.locator('.ticket').first().scrollIntoViewIfNeeded();
  await browser.picture('web-ticket');
  noComplaints();
});

test('English is one press away and back', async () => {
  await page.click('button[lang=en]');
  await page.waitForFunction(() => document.documentElement.lang === 'en');
  const text = await page.textContent('.detail');
  assert.match(text, /Foreign signal spillover/);
  assert.match(text, /a foreign network, not one of Viet Nam/);
  assert.doesNotMatch(text, /undefined|\[object|NaN/);
  await page.evaluate(() => document.querySelector('.detail').scrollTo(0, 0));
  await browser.picture('web-incident-en');
  await page.click('button[lang=vi]');
  await page.waitForFunction(() => document.documentElement.lang === 'vi');
  noComplaints();
});

test('acknowledging changes the state and leaves an audit row', async () => {
  const acknowledge = page.locator('[data-action=acknowledge]');
  if ((await acknowledge.count()) === 0) return; // a real gateway that was walked before
  await acknowledge.click();
  await page.waitForSelector('.detail-head .state-acknowledged');
  assert.match(await page.textContent('.audit'), /tiếp nhận/);
  assert.equal(await page.locator('[data-action=acknowledge]').count(), 0);
  noComplaints();
});

test('a dismissal is not sent without its reason', async () => {
  await page.click('[data-action=dismiss]');
  assert.ok(await page.locator('dialog button[type=submit]').isDisabled());
  await page.fill('dialog textarea', 'thử');
  assert.ok(await page.locator('dialog button[type=submit]').isEnabled());
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  assert.equal(await page.locator('.detail-head .state-dismissed').count(), 0);
  noComplaints();
});

test('a comment is kept as it was written', async () => {
  await page.click('[data-action=comment]');
  await page.fill('.action-form textarea', 'Đã gọi nhà mạng lúc 9 giờ <b>không</b>');
  await page.click('.action-form button[type=submit]');
  await page.waitForFunction(() => document.querySelector('.audit')?.textContent.includes('Đã gọi nhà mạng lúc 9 giờ <b>không</b>'));
  noComplaints();
});

test('nodes and the ledger of cells are views of their own', async () => {
  await page.click('nav a[href="#/nodes"]');
  await page.waitForSelector('.node');
  await browser.picture('web-nodes');
  await page.click('nav a[href="#/cells"]');
  await page.waitForSelector('tbody tr');
  assert.match(await page.textContent('table'), /nước ngoài/);
  await browser.picture('web-cells');
  noComplaints();
});

test('the whole path works from the keyboard', async () => {
  await page.goto(`${gateway.url}/#/incidents`);
  await page.waitForSelector('.row');
  await spillover().focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.detail h1');
  assert.match(page.url(), /#\/incident\/\d+/);
  noComplaints();
});

test('an address opens its view directly, after a reload too', async () => {
  await page.reload();
  await page.waitForSelector('.detail .reason');
  assert.match(await page.textContent('.detail h1'), new RegExp(kSpillover));
  noComplaints();
});

test('no view breaks WCAG 2.2 A or AA as far as a machine can tell, in light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const [hash, ready] of [['#/incidents', '.row'], ['#/incident/', '.detail .reason'], ['#/nodes', '.node'], ['#/cells', 'tbody tr']]) {
      if (hash === '#/incident/') await spillover().click();
      else await page.goto(`${gateway.url}/${hash}`);
      await page.waitForSelector(ready);
      assert.deepEqual(await accessibility(page), [], `${hash} ${colorScheme}`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  noComplaints();
});

test('a phone of 360 px shows map and list without scrolling sideways', async () => {
  await page.setViewportSize({ width: 360, height: 780 });
  for (const [hash, ready, name] of [['#/incidents', '.row', 'web-360-list'], ['#/incident/', '.detail .reason', 'web-360-incident'], ['#/nodes', '.node', 'web-360-nodes'], ['#/cells', 'tbody tr', 'web-360-cells']]) {
    if (hash === '#/incident/') await spillover().click();
    else await page.goto(`${gateway.url}/${hash}`);
    await page.waitForSelector(ready);
    await page.waitForTimeout(300);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${hash} is ${width} px wide`);
    await browser.picture(name);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  noComplaints();
});

test('dark follows the system', async () => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${gateway.url}/#/incidents`);
  await canvasDrawn(page, '.map-main canvas');
  await page.waitForTimeout(300);
  await browser.picture('web-list-dark');
  await spillover().click();
  await canvasDrawn(page, '.chart canvas');
  await browser.picture('web-incident-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  noComplaints();
});

test('a printed ticket is that ticket alone', async () => {
  await page.evaluate(() => { window.print = () => undefined; });
  await page.locator('.ticket button').first().click();
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.ticket .summary').first().isVisible());
  assert.ok(!(await page.locator('.reasons').isVisible()) && !(await page.locator('.top').isVisible()));
  await browser.picture('web-ticket-print');
  await page.emulateMedia({ media: null });
  await page.evaluate(() => window.dispatchEvent(new window.Event('afterprint')));
  noComplaints();
});

test('without the map the list is whole and says what is missing', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.route(/assets\/map-.*\.js/, (route) => route.abort());
  await page.goto(`${gateway.url}/?nomap#/incidents`);
  await page.waitForSelector('.map-failed');
  assert.ok((await page.locator('.row').count()) > 0);
  await browser.picture('web-no-map');
  await page.unroute(/assets\/map-.*\.js/);
});

test('an event changes the list at once; a lost gateway is said with its time and found again', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.goto(`${gateway.url}/#/incidents`);
  await page.waitForSelector('.link-live');
  const incident = { ...gateway.world.incidents[0], id: 77, kind: 'jamming', severity: 'high', state: 'open', last_seen: new Date().toISOString() };
  gateway.world.incidents.push(incident);
  gateway.world.audit.set(77, []);
  gateway.world.observations.set(77, []);
  gateway.emit('incident', { id: 77 });
  await page.waitForSelector('.row:has-text("Chèn sóng")', { timeout: 3000 });
  noComplaints();
  gateway.setDown(true);
  await page.waitForSelector('.link-lost', { timeout: 15_000 });
  assert.match(await page.textContent('.link'), /Mất kết nối – dữ liệu lúc \d\d:\d\d/);
  assert.ok((await page.locator('.row').count()) > 0, 'the last state stays on the screen');
  await browser.picture('web-lost');
  gateway.setDown(false);
  await page.waitForSelector('.link-live', { timeout: 40_000 });
  assert.ok(browser.complaints.every((complaint) => /503|ERR_/.test(complaint)), browser.complaints.join('\n'));
});

test('a page opened while the gateway is down says so, with the last state or without one, and comes by itself', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.route('**/api/**', (route) => route.abort());
  await page.reload();
  await page.waitForSelector('.stale-banner');
  assert.ok((await page.locator('.row').count()) > 0);
  await page.evaluate(() => caches.delete('songbien-last'));
  await page.reload();
  await page.waitForSelector('text=Không kết nối được với máy chủ');
  await page.unroute('**/api/**');
  await page.waitForSelector('.row', { timeout: 15_000 });
});

test('signing out ends it', async () => {
  await page.click('.top-right .quiet:last-child');
  await page.waitForSelector('input[name=user]');
  await page.reload();
  await page.waitForSelector('input[name=user]');
  noComplaints();
});
