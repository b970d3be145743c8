// The mock speaks as the gateway's own description of itself says: what passes here passes there.
import { existsSync, readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMock } from '../mock/server.mjs';

const description = new URL('../../api/openapi.json', import.meta.url);

describe.skipIf(!existsSync(description))('the mock against gateway/api/openapi.json', () => {
  let mock;
  let headers;
  let ajv;

  beforeAll(async () => {
    ajv = new Ajv({ strict: false, validateFormats: false }).addSchema(JSON.parse(readFileSync(description, 'utf8')), 'api');
    mock = await startMock({ dist: '/nowhere' });
    const answer = await fetch(`${mock.url}/api/v1/session`, { method: 'POST', body: JSON.stringify({ user: mock.user, password: mock.password }) });
    headers = { cookie: answer.headers.get('set-cookie').split(';')[0] };
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
});
