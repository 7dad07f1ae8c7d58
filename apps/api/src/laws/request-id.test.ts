import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestIds } from '../platform/http/request-id.js';
import type { Harness } from '../platform/testing/harness.js';
import { startApi } from '../testing/start-api.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const GIVEN = 'req-0190a1b2c3d4e5f6';

const request = (remoteAddress: string, given?: string | string[]): IncomingMessage =>
  ({ headers: given === undefined ? {} : { 'x-request-id': given }, socket: { remoteAddress } }) as never;

describe('an id of a proxy', () => {
  const idOf = requestIds(['127.0.0.1', '10.0.0.0/8']);

  test('is taken from a trusted one', () => {
    expect(idOf(request('127.0.0.1', GIVEN))).toBe(GIVEN);
    expect(idOf(request('::ffff:10.1.2.3', GIVEN))).toBe(GIVEN);
  });

  test.each([['192.0.2.1'], ['::1'], ['']])('is not taken from %s', (address) => {
    expect(idOf(request(address, GIVEN))).toMatch(UUID);
  });

  test.each([
    ['short'],
    ['with a space in it 0123456789'],
    [`quote"0123456789abcdef`],
    [`line\n0123456789abcdef`],
    ['a'.repeat(65)],
    ['-0123456789abcdef'],
    ['<script>alert(1)</script>'],
    [''],
  ])('is not taken when it is %j', (given) => {
    expect(idOf(request('127.0.0.1', given))).toMatch(UUID);
  });

  test('is not taken by a server that trusts nobody', () => {
    expect(requestIds([])(request('127.0.0.1', GIVEN))).toMatch(UUID);
  });
});

describe('a server behind a proxy', () => {
  let api: Harness;
  beforeAll(async () => {
    api = await startApi({ env: { CHATKU_TRUSTED_PROXIES: '127.0.0.1,::1' }, logLevel: 'debug' });
  });
  afterAll(() => api.stop());

  test('answers with the id, in the header, in a problem and in its log', async () => {
    const answer = await api.request.get('/v1/console/session').set('x-request-id', GIVEN).expect(401);
    expect(answer.headers['x-request-id']).toBe(GIVEN);
    expect(answer.body.request_id).toBe(GIVEN);
    await expect.poll(() => api.log.map((line) => line['request_id'])).toContain(GIVEN);
  });

  test('gives a request without one its own', async () => {
    const answer = await api.request.get('/health/live').expect(200);
    expect(answer.headers['x-request-id']).toMatch(UUID);
  });
});
