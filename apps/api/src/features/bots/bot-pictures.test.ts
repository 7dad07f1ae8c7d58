import { createHash, randomUUID } from 'node:crypto';
import { type Bot, PICTURE_MAX_BYTES } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Harness } from '../../platform/testing/harness.js';
import { badBodies } from '../../testing/bad-bodies.js';
import { type ConsoleClient, signIn } from '../../testing/console-client.js';
import { startApi } from '../../testing/start-api.js';
import { AuditService } from '../workspaces/index.js';

const BOTS = '/v1/console/bots';
const PNG = Buffer.from('\x89PNG\r\n\x1a\nand the rest', 'latin1');
const JPEG = Buffer.from('\xff\xd8\xff\xe0and the rest', 'latin1');
const WEBP = Buffer.from('RIFF\x10\0\0\0WEBPVP8 and the rest', 'latin1');

let api: Harness;
let owner: ConsoleClient;
beforeAll(async () => {
  api = await startApi();
  owner = await signIn(api);
});
afterAll(() => api.stop());

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 16);
const create = async (): Promise<Bot> => (await owner.post(BOTS, { name: 'Kedai Senja' }).expect(201)).body;
const read = async (id: string): Promise<Bot> => (await owner.get(`${BOTS}/${id}`).expect(200)).body;
const put = ({ id, version }: Pick<Bot, 'id' | 'version'>, bytes: Buffer) =>
  owner.put(`${BOTS}/${id}/avatar`, { version, picture: bytes.toString('base64') });
const remove = ({ id, version }: Pick<Bot, 'id' | 'version'>) =>
  owner.send('delete', `${BOTS}/${id}/avatar`, { version });
const fetchPicture = (botId: string, hash: string) => api.request.get(`/w/a/${botId}/${hash}`);
const lastAct = async () => (await api.get(AuditService).list(api.reader, owner.user.workspaceId, 1))[0];

describe('a picture', () => {
  test.each([
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['image/webp', WEBP],
  ])('%s is shown to anybody from then on, and kept for ever', async (type, bytes) => {
    const bot = await create();
    const { body: changed } = await put(bot, bytes).expect(200);
    expect(changed).toEqual({ ...bot, looks: { ...bot.looks, avatar: hashOf(bytes) }, version: 2 });
    expect(await read(bot.id)).toEqual(changed);
    expect(await lastAct()).toMatchObject({ action: 'bot.picture_changed', targetId: bot.id });
    const { body, headers } = await fetchPicture(bot.id, changed.looks.avatar)
      .set('origin', 'https://shop.my')
      .expect(200);
    expect(body).toEqual(bytes);
    expect(headers).toMatchObject({
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['set-cookie']).toBeUndefined();
    expect((await api.request.get(`/w/${bot.id}.json`)).body.looks.avatar).toBe(hashOf(bytes));
  });

  test.each([
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a GIF', 'GIF89a\x01\0\x01\0'],
    ['a PNG that does not begin like one', ` ${PNG.toString('latin1')}`],
    ['a sound in a RIFF', 'RIFF\x10\0\0\0WAVEfmt '],
    ['empty', ''],
  ])('is not %s: that is refused with what to do, and nothing changes', async (_, content) => {
    const bot = await create();
    const { body } = await put(bot, Buffer.from(content, 'latin1')).expect(400);
    expect(body).toMatchObject({ code: 'invalid_request', issues: [{ path: 'picture' }] });
    expect(body.fix).toBe('Send a PNG, JPEG or WebP.');
    expect(await read(bot.id)).toEqual(bot);
  });

  test('has at most 64 kB, decoded', async () => {
    const bot = await create();
    const large = Buffer.concat([PNG, Buffer.alloc(PICTURE_MAX_BYTES - PNG.length)]);
    await put(bot, large).expect(200);
    // One byte more is still as many letters in base64.
    const { body } = await put({ ...bot, version: 2 }, Buffer.concat([large, Buffer.of(1)])).expect(400);
    expect(body).toMatchObject({ code: 'invalid_request', fix: expect.stringContaining('smaller') });
    await put({ ...bot, version: 2 }, Buffer.concat([large, Buffer.alloc(9)])).expect(400);
    await put({ ...bot, version: 2 }, Buffer.concat([large, large])).expect(413);
    expect((await read(bot.id)).version).toBe(2);
  });

  test('comes in a body of its shape, in base64', async () => {
    const bot = await create();
    const bad = badBodies({ version: 1, picture: PNG.toString('base64') });
    const notBase64 = ['*', 'iVBO=', 'iVBO\n', 'data:image/png;base64,iVBO', 'iVB'];
    for (const [title, body] of [...bad, ...notBase64.map((picture) => [picture, { version: 1, picture }] as const)]) {
      const answer = await owner
        .put(`${BOTS}/${bot.id}/avatar`)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    for (const [title, body] of badBodies({ version: 1 })) {
      const answer = await owner
        .delete(`${BOTS}/${bot.id}/avatar`)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    expect(await read(bot.id)).toEqual(bot);
  });

  test('is not changed by whoever did not see the last change', async () => {
    const bot = await create();
    const answers = await Promise.all([put(bot, PNG), put(bot, JPEG), put(bot, WEBP)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await remove(bot).expect(409)).body.code).toBe('conflict');
    expect((await read(bot.id)).looks.avatar).toBeDefined();
  });

  test('of a bot is changed and taken away by its own admins only', async () => {
    const bot = await create();
    const agent = await signIn(api, { workspaceId: owner.user.workspaceId, role: 'agent' });
    const stranger = await signIn(api);
    for (const [client, status] of [
      [agent, 403],
      [stranger, 404],
    ] as const) {
      const body = { version: 1, picture: PNG.toString('base64') };
      await client.put(`${BOTS}/${bot.id}/avatar`, body).expect(status);
      await client.send('delete', `${BOTS}/${bot.id}/avatar`, { version: 1 }).expect(status);
    }
    expect(await read(bot.id)).toEqual(bot);
  });

  test('that is taken away is gone for everybody', async () => {
    const bot = await create();
    const { body: dressed } = await put(bot, PNG).expect(200);
    const { body: bare } = await remove(dressed).expect(200);
    expect(bare).toEqual({ ...bot, version: 3 });
    expect(await lastAct()).toMatchObject({ action: 'bot.picture_removed', targetId: bot.id });
    const gone = await fetchPicture(bot.id, hashOf(PNG)).expect(404);
    expect(gone.body.code).toBe('not_found');
    expect(gone.headers['access-control-allow-origin']).toBe('*');
  });

  test('before the present one stays for the loaders of the last minute, those before it go', async () => {
    const bot = await create();
    for (const [at, bytes] of [PNG, JPEG, WEBP].entries()) await put({ ...bot, version: at + 1 }, bytes).expect(200);
    await fetchPicture(bot.id, hashOf(PNG)).expect(404);
    await fetchPicture(bot.id, hashOf(JPEG)).expect(200);
    await fetchPicture(bot.id, hashOf(WEBP)).expect(200);
    await put({ ...bot, version: 4 }, WEBP).expect(200);
  });

  test('is named by looks only where the bot has it', async () => {
    const [bot, other] = [await create(), await create()];
    const avatar = hashOf(PNG);
    const name = (version: number, looks: object) => owner.patch(`${BOTS}/${bot.id}`, { version, looks });
    await put(other, PNG).expect(200);
    const refused = await name(1, { ...bot.looks, avatar }).expect(400);
    expect(refused.body.issues[0].path).toBe('looks.avatar');
    const { body: dressed } = await put(bot, PNG).expect(200);
    expect((await name(2, { ...dressed.looks, title: 'Senja' }).expect(200)).body.looks.avatar).toBe(avatar);
    expect((await name(3, bot.looks).expect(200)).body.looks.avatar).toBeUndefined();
  });

  test('is not there for an unknown bot, another bot, another hash, or while the bot is switched off', async () => {
    const [bot, other] = [await create(), await create()];
    await put(bot, PNG).expect(200);
    const hash = hashOf(PNG);
    for (const [id, name] of [
      [randomUUID(), hash],
      [other.id, hash],
      [bot.id, hashOf(JPEG)],
      [bot.id, 'x'],
    ] as const) {
      expect((await fetchPicture(id, name).expect(404)).body.code).toBe('not_found');
    }
    expect((await fetchPicture('%00', '%00').expect(400)).body.code).toBe('invalid_request');
    await owner.patch(`${BOTS}/${bot.id}`, { version: 2, enabled: false }).expect(200);
    await fetchPicture(bot.id, hash).expect(404);
    await owner.patch(`${BOTS}/${bot.id}`, { version: 3, enabled: true }).expect(200);
    await fetchPicture(bot.id, hash).expect(200);
  });

  test('goes along into a copy of the bot, and stays when the original gives it up', async () => {
    const bot = await create();
    const { body: dressed } = await put(bot, PNG).expect(200);
    const { body: copy } = await owner.post(`${BOTS}/${bot.id}/duplicate`).expect(201);
    expect(copy.looks).toEqual(dressed.looks);
    await remove(dressed).expect(200);
    await fetchPicture(copy.id, copy.looks.avatar).expect(200);
  });
});
