import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Harness } from '../../platform/testing/harness.js';
import { signIn } from '../../testing/console-client.js';
import { startApi } from '../../testing/start-api.js';

let api: Harness;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

describe('smoke', () => {
  test('bots', async () => {
    const owner = await signIn(api);
    const made = await owner.post('/v1/console/bots', { name: 'Senja' });
    expect(made.body).toMatchObject({ name: 'Senja' });
    const me = await owner.get('/v1/console/session');
    expect(me.body).toMatchObject({ csrf: owner.csrf });
    const copy = await owner.post(`/v1/console/bots/${made.body.id}/duplicate`);
    expect(copy.body).toMatchObject({ name: 'Senja (copy)' });
  });
});
