// The mock speaks as the gateway's own description of itself says: what passes here passes there.
import { existsSync, readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock } from '../mock/server.mjs';
import { spectrumRow } from '../mock/views.mjs';
import { peaksOf, rowOf, Sweeper } from '../src/spectrum/rows';

const description = new URL('../../api/openapi.json', import.meta.url);

describe.skipIf(!existsSync(description))('the mock against gateway/api/openapi.json', () => {
  let mock;
  let headers;
  let csrf;
  let ajv;

  beforeAll(async () => {
    ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(JSON.parse(readFileSync(description, 'utf8')), 'api');
    mock = await startMock({ dist: '/nowhere' });
    const answer = await fetch(`${mock.url}/api/v1/session`, { method: 'POST', body: JSON.stringify({ user: mock.user, password: mock.password }) });
    headers = { cookie: answer.headers.get('set-cookie').split(';')[0] };
    csrf = (await answer.json()).csrf_token;
  });
  afterAll(() => mock?.close());

  it.each([
    ['Session', '/session'], ['IncidentPage', '/incidents'], ['IncidentDetail', '/incidents/12'], ['IncidentDetail', '/incidents/13'], ['NodeList', '/nodes'],
    ['CellList', '/cells'], ['TicketList', '/tickets'], ['Map', '/map'],
  ])('%s: %s', async (schema, path) => {
    const body = await (await fetch(`${mock.url}/api/v1${path}`, { headers })).json();
    ajv.validate(`api#/components/schemas/${schema}`, body);
    expect(ajv.errors ?? []).toEqual([]);
  });

  it.each([
    ['/map/clusters', '/map/clusters?bbox=103,22,105,23&zoom=9'], ['/map/detectability', '/map/detectability'], ['/communes.geojson', '/communes.geojson'], ['/occupancy', '/occupancy?low_hz=1805000000&high_hz=1880000000'],
    ['/history', '/history?at=2026-11-24T10:00:00Z'], ['/emitters', '/emitters'], ['/emitters/{id}', '/emitters/1'], ['/nodes/{node}/spectrum', '/nodes/lc-01/spectrum'],
  ])('%s answers as documented', async (documented, path) => {
    if (documented.endsWith('spectrum')) await fetch(`${mock.url}/api/v1/nodes/lc-01/spectrum`, { method: 'POST', headers: { ...headers, 'x-csrf-token': csrf }, body: JSON.stringify({ low_hz: 1.8e9, high_hz: 1.81e9 }) });
    const answer = await fetch(`${mock.url}/api/v1${path}`, { headers });
    expect(answer.status).toBe(200);
    const place = `/paths/${`/api/v1${documented}`.replaceAll('/', '~1')}/get/responses/200/content/${documented.endsWith('geojson') ? 'application~1geo+json' : 'application~1json'}/schema`;
    ajv.validate(`api#${encodeURI(place)}`, await answer.json());
    expect(ajv.errors ?? []).toEqual([]);
  });
});

describe("the mock's rows of spectrum", () => {
  it('are as the page reads them: two halves make a sweep, and the carrier stands in the middle', () => {
    const range = { low_hz: 1800e6, high_hz: 1810e6 };
    const sweeper = new Sweeper(range, 1024);
    sweeper.add(rowOf(spectrumRow(2, range.low_hz, range.high_hz, 0)));
    const into = sweeper.add(rowOf(spectrumRow(3, range.low_hz, range.high_hz, 250)));
    expect(into.fresh).toBe(false);
    const [peak] = peaksOf(into.sweep.mean, range, 1);
    expect(Math.abs(peak.hz - 1805e6)).toBeLessThan(0.7e6);
  });
});
