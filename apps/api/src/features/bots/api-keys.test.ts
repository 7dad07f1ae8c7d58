import type { CreatedApiKey } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Harness } from '../../platform/testing/harness.js';
import { badBodies } from '../../testing/bad-bodies.js';
import { type ConsoleClient, signIn } from '../../testing/console-client.js';
import { startApi } from '../../testing/start-api.js';
import { AuditService } from '../workspaces/index.js';

let api: Harness;
let owner: ConsoleClient;
let keys: string;
beforeAll(async () => {
  api = await startApi();
  owner = await signIn(api);
  const { body } = await owner.post('/v1/console/bots', { name: 'Bot' }).expect(201);
  keys = `/v1/console/bots/${body.id}/api-keys`;
});
afterAll(() => api.stop());

const make = async (name = 'Backend'): Promise<CreatedApiKey> => {
  const { body } = await owner.post(keys, { name }).expect(201);
  return body as CreatedApiKey;
};
const put = (authorization: string) =>
  api.request.put('/v1/contacts').set('authorization', authorization).send({ user_id: 'u1' });

describe('an API key', () => {
  test('is shown once, in the answer that makes it, and stored hashed', async () => {
    const made = await make();
    expect(made.key).toMatch(/^ck_[A-Za-z0-9_-]{43}$/);
    expect(made.key.startsWith(made.prefix)).toBe(true);
    const { body } = await owner.get(keys).expect(200);
    expect(body.items[0]).toEqual({
      id: made.id,
      name: 'Backend',
      prefix: made.prefix,
      created_at: made.created_at,
      last_used_at: null,
    });
    const secret = made.key.slice(made.prefix.length);
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(JSON.stringify(await api.reader.manager.query('select * from bot_api_key'))).not.toContain(secret);
    const acts = await api.get(AuditService).list(api.reader, owner.user.workspaceId, 5);
    expect(acts[0]).toMatchObject({ action: 'api-key.created', targetId: made.id });
    expect(JSON.stringify(acts)).not.toContain(secret);
  });

  test('says when it was last used', async () => {
    const made = await make();
    api.clock.advance(1000);
    await put(`Bearer ${made.key}`).expect(200);
    const { body } = await owner.get(keys).expect(200);
    expect(body.items[0].last_used_at).toBe(new Date(api.clock.nowMs()).toISOString());
  });

  test('is dead once it is deleted', async () => {
    const made = await make();
    await put(`Bearer ${made.key}`).expect(200);
    await owner.delete(`${keys}/${made.id}`).expect(204);
    expect((await put(`Bearer ${made.key}`).expect(401)).body.code).toBe('unauthenticated');
    await owner.delete(`${keys}/${made.id}`).expect(404);
  });

  test('must not be used from a browser, and is not even looked at there', async () => {
    const made = await make();
    for (const origin of ['https://shop.my', 'null', 'http://localhost:3000']) {
      for (const key of [made.key, 'nonsense']) {
        const answer = await put(`Bearer ${key}`).set('origin', origin).expect(403);
        expect(answer.body.code).toBe('browser_not_allowed');
      }
    }
  });

  test('is the whole key and nothing else', async () => {
    const { key, prefix } = await make();
    await put(`bearer ${key}`).expect(200);
    for (const wrong of [
      '',
      'Bearer',
      'Bearer ',
      key,
      `Basic ${key}`,
      `Bearer ${prefix}`,
      `Bearer ${key.slice(0, -1)}`,
      `Bearer ${key}x`,
      `Bearer ${key.slice(3)}`,
      `Bearer ck_${'A'.repeat(43)}`,
      `Bearer ${'x'.repeat(5000)}`,
    ]) {
      expect((await put(wrong)).status, wrong.slice(0, 20)).toBe(401);
    }
    expect((await api.request.put('/v1/contacts').send({ user_id: 'u1' })).status).toBe(401);
    expect((await api.request.put('/v1/contacts').set('cookie', owner.cookie).send({ user_id: 'u1' })).status).toBe(
      401,
    );
  });

  test('opens no door of the console and none of the widget', async () => {
    const { key } = await make();
    await api.request.get('/v1/console/bots').set('authorization', `Bearer ${key}`).expect(401);
  });

  test('has a name', async () => {
    for (const [title, body] of badBodies({ name: 'Key' })) {
      const answer = await owner
        .post(keys)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
  });

  test('is one of fifty at most', async () => {
    const { body: bot } = await owner.post('/v1/console/bots', { name: 'Busy' }).expect(201);
    const path = `/v1/console/bots/${bot.id}/api-keys`;
    for (let i = 0; i < 50; i += 1) await owner.post(path, { name: `Key ${i}` }).expect(201);
    expect((await owner.post(path, { name: 'One more' }).expect(409)).body.code).toBe('conflict');
  });
});
