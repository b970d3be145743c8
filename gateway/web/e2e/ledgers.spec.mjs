// The views beside the incident list, as a supervisor walks through them, and the carrier's own page. Against the mock only: the
// people and figures are invented there; the gateway's integration tests hold the same answers against its description.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { accessibility, enter, openBrowser, openView, startGateway } from './browser.mjs';

const kViews = [
  ['spillover', 'Chồng lấn', 'China Unicom'], ['tickets', 'Phiếu', 'MobiFone'], ['shift', 'Giao ca', 'lc-03'], ['silence', 'Tạm im', 'chuyển kênh'], ['oversight', 'Giám sát', 'nguyên vẹn'],
];
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

for (const [view, name, content] of kViews) {
  test(`${view}: opens by its name, says what it knows, is accessible`, async () => {
    await openView(page, view);
    await page.waitForFunction((text) => document.querySelector('main').textContent.includes(text), content);
    assert.equal(await page.textContent('main h1'), name);
    assert.deepEqual(await accessibility(page), []);
    await browser.picture(`web-${view}`);
    assert.deepEqual(browser.complaints, []);
  });
}

test('jamming is shown with its J/N and whom it harms', async () => {
  await page.goto(`${gateway.url}/#/incident/14`);
  await page.waitForSelector('#jamming-title');
  const text = await page.textContent('main');
  assert.match(text, /11,4\s*dB ± 0,4\s*dB/);
  assert.match(text, /LTE \(4G\) 1575/);
  await browser.picture('web-jamming');
  assert.deepEqual(browser.complaints, []);
});

test('a rule of silence is tried on the past before it can be made', async () => {
  await page.goto(`${gateway.url}/#/silence?kind=spillover`);
  await page.waitForSelector('.rule-form');
  await page.fill('.rule-form .wide input', 'Đài được cấp phép tạm thời');
  assert.equal(await page.isDisabled('.rule-form .primary'), true);
  await page.click('.rule-form button[type=button]');
  await page.waitForFunction(() => document.querySelector('.rule-form').textContent.includes('41'));
  assert.equal(await page.isDisabled('.rule-form .primary'), false);
});

test('a ticket is approved and sent', async () => {
  await page.goto(`${gateway.url}/#/tickets`);
  for (const [step, state] of [['Duyệt', 'Đã duyệt'], ['Gửi nhà mạng', 'Đã gửi']]) {
    await page.click(`tr[data-ticket="3"] button:text-is("${step}")`); // one press: neither needs words
    await page.waitForFunction((word) => document.querySelector('tr[data-ticket="3"] .mark').textContent === word, state);
  }
  assert.deepEqual(browser.complaints, []);
});
