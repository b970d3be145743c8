// People at their work: a new operator's six clicks from sign-in to a ticket, the queue by keyboard, batches, the carrier's page and table,
// installation, accounts. The walk also runs against a real gateway (tests/system/test_page.py); the rest against the mock.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessibility, enter, openBrowser, openView, startGateway } from './browser.mjs';

let gateway;
let browser;
let page;
const noComplaints = () => assert.deepEqual(browser.complaints, []);

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

test('a new operator finds, understands, acknowledges and tickets in at most six clicks', async () => {
  let clicks = 0;
  const click = async (selector) => {
    clicks += 1;
    await page.locator(selector).first().click();
  };
  await enter(page, gateway);
  await browser.picture('walk-1-find');
  await click('.row:has-text("Sóng nước ngoài chồng lấn")');
  await page.waitForSelector('.reason[data-rule="plmn.foreign"]');
  assert.match(await page.textContent('.reasons'), /Điều sẽ bác bỏ/);
  await browser.picture('walk-2-understand');
  if (await page.locator('[data-action=acknowledge]').count()) await click('[data-action=acknowledge]');
  await page.waitForSelector('.detail-head .state-acknowledged');
  await browser.picture('walk-3-acknowledged');
  const step = page.locator('.ticket [data-step]').first();
  await step.scrollIntoViewIfNeeded();
  for (const [name, word] of [['approve', 'Đã duyệt'], ['send', 'Đã gửi']]) {
    await click(`.ticket [data-step=${name}]`);
    await page.waitForFunction((text) => document.querySelector('.ticket .mark').textContent === text, word);
  }
  await page.locator('.ticket').first().scrollIntoViewIfNeeded();
  await browser.picture('walk-4-ticket');
  assert.ok(clicks <= 6, `${clicks} clicks`);
  console.log(`the walk took ${clicks} clicks (goal 6)`);
  noComplaints();
});

test('the queue is worked by keyboard: next, select, several at once, help', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.goto(`${gateway.url}/#/incidents`);
  await page.reload(); // nothing is in hand
  await page.waitForSelector('.row');
  await page.keyboard.press('?');
  await page.waitForSelector('dialog .keys');
  assert.deepEqual(await accessibility(page), []);
  await browser.picture('web-keys');
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  await page.evaluate(() => document.activeElement.blur());
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await page.waitForSelector('.batch:has-text("2 sự việc được chọn")');
  assert.deepEqual(await accessibility(page), []);
  await browser.picture('web-batch');
  await page.keyboard.press('a');
  await page.waitForSelector('.batch:has-text("Tiếp nhận: 2 sự việc.")');
  assert.equal(gateway.world.incidents.filter((each) => [13, 14].includes(each.id) && each.state === 'acknowledged').length, 2);
  await page.keyboard.press('Escape');
  await page.fill('.list .search', 'ja'); // letters in a field are letters
  assert.equal(await page.inputValue('.list .search'), 'ja');
  await page.fill('.list .search', '');
  noComplaints();
});

test('a dismissal offers a rule with an end, tried on the past', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.goto(`${gateway.url}/#/incident/9`);
  await page.waitForSelector('.detail .reason');
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press('d');
  await page.click('dialog .chip');
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('[data-offer]:has-text("41")');
  assert.match(await page.textContent('[data-offer]'), /460-00/);
  assert.deepEqual(await accessibility(page), []);
  await browser.picture('web-dismiss-offer');
  await page.click('[data-offer] button[type=submit]');
  await page.waitForSelector('dialog', { state: 'detached' });
  assert.equal(gateway.world.incidents.find((each) => each.id === 9).state, 'dismissed');
  noComplaints();
});

test('an incident is tied to another, its evidence asked for, some receptions split off', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.goto(`${gateway.url}/#/incident/12`);
  await page.waitForSelector('.relations');
  await page.fill('.relations input', '14');
  await page.click('.relations form button[type=submit]');
  await page.waitForSelector('.relations .mark:has-text("do người nối")');
  await page.click('.evidence button:has-text("Nghe lại ngay")');
  await page.waitForSelector('.evidence :text("Đã yêu cầu: lc-01, lc-02")');
  await page.locator('.evidence').scrollIntoViewIfNeeded();
  await browser.picture('web-evidence');
  await page.locator('.wide input[type=checkbox]').first().check();
  await page.click('.wide button:has-text("Tách 1 lần thu")');
  await page.waitForFunction(() => !window.location.hash.includes('/12'));
  await page.waitForSelector('.detail h1');
  assert.deepEqual(await accessibility(page), []);
  noComplaints();
});

test('a case that people found is entered by hand and says so', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.goto(`${gateway.url}/#/case`);
  await page.selectOption('select[name=kind]', 'foreign_service_use');
  await page.fill('input[name=title]', 'Cáp quang kéo qua suối');
  await page.selectOption('select[name=commune_code]', { index: 1 });
  assert.deepEqual(await accessibility(page), []);
  await page.click('form button[type=submit]');
  await page.waitForSelector('.detail-head:has-text("Cáp quang kéo qua suối")');
  assert.match(await page.textContent('.detail-head'), /do người nhập/);
  noComplaints();
});

test('a node gets its one-time code, and the sheet of another is accepted', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await openView(page, 'install');
  await page.waitForSelector('[data-node="lc-02"] .sheet');
  await browser.picture('web-install');
  await page.click('[data-node="lc-02"] .sheet button[type=submit]');
  await page.waitForSelector('[data-node="lc-02"].stage-accepted');
  await page.click('summary:has-text("Thêm trạm thu mới")');
  for (const [name, value] of [['node', 'lc-04'], ['name', 'Bát Xát 2'], ['latitude', '22,53'], ['longitude', '103.89']]) await page.fill(`input[name=${name}]`, value);
  await page.click('.enrol-form button[type=submit]');
  await page.waitForSelector('.label .code');
  await page.waitForFunction(() => document.querySelector('.label .qr').naturalWidth > 0); // the policy lets the picture in
  assert.deepEqual(await accessibility(page), []);
  await browser.picture('web-enrol');
  noComplaints();
});

test('accounts: a locked one is seen and opened, a new one gets a password shown once', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.goto(`${gateway.url}/#/accounts`);
  await page.waitForSelector('[data-user="minh.kt"] .mark.warn');
  assert.deepEqual(await accessibility(page), []);
  await browser.picture('web-accounts');
  await page.click('[data-user="minh.kt"] [data-reset]');
  await page.waitForSelector('[data-one-time]');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('[data-user="minh.kt"] .mark.warn'));
  await page.click('button:has-text("Thêm tài khoản")');
  await page.fill('dialog input[name=user]', 'hoa.truc');
  await page.click('dialog button[type=submit]');
  await page.waitForSelector('[data-one-time]');
  assert.deepEqual(await accessibility(page), []);
  await page.keyboard.press('Escape');
  await page.waitForSelector('[data-user="hoa.truc"]');
  noComplaints();
});

test('the second factor is set up by a code for the telephone', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  await page.goto(`${gateway.url}/#/account`);
  await page.click('button:has-text("Bật hai lớp")');
  await page.waitForSelector('.qr');
  assert.match(await page.textContent('.code'), /JBSW Y3DP/);
  assert.deepEqual(await accessibility(page), []);
  noComplaints();
});

test('a carrier sees its tickets alone, answers in one press, and sees what its table changes before it counts', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  const portal = await startGateway({ role: 'carrier' });
  const theirs = await openBrowser(portal.url);
  try {
    portal.world.tickets[0].state = 'sent';
    await enter(theirs.page, portal, '.carrier-ticket');
    assert.equal(await theirs.page.locator('nav a').count(), 3);
    assert.deepEqual(await accessibility(theirs.page), []);
    await theirs.picture('web-carrier');
    await theirs.page.click('[data-verdict=need_information]');
    assert.match(await theirs.page.textContent('.answer'), /Hãy ghi lý do/);
    await theirs.page.click('[data-verdict=ours]');
    await theirs.page.waitForSelector('.carrier-ticket:has-text("Trả lời: Là trạm của chúng tôi")');
    await theirs.page.click('nav a[href^="#/registry"]');
    await theirs.page.waitForSelector('[data-standing]:has-text("2 cell")');
    const upload = (text) => theirs.page.setInputFiles('input[type=file]', { name: 'tram.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await upload('plmn,rat,site_id,cell_id\n460-00,lte,S,1\n');
    await theirs.page.waitForSelector('.problems li');
    assert.match(await theirs.page.textContent('.problems'), /Dòng 2, cột plmn \(mã mạng\): 460-00 không phải mạng của Việt Nam/);
    await theirs.picture('web-registry-bad');
    await upload('plmn,rat,site_id,cell_id,channel,pci,tac\n452-01,lte,LCI-DEMO-014,6553345,1575,99,10310\n452-01,lte,LCI-DEMO-031,6553999,1575,35,10310\n');
    await theirs.page.waitForSelector('.difference');
    assert.match(await theirs.page.textContent('.counts'), /thêm 1.*đổi 1.*kết thúc 1/s);
    assert.deepEqual(await accessibility(theirs.page), []);
    await theirs.picture('web-registry-difference');
    await theirs.page.click('[data-import]');
    await theirs.page.waitForSelector('.done:has-text("Đã nhập: thêm 1, đổi 1, kết thúc 1.")');
    await theirs.page.setViewportSize({ width: 360, height: 780 });
    await theirs.page.click('nav a[href^="#/tickets"]');
    await theirs.page.waitForSelector('.carrier-ticket');
    assert.ok(await theirs.page.evaluate(() => document.documentElement.scrollWidth) <= 360);
    assert.deepEqual(theirs.complaints, []);
  } finally {
    await theirs.close();
    portal.close();
  }
});

test('with the gateway gone the page still opens, shows the last state and says so', async (context) => {
  if (gateway.real) return context.skip('the mock only');
  const alone = await startGateway();
  const reader = await openBrowser(alone.url, { serviceWorkers: 'allow' });
  try {
    await enter(reader.page, alone);
    await reader.page.evaluate(() => navigator.serviceWorker.ready);
    await reader.page.waitForFunction(async () => (await (await caches.open('songbien-last')).match('/last-state')) !== undefined);
    const kept = await reader.page.evaluate(async () => (await (await caches.open('songbien-last')).match('/last-state')).text());
    assert.equal(JSON.parse(kept).session.csrf_token, '', 'nothing that may act is written down');
    const rows = await reader.page.locator('.row').count();
    await reader.context.setOffline(true);
    alone.setDown(true);
    await reader.page.reload();
    await reader.page.waitForSelector('.stale-banner');
    assert.equal(await reader.page.locator('.row').count(), rows);
    assert.match(await reader.page.textContent('.stale-banner'), /chỉ để xem/);
    await reader.picture('web-offline');
    await reader.context.setOffline(false);
    alone.setDown(false);
    await reader.page.waitForSelector('.link-live', { timeout: 40_000 });
    assert.equal(await reader.page.locator('.stale-banner').count(), 0);
    await reader.page.click('.top-right .quiet:last-child');
    await reader.page.waitForSelector('input[name=user]');
    assert.equal(await reader.page.evaluate(() => caches.has('songbien-last')), false, 'signing out leaves nothing');
  } finally {
    await reader.close();
    alone.close();
  }
});
