// The technician's page on a phone of 360 px, in a real browser, from the QR code to the signed sheet. Needs gateway/web's packages.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';

const require = createRequire(join(process.env.SB_WEB_SOURCE, 'package.json'));
const { chromium } = require('playwright-core');
const pictures = process.env.SB_ARTEFACTS;
const kArgs = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

let site, url, context, page, profile;
const complaints = [];

const picture = async (name) => {
  await page.evaluate(() => window.scrollTo(0, 0)); // the head sticks to the top
  await page.screenshot({ path: join(pictures, `technician-${name}.png`), fullPage: true });
};
const noScroll = async () => assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, 'nothing is wider than the phone');

before(async () => {
  mkdirSync(pictures, { recursive: true });
  site = spawn(process.env.SB_TECHNICIAN_SITE, { stdio: ['pipe', 'pipe', 'inherit'] });
  url = (await createInterface({ input: site.stdout })[Symbol.asyncIterator]().next()).value;
  profile = mkdtempSync(join(tmpdir(), 'songbien-page-'));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.SB_CHROMIUM ?? '/usr/bin/chromium', headless: true, args: kArgs, viewport: { width: 360, height: 740 },
    locale: 'vi-VN', ignoreHTTPSErrors: true,
  });
  page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => { if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) complaints.push(`left the box: ${request.url()}`); });
});

after(async () => {
  await context?.close();
  site?.stdin.end();
  if (profile) rmSync(profile, { recursive: true, force: true });
});

test('a wrong code is refused, in Vietnamese', async () => {
  await page.goto(new URL(url).origin);
  await page.waitForSelector('#enter:not([hidden])');
  await page.fill('#code', 'WRONGWRONG');
  await page.click('#enter-form button');
  await page.waitForFunction(() => document.querySelector('#enter-error').textContent !== '');
  assert.equal(await page.textContent('#enter-error'), 'Sai mã.');
  complaints.length = 0; // the browser logs the 401s that were meant
});

test('the QR code of the label opens the page and its code does not stay in the address', async () => {
  await page.goto('about:blank');
  await page.goto(url);
  await page.waitForSelector('#inside:not([hidden])');
  assert.equal(new URL(page.url()).hash, '#check');
  assert.equal(await page.textContent('#node'), 'Bát Xát 1 (lc-07)');
  assert.equal(await page.textContent('#state'), 'Đang nghiệm thu');
  await noScroll();
});

test('the wizard runs, says value and remedy, and passes', async () => {
  await page.click('#terminated');
  await page.waitForFunction(() => !document.querySelector('#terminated').disabled);
  site.stdin.write('antenna\n');
  await page.click('#start');
  await page.waitForSelector('#steps li');
  assert.equal(await page.locator('#steps li').count(), 11);
  await picture('check-running');
  await page.waitForSelector('#steps li.pass:has-text("60 giây")', { timeout: 20_000 });
  assert.match(await page.textContent('#steps li:has-text("Ăng-ten")'), /8 dB/);
  assert.match(await page.textContent('#steps li:has-text("Nguồn")'), /12,4 V/, 'a decimal comma');
  await page.click('#baseline');
  await page.waitForFunction(() => document.querySelectorAll('#steps li.pass').length === 11);
  await noScroll();
  await picture('check');
});

test('the other language is one switch away', async () => {
  await page.click('#lang');
  await page.waitForSelector('#steps li:has-text("Antenna and cable")');
  assert.equal(await page.textContent('#state'), 'Commissioning');
  await noScroll();
  await page.click('#lang');
  await page.waitForSelector('#steps li:has-text("Ăng-ten")');
});

test('the form is checked and kept, with a photo that fits', async () => {
  await page.click('nav a[href="#site"]');
  await page.fill('[name=commune]', 'Nơi khác');
  for (const [name, value] of Object.entries({ mast: 'Cột BTS 42 m, VNPT', antenna: 'Yagi 8 dBi', antenna_height_m: '38', azimuth_deg: '350', cable_m: '12.5', cable_loss_db: '2.1', technician: 'Nguyễn Văn A' })) {
    await page.fill(`[name=${name}]`, value);
  }
  await page.click('#site-form button');
  await page.waitForSelector('#error:not([hidden])');
  assert.equal(await page.textContent('#error'), 'Chọn xã, phường trong danh sách.');
  complaints.length = 0; // the 400 that was meant
  await page.fill('[name=commune]', 'Phường Lào Cai (02647)');
  await page.click('#site-form button');
  await page.waitForFunction(() => document.querySelector('#site-note').textContent !== '');
  await page.setInputFiles('#photo', { name: 'mast.png', mimeType: 'image/png', buffer: await page.screenshot() });
  await page.waitForFunction(() => document.querySelector('#photo-note').textContent !== '');
  await noScroll();
  await picture('site');
});

test('the spectrum and the waterfall are alive', async () => {
  await page.click('nav a[href="#spectrum"]');
  const colours = () => page.evaluate(() => {
    const canvas = document.querySelector('#fall');
    return new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, 12).data.buffer)).size;
  });
  await page.waitForFunction(() => document.querySelector('#spectrum-note').textContent.includes('MHz'));
  await new Promise((done) => { setTimeout(done, 3500); });
  assert.ok((await colours()) > 8, 'more than one colour');
  await noScroll();
  await picture('spectrum');
});

test('the sheet is signed and printable; without a link it waits', async () => {
  site.stdin.write('offline\n');
  await page.click('nav a[href="#sheet"]');
  await page.click('#accept');
  await page.waitForSelector('#paper:not([hidden])');
  const text = await page.textContent('#paper');
  assert.match(text, /BIÊN BẢN NGHIỆM THU/);
  assert.match(text, /Phường Lào Cai \(02647\)/);
  assert.match(text, /[0-9a-f]{128}/, 'the signature');
  await page.waitForSelector('#queue:not([hidden])');
  assert.match(await page.textContent('#queue'), /Chờ gửi: 1/);
  await noScroll();
  await picture('sheet');
  const print = await page.pdf({ format: 'A4' });
  assert.ok(print.length > 10_000);
});

test('axe finds nothing against WCAG 2.2 AA, and the page asked nobody else', async () => {
  const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
  for (const view of ['check', 'site', 'spectrum', 'sheet']) {
    await page.click(`nav a[href="#${view}"]`);
    // The policy forbids injected scripts, as it should: axe comes in through the debugger.
    const { violations, passes } = await page.evaluate(`${axe}; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })`);
    assert.ok(passes.length > 5);
    assert.deepEqual(violations.map((each) => `${view}: ${each.id} ${each.nodes.map((node) => node.html).join(' ')}`), []);
  }
  assert.deepEqual(complaints, []);
});
