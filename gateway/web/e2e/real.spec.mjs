// Against a real gateway alone (tests/system/test_page.py): every view of people's work opens without a complaint, a table of cells goes
// through the real reader, and a carrier that the administrator makes finds the ticket that was sent to it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessibility, enter, openBrowser, startGateway } from './browser.mjs';

const kViews = ['tickets', 'shift', 'silence', 'install', 'oversight', 'registry', 'accounts', 'account', 'case', 'spillover', 'nodes', 'cells'];
const skip = process.env.SB_WEB_URL ? false : 'a real gateway only';
let gateway;
let browser;
let page;

before(async () => {
  if (skip) return;
  gateway = await startGateway();
  browser = await openBrowser(gateway.url);
  page = browser.page;
  await enter(page, gateway);
});
after(async () => { await browser?.close(); });
beforeEach(() => { if (browser) browser.complaints.length = 0; });

test('every view opens without a complaint', { skip }, async () => {
  for (const view of kViews) {
    await page.goto(`${gateway.url}/#/${view}`);
    await page.waitForSelector('main h1');
    await page.waitForTimeout(600); // the stream of events keeps the network busy: no idle to wait for
    assert.deepEqual(await accessibility(page), [], view);
    assert.equal(await page.locator('main p.alert').count(), 0, `${view}: ${await page.textContent('main')}`);
    assert.deepEqual(browser.complaints, [], view);
  }
});

test('a table of cells: bad rows in Vietnamese, then the difference, then imported', { skip }, async () => {
  await page.goto(`${gateway.url}/#/registry`);
  await page.selectOption('.inline-form select', 'vnpt');
  const upload = (text) => page.setInputFiles('input[type=file]', { name: 'tram.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await upload('plmn,rat,site_id,cell_id,channel\n452-02,lte,S1,105217,1300\n460-00,lte,S2,x,1300\n');
  await page.waitForSelector('.problems li');
  assert.match(await page.textContent('.problems'), /Dòng 3, cột plmn \(mã mạng\): 460-00 không phải mạng của Việt Nam/);
  await page.check('.check input');
  await upload('plmn,rat,site_id,cell_id,channel\n452-02,lte,S1,105217,1300\n');
  await page.waitForSelector('.counts:has-text("thêm 1")');
  assert.match(await page.textContent('.counts'), /kết thúc 0/);
  await page.click('[data-import]');
  await page.waitForSelector('.done:has-text("Đã nhập: thêm 1, đổi 0, kết thúc 0.")');
  assert.deepEqual(browser.complaints, []);
});

test('a carrier made by the administrator finds its ticket, reads the evidence, answers', { skip }, async () => {
  await page.goto(`${gateway.url}/#/accounts`);
  await page.click('button:has-text("Thêm tài khoản")');
  await page.fill('dialog input[name=user]', 'vnpt.noc');
  await page.selectOption('dialog select[name=role]', 'carrier');
  await page.selectOption('dialog select[name=operator]', 'vnpt');
  await page.click('dialog button[type=submit]');
  const password = (await page.textContent('[data-one-time]')).trim();
  const theirs = await openBrowser(gateway.url);
  try {
    await enter(theirs.page, { url: gateway.url, user: 'vnpt.noc', password }, '.carrier-ticket');
    await theirs.picture('real-carrier');
    const href = await theirs.page.getAttribute('a[download]', 'href');
    const evidence = await theirs.page.evaluate(async (path) => { const answer = await fetch(path); return [answer.status, answer.headers.get('content-type')]; }, href);
    assert.deepEqual(evidence, [200, 'application/zip']);
    await theirs.page.click('[data-verdict=ours]');
    await theirs.page.waitForSelector('.carrier-ticket:has-text("Trả lời: Là trạm của chúng tôi")');
    assert.deepEqual(await accessibility(theirs.page), []);
    assert.deepEqual(theirs.complaints, []);
  } finally {
    await theirs.close();
  }
});
