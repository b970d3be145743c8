// The technician's page. No framework: four views, one poll a second, texts from one catalogue per language.
import { drawFall, drawLine, shrink } from '/draw.js';

const kMarks = { pass: '✓', attention: '!', fail: '✗', waiting: '…' };
const kViews = ['check', 'site', 'spectrum', 'sheet'];
const kMaxPhotoBytes = 30000;
const $ = (id) => document.getElementById(id);

let words = {};
let language = localStorage.getItem('language') === 'en' ? 'en' : 'vi';
let communes = [];
let latest = null;
let view = 'check';

const t = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key] ?? key);

const number = (value, digits) => value.toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', { maximumFractionDigits: digits, useGrouping: false });

async function ask(path, options) {
  const answer = await fetch(path, { credentials: 'same-origin', ...options });
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  if (answer.status === 401 && path !== '/api/session') showEnter();
  throw new Error(body.error ?? 'error.connection');
}

const post = (path, body, type = 'application/json') => ask(path, { method: 'POST', body, headers: { 'Content-Type': type, 'X-Songbien': '1' } });

function fail(error) {
  $('error').textContent = t(error instanceof TypeError ? 'error.connection' : error.message);
  $('error').hidden = false;
}

/** Runs what a button starts; the button waits, a failure is said. */
async function during(button, work) {
  button.disabled = true;
  $('error').hidden = true;
  try { await work(); } catch (error) { fail(error); }
  button.disabled = false;
}

async function setLanguage(next) {
  language = next;
  localStorage.setItem('language', next);
  words = await (await fetch(`/${next}.json`)).json();
  document.documentElement.lang = next;
  $('lang').textContent = next === 'vi' ? 'English' : 'Tiếng Việt';
  $('lang').lang = next === 'vi' ? 'en' : 'vi';
  for (const element of document.querySelectorAll('[data-t]')) element.textContent = t(element.dataset.t);
  $('line').setAttribute('aria-label', t('spectrum.line'));
  $('fall').setAttribute('aria-label', t('spectrum.fall'));
  if (latest) showState(latest);
}

function showEnter() {
  $('enter').hidden = false;
  $('inside').hidden = true;
}

async function enter(code) {
  await post('/api/session', JSON.stringify({ code }));
  $('enter').hidden = true;
  await showInside();
}

async function showInside() {
  latest = await ask('/api/state');
  showState(latest);
  $('enter').hidden = true;
  $('inside').hidden = false;
  communes = (await ask('/api/communes')).communes;
  $('communes').replaceChildren(...communes.map(([code, name]) => Object.assign(document.createElement('option'), { value: `${name} (${code})` })));
  fillSite(await ask('/api/site'));
  showView();
}

function showState(state) {
  latest = state;
  $('node').textContent = state.name ? `${state.name} (${state.node})` : state.node;
  $('state').textContent = state.state[language];
  $('lamp').className = `lamp ${state.state.lamp}`;
  const waiting = state.sheets_waiting + (state.connected ? 0 : state.spool_records);
  $('queue').hidden = waiting === 0;
  $('queue').textContent = t('queue', { n: waiting });
}

function showView() {
  view = kViews.includes(location.hash.slice(1)) ? location.hash.slice(1) : 'check';
  for (const name of kViews) $(name).hidden = name !== view;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${view}`) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current');
  }
  poll().catch(fail);
}

const valueOf = (step) => (step.value === undefined ? '' : `${number(step.value, step.unit === '' ? 0 : 2)} ${step.unit}`.trim());

function element(name, text, className = '') {
  return Object.assign(document.createElement(name), { textContent: text, className });
}

function stepRow(step) {
  const row = element('li', '', step.verdict);
  row.append(element('span', kMarks[step.verdict], 'mark'), element('span', t(`step.${step.step}`)), element('span', valueOf(step), 'value'));
  row.firstChild.setAttribute('aria-label', t(`verdict.${step.verdict}`));
  row.firstChild.setAttribute('role', 'img');
  if (step.remedy) row.append(element('span', t(step.remedy), 'remedy'));
  return row;
}

async function showCheck() {
  const wizard = await ask('/api/wizard');
  $('progress').value = wizard.progress;
  $('start').textContent = t(wizard.started ? 'check.again' : 'check.start');
  $('steps').replaceChildren(...(wizard.started ? wizard.steps.map(stepRow) : []));
  $('baseline').hidden = !wizard.started;
}

async function showSpectrum() {
  const row = await ask('/api/spectrum');
  if (!row.half_db) { $('spectrum-note').textContent = t('spectrum.none'); return; }
  const low = row.f0_hz / 1e6, high = (row.f0_hz + row.bin_hz * (row.half_db.length - 1)) / 1e6;
  $('spectrum-note').textContent = t('spectrum.span', { low: number(low, 2), high: number(high, 2) });
  drawLine($('line'), row);
  drawFall($('fall'), row);
}

function tableOf(rows) {
  const table = document.createElement('table');
  for (const cells of rows) {
    const row = document.createElement('tr');
    cells.forEach((text, i) => row.append(element(i === 0 ? 'th' : 'td', text)));
    table.append(row);
  }
  return table;
}

function paper({ sheet, signature }) {
  const { site } = sheet;
  const facts = [
    ['paper.node', sheet.node], ['paper.made', new Date(sheet.made).toLocaleString(language === 'vi' ? 'vi-VN' : 'en-GB', { timeZone: 'Asia/Ho_Chi_Minh' })],
    ['site.commune_code', `${site.commune} (${site.commune_code})`], ['paper.place', `${sheet.latitude.toFixed(5)}, ${sheet.longitude.toFixed(5)}`],
    ['site.mast', site.mast], ['site.antenna', site.antenna], ['site.antenna_height_m', number(site.antenna_height_m, 1)], ['site.azimuth_deg', number(site.azimuth_deg, 0)],
    ['site.cable_m', number(site.cable_m, 1)], ['site.cable_loss_db', number(site.cable_loss_db, 1)], ['site.technician', site.technician], ['site.remarks', site.remarks || '—'], ['paper.software', sheet.software],
  ].map(([key, value]) => [t(key), value]);
  const steps = sheet.steps.map((step) => [t(`step.${step.step}`), valueOf({ unit: '', ...step }), t(`verdict.${step.verdict}`)]);
  const signs = element('div', '', 'signs');
  signs.append(element('div', t('paper.sign.technician')), element('div', t('paper.sign.province')));
  return [
    element('p', t('paper.motto.1'), 'motto'), element('p', t('paper.motto.2'), 'motto'), element('h2', t('paper.title')), tableOf(facts), tableOf(steps),
    element('p', t(sheet.passed ? 'paper.passed' : 'paper.failed')), element('p', `${t('paper.signature')}: ${signature}`, 'mono'), signs,
  ];
}

async function showSheet() {
  const newest = await ask('/api/acceptance');
  $('paper').hidden = !newest.sheet;
  $('print').disabled = !newest.sheet;
  $('sheet-note').textContent = newest.sheet ? t(newest.delivered ? 'sheet.delivered' : 'sheet.waiting') : t('sheet.none');
  if (newest.sheet) $('paper').replaceChildren(...paper(newest));
}

function fillSite(site) {
  const form = $('site-form');
  for (const [name, value] of Object.entries(site)) {
    if (form.elements[name] && name !== 'commune') form.elements[name].value = value;
  }
  if (site.commune_code) form.elements.commune.value = `${site.commune} (${site.commune_code})`;
}

function siteOf(form) {
  const numbers = ['antenna_height_m', 'azimuth_deg', 'cable_m', 'cable_loss_db'];
  const texts = ['mast', 'antenna', 'technician', 'remarks'];
  const code = /\((\d{5})\)\s*$/.exec(form.elements.commune.value)?.[1] ?? communes.find(([, name]) => name === form.elements.commune.value.trim())?.[0] ?? '';
  return Object.fromEntries([
    ['commune_code', code], ...texts.map((name) => [name, form.elements[name].value.trim()]), ...numbers.map((name) => [name, Number(form.elements[name].value)]),
  ]);
}

const kPolls = { check: showCheck, spectrum: showSpectrum, sheet: showSheet };

async function poll() {
  if ($('inside').hidden) return;
  showState(await ask('/api/state'));
  await kPolls[view]?.();
}

$('lang').addEventListener('click', () => setLanguage(language === 'vi' ? 'en' : 'vi').then(poll).catch(fail));
$('enter-form').addEventListener('submit', (event) => {
  event.preventDefault();
  $('enter-error').textContent = '';
  enter($('code').value).catch((error) => { $('enter-error').textContent = t(error instanceof TypeError ? 'error.connection' : error.message); });
});
$('start').addEventListener('click', ({ target }) => during(target, async () => { await post('/api/wizard/start', '{}'); await poll(); }));
$('terminated').addEventListener('click', ({ target }) => during(target, async () => { await post('/api/wizard/terminated', '{}'); await poll(); }));
$('baseline').addEventListener('click', ({ target }) => during(target, async () => { await post('/api/wizard/baseline', '{}'); await poll(); }));
$('accept').addEventListener('click', ({ target }) => during(target, async () => { await post('/api/acceptance', '{}'); await poll(); }));
$('print').addEventListener('click', () => window.print());
$('photo').addEventListener('change', ({ target }) => during(target, async () => {
  const blob = await shrink(target.files[0], kMaxPhotoBytes);
  if (!blob) throw new Error('error.photo');
  await post('/api/photo', blob, 'image/jpeg');
  $('photo-note').textContent = t('site.photo.kept', { n: number(blob.size / 1000, 0) });
}));
$('site-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  during(form.querySelector('button'), async () => {
    $('site-note').textContent = '';
    await post('/api/site', JSON.stringify(siteOf(form)));
    $('site-note').textContent = t('site.saved');
  });
});
window.addEventListener('hashchange', showView);

/** The label's QR code carries the access code behind '#': it never leaves the phone but to the box itself. */
const scanned = new URLSearchParams(location.hash.slice(1)).get('c');
await setLanguage(language);
try {
  if (scanned) {
    history.replaceState(null, '', '/#check');
    await enter(scanned);
  } else {
    await showInside();
  }
} catch (error) {
  showEnter();
  if (scanned) $('enter-error').textContent = t(error.message);
}
// One poll at a time: a slow link must not pile them up.
(async function run() {
  await new Promise((done) => { setTimeout(done, 1000); });
  await poll().catch(fail);
  run();
}());
