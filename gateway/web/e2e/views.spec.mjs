// Map layers, spectrum, calendar, the past, the wall, the ledger of emitters, light and dark: as an operator meets them. Against the
// mock only: its figures are invented, its shapes are held to gateway/api/openapi.json by test/contract.test.mjs.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessibility, canvasDrawn, enter, openBrowser, startGateway } from './browser.mjs';

let gateway;
let browser;
let page;

before(async () => {
  gateway = await startGateway();
  browser = await openBrowser(gateway.url);
  page = browser.page;
  await page.goto(`${gateway.url}/`);
  await page.waitForSelector('input[name=user]');
  await enter(page, gateway);
});

after(async () => {
  await browser?.close();
  gateway?.close();
});

beforeEach(() => { browser.complaints.length = 0; });

const open = async (hash, ready) => {
  await page.goto(`${gateway.url}/#/${hash}`);
  await page.waitForSelector(ready);
};
const clean = async (name) => {
  assert.deepEqual(await accessibility(page), [], name);
  await browser.picture(name);
  assert.deepEqual(browser.complaints, []);
};

test('receptions are counted by the server, for what is looked at; the layer is part of the address', async () => {
  await open('incidents', '.map-canvas[data-ready=true]');
  await page.click('.layers summary');
  await page.click('.layers .choice:nth-of-type(2) input');
  await page.waitForFunction(() => Number(document.querySelector('.map-canvas').dataset.counts) > 0);
  assert.match(page.url(), /layer=observations/);
  const [asked] = await Promise.all([page.waitForRequest(/map\/clusters/), page.click('.map-buttons button:nth-child(1)')]);
  const box = new URL(asked.url()).searchParams.get('bbox').split(',').map(Number);
  assert.ok(box[2] - box[0] < 3 && box[0] > 100, `a box of Lào Cai, not of the world: ${box}`);
});

test('what each node could have heard: grey when old, no distance without calibration, the model said', async () => {
  await page.click('.layers input[type=checkbox]');
  await page.waitForSelector('.layers tbody tr');
  const rows = await page.locator('.layers tbody tr').allTextContents();
  assert.match(rows[0], /lc-01.*−121,5\sdBm.*km/);
  assert.match(rows[1], /lc-02.*−96,4\sdBFS—/);
  assert.match(await page.getAttribute('.layers tbody tr:nth-child(3)', 'class'), /stale/);
  assert.match(await page.textContent('.layers .note'), /không tính địa hình/);
  await clean('views-layers');
});

test('an incident shows its hours, its clock, and where its source may be', async () => {
  await open('incident/12', '.timeline .clock24');
  assert.match(await page.textContent('.clock24'), /còn 2\d giờ/);
  assert.match(await page.textContent('.lane-done'), /lập sự việc/);
  assert.match(await page.textContent('.shares'), /Phường Lào Cai64\s%/);
  const [lane, lines] = await page.evaluate(() => ['.lane-done', '.lane-lines'].map((name) => document.querySelector(name).getBoundingClientRect().left));
  assert.ok(Math.abs(lane - lines) < 1, 'the lines stand over the lanes');
  await page.click('.timeline a');
  await page.waitForSelector('.spectrum-form');
  assert.match(page.url(), /node=lc-01&low=1832\.5&high=1852\.5/);
});

test('a spectrum is ordered, falls line by line, and says RBW, allocations and what was found', async () => {
  await open('spectrum?node=lc-01&low=1830&high=1855', '.ribbon');
  assert.match(await page.textContent('.ribbon'), /Viettel.*China Unicom/);
  await page.click('.spectrum-form .primary');
  await page.waitForFunction(() => Number(document.querySelector('.live')?.dataset.lines) >= 4, undefined, { timeout: 15_000 });
  await canvasDrawn(page, '.fall canvas');
  await canvasDrawn(page, '.trace canvas');
  await page.waitForFunction(() => /460-01 257/.test(document.querySelector('.boxes')?.textContent ?? ''));
  assert.match(await page.textContent('.live .note'), /RBW \d+,\d\skHz, trung bình 12 lần/);
  const strongest = await page.textContent('.peaks tbody tr');
  assert.match(strongest, /184[0-4],\d+\sMHz−7\d,\d dBFS \/ RBW/);
  await clean('views-spectrum');
  await page.fill('input[name=high]', '900');
  await page.locator('input[name=high]').blur();
  await page.waitForSelector('.spectrum-form .alert');
  assert.ok(await page.isDisabled('.spectrum-form .primary'));
});

test('the calendar has 168 hours and does not take silence of the receiver for silence of the air', async () => {
  await open('occupancy?node=lc-01', '.calendar .hour');
  assert.equal(await page.locator('.hour').count(), 168);
  assert.equal(await page.locator('.calendar .hour.unheard').count(), 7);
  assert.equal(await page.textContent('.calendar .hour.unheard'), '');
  assert.match(await page.getAttribute('.calendar .hour:not(.unheard)', 'title'), /Thứ hai 0:00 — \d+\s%: có sóng \d trên 4 giờ/);
  await clean('views-occupancy');
});

test('the slider goes back: incidents that had not begun are gone, and nobody takes it for the present', async () => {
  await open('replay', '.slider input');
  await page.waitForSelector('.replay .row');
  const now = await page.locator('.replay .row').count();
  await page.focus('.slider input');
  await page.keyboard.press('Home');
  await page.waitForFunction((count) => document.querySelectorAll('.replay .row').length < count, now);
  assert.match(page.url(), /at=20/);
  assert.match(await page.textContent('.past'), /Đang xem quá khứ: \d\d:\d\d:\d\d/);
  await page.click('.slider .primary');
  await page.waitForFunction(() => Number(document.querySelector('.slider input').value) >= 2);
  await page.click('.slider .primary');
  await clean('views-replay');
});

test('the wall turns by itself, without a header, and Escape leaves it', async () => {
  await open('wall?every=0.5', '.wall-now h1');
  assert.equal(await page.locator('header.top').count(), 0);
  const first = await page.textContent('.wall-now');
  await page.waitForFunction((text) => document.querySelector('.wall-now').textContent !== text, first);
  assert.match(await page.textContent('.wall-nodes'), /Mường Khươngim lặng · \d\d:\d\d/);
  const overflow = await page.evaluate(() => document.documentElement.scrollHeight - window.innerHeight);
  assert.ok(overflow <= 0, 'a wall screen does not scroll');
  await clean('views-wall');
  await page.keyboard.press('Escape');
  await page.waitForSelector('header.top');
});

test('every emitter ever heard has its days', async () => {
  await open('emitters', 'tbody tr');
  await page.selectOption('.emitter-form select', 'clone');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  assert.match(await page.textContent('tbody'), /mạo danh/);
  await clean('views-emitters');
  await page.click('tbody a');
  await page.waitForSelector('.chart canvas');
  assert.equal(await page.locator('.scroll tbody tr').count(), 30);
  await clean('views-emitter');
});

test('light and dark are a choice that stays', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await open('incidents', '.row');
  await page.click('.theme');
  await page.click('.theme');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  await page.reload();
  await page.waitForSelector('.row');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
  for (const [hash, ready] of [['spectrum', '.ribbon'], ['occupancy', '.hour'], ['replay', '.replay .row'], ['wall', '.wall-now h1'], ['emitter/1', '.chart canvas'], ['incident/12', '.timeline']]) {
    await open(hash, ready);
    assert.deepEqual(await accessibility(page), [], `${hash} in the dark`);
  }
  await open('incidents', '.row');
  await page.click('.theme');
  assert.equal(await page.getAttribute('html', 'data-theme'), 'light');
});

test('a phone of 360 px shows them without scrolling sideways', async () => {
  await page.setViewportSize({ width: 360, height: 780 });
  for (const [hash, ready] of [['spectrum', '.ribbon'], ['occupancy', '.hour'], ['replay', '.slider'], ['emitter/1', '.chart canvas'], ['incident/12', '.timeline']]) {
    await open(hash, ready);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `${hash} is ${wide} px wide`);
  }
  await browser.picture('views-360-incident');
  await page.setViewportSize({ width: 1440, height: 900 });
  assert.deepEqual(browser.complaints, []);
});
