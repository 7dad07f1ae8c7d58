import { randomUUID } from 'node:crypto';
import { BOT_PURPOSES, type Bot, type FlowSummary } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Harness } from '../../platform/testing/harness.js';
import { badBodies } from '../../testing/bad-bodies.js';
import { type ConsoleClient, signIn } from '../../testing/console-client.js';
import { startApi } from '../../testing/start-api.js';
import { FlowAuthoringService } from '../flows/index.js';
import { AuditService } from '../workspaces/index.js';

const BOTS = '/v1/console/bots';

let api: Harness;
let owner: ConsoleClient;
beforeAll(async () => {
  api = await startApi();
  owner = await signIn(api);
});
afterAll(() => api.stop());

const create = async (name = 'Kedai Senja'): Promise<Bot> => {
  const { body } = await owner.post(BOTS, { name }).expect(201);
  return body as Bot;
};
const read = async (id: string): Promise<Bot> => {
  const { body } = await owner.get(`${BOTS}/${id}`).expect(200);
  return body as Bot;
};
const lastAct = async () => {
  const [entry] = await api.get(AuditService).list(api.reader, owner.user.workspaceId, 1);
  return entry;
};

describe('a new bot', () => {
  test('is switched on, dressed, open to guests, and has a first special key', async () => {
    const bot = await create();
    expect(bot).toMatchObject({
      name: 'Kedai Senja',
      enabled: true,
      guests_allowed: true,
      origins: [],
      null_origin_allowed: false,
      guest_flow_id: expect.any(String),
      known_flow_id: expect.any(String),
      version: 1,
      loader_url: `http://localhost:3000/w/${bot.id}.js`,
    });
    expect(bot.looks).toMatchObject({ title: 'Kedai Senja', position: 'right', scheme: 'auto', locale: 'auto' });
    expect(await read(bot.id)).toEqual(bot);
    const rows = await api.reader.manager.query('select state from special_key where bot_id = $1', [bot.id]);
    expect(rows).toEqual([{ state: 'primary' }]);
    expect(await lastAct()).toMatchObject({ action: 'bot.created', targetId: bot.id, userId: owner.user.id });
  });

  test.each(BOT_PURPOSES)('made to %s answers a guest and a known user, in its language', async (purpose) => {
    const { body: bot } = await owner.post(BOTS, { name: 'Kedai', purpose, language: 'zh-Hans' }).expect(201);
    const { body: flows } = await owner.get(`${BOTS}/${bot.id}/flows`).expect(200);
    const published = (flows.items as FlowSummary[]).filter(({ published_at }) => published_at !== null);
    expect(published.map(({ id }) => id).sort()).toEqual([bot.guest_flow_id, bot.known_flow_id].sort());
    const { body: flow } = await owner.get(`${BOTS}/${bot.id}/flows/${bot.guest_flow_id}`).expect(200);
    expect(JSON.stringify(flow.graph)).toContain('您好');
  });

  test('with a long name gets a title that ends with a whole character', async () => {
    const bot = await create(`${'a'.repeat(59)}🌙 and more`);
    expect(bot.looks.title).toBe('a'.repeat(59));
  });

  test('has a name', async () => {
    for (const [title, body] of badBodies({ name: 'Bot' })) {
      const answer = await owner
        .post(BOTS)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    await owner.post(BOTS, { name: '' }).expect(400);
    await owner.post(BOTS, { name: '   ' }).expect(400);
    await owner.post(BOTS, { name: 'two\nlines' }).expect(400);
  });
});

describe('the list of bots', () => {
  test('is paged, the newest first, without loss or doubles', async () => {
    const other = await signIn(api);
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) made.push((await other.post(BOTS, { name: `Bot ${i}` })).body.id);
    const seen: string[] = [];
    let query = '?limit=2';
    for (let pages = 0; pages < 3; pages += 1) {
      const { body } = await other.get(`${BOTS}${query}`).expect(200);
      seen.push(...body.items.map(({ id }: Bot) => id));
      if (body.next === null) break;
      query = `?limit=2&before=${body.next}`;
    }
    expect(seen).toEqual(made.reverse());
  });

  test('refuses cursors and limits that are none', async () => {
    for (const query of [
      '?before=x',
      '?before=bC4',
      '?before=a%00b',
      '?limit=0',
      '?limit=101',
      '?limit=1&limit=2',
      '?page=2',
    ]) {
      const answer = await owner.get(`${BOTS}${query}`);
      // `bC4` decodes to a cursor with an empty key: there is nothing below it.
      if (query === '?before=bC4') expect(answer.body).toEqual({ items: [], next: null });
      else expect(answer.status, query).toBe(400);
    }
  });
});

describe('changing a bot', () => {
  test('changes what is named and nothing else, and counts the version up', async () => {
    const bot = await create();
    const looks = { ...bot.looks, title: 'Senja', subtitle: 'Lamps are lit' };
    const { body } = await owner.patch(`${BOTS}/${bot.id}`, { version: 1, looks, enabled: false }).expect(200);
    expect(body).toEqual({ ...bot, looks, enabled: false, version: 2 });
    expect(await read(bot.id)).toEqual(body);
    expect(await lastAct()).toMatchObject({ action: 'bot.changed', detail: { changed: 'enabled looks' } });
  });

  test('is refused to whoever did not see the last change', async () => {
    const bot = await create();
    const change = (name: string) => owner.patch(`${BOTS}/${bot.id}`, { version: 1, name });
    const answers = await Promise.all([change('One'), change('Two'), change('Three')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const late = await change('Four').expect(409);
    expect(late.body.code).toBe('conflict');
    expect((await read(bot.id)).version).toBe(2);
  });

  test('keeps origins in one form, each once', async () => {
    const bot = await create();
    const origins = ['https://Shop.my/', 'https://shop.my', 'https://*.shop.my', 'http://localhost:4000'];
    const { body } = await owner.patch(`${BOTS}/${bot.id}`, { version: 1, origins }).expect(200);
    expect(body.origins).toEqual(['https://shop.my', 'https://*.shop.my', 'http://localhost:4000']);
  });

  test('refuses origins that are none, and changes nothing then', async () => {
    const bot = await create();
    for (const origin of ['http://shop.my', 'https://*.com.my', 'https://shop.my/path', 'null', 'https://*.*.my']) {
      const origins = ['https://shop.my', origin];
      const answer = await owner.patch(`${BOTS}/${bot.id}`, { version: 1, name: 'Changed', origins }).expect(400);
      expect(answer.body.code, origin).toBe('invalid_request');
    }
    expect(await read(bot.id)).toEqual(bot);
  });

  test('asks for the password before it lets further websites in, not before it shuts some out', async () => {
    const bot = await create();
    const admin = await signIn(api, { workspaceId: owner.user.workspaceId, role: 'admin', passwordGiven: false });
    const change = (body: object) => admin.patch(`${BOTS}/${bot.id}`, body);
    await change({ version: 1, origins: ['https://shop.my', 'https://*.shop.my'] }).expect(200);
    await change({ version: 2, origins: ['https://www.shop.my'] }).expect(200);
    for (const loose of [
      { origins: [] },
      { origins: ['https://www.shop.my', 'https://b.my'] },
      { null_origin_allowed: true },
    ]) {
      const answer = await change({ version: 3, ...loose }).expect(403);
      expect(answer.body.code).toBe('password_required');
    }
    await change({ version: 3, name: 'New name' }).expect(200);
    await owner.patch(`${BOTS}/${bot.id}`, { version: 4, origins: [] }).expect(200);
  });

  test('takes only flows of the bot itself', async () => {
    const [bot, other] = [await create(), await create('Other')];
    const flows = api.get(FlowAuthoringService);
    const [own, foreign] = [await flows.create(bot.id, 'Own'), await flows.create(other.id, 'Foreign')];
    for (const id of [foreign.id, randomUUID()]) {
      const answer = await owner.patch(`${BOTS}/${bot.id}`, { version: 1, guest_flow_id: id }).expect(400);
      expect(answer.body.issues[0].path).toBe('guest_flow_id');
    }
    const { body } = await owner
      .patch(`${BOTS}/${bot.id}`, { version: 1, guest_flow_id: own.id, known_flow_id: own.id })
      .expect(200);
    expect(body).toMatchObject({ guest_flow_id: own.id, known_flow_id: own.id });
    const cleared = await owner.patch(`${BOTS}/${bot.id}`, { version: 2, guest_flow_id: null }).expect(200);
    expect(cleared.body).toMatchObject({ guest_flow_id: null, known_flow_id: own.id });
  });

  test('refuses what is not of its shape', async () => {
    const bot = await create();
    const good = {
      version: 1,
      name: 'Bot',
      enabled: true,
      looks: bot.looks,
      origins: ['https://shop.my'],
      null_origin_allowed: false,
      guests_allowed: true,
    };
    for (const [title, body] of badBodies(good)) {
      const answer = await owner
        .patch(`${BOTS}/${bot.id}`)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    for (const looks of [
      { ...bot.looks, colour: 'red' },
      { ...bot.looks, colour: '#fff' },
      { ...bot.looks, avatar_url: 'https://shop.my/face.png' },
      { ...bot.looks, avatar: 'https://shop.my/' },
      { ...bot.looks, title: '' },
      { ...bot.looks, extra: 1 },
      { title: 'x' },
    ]) {
      await owner.patch(`${BOTS}/${bot.id}`, { version: 1, looks }).expect(400);
    }
    await owner.patch(`${BOTS}/${bot.id}`, { version: 1, origins: Array(101).fill('https://a.my') }).expect(400);
    await owner.patch(`${BOTS}/${bot.id}`, { name: 'No version' }).expect(400);
    expect(await read(bot.id)).toEqual(bot);
  });
});

describe('duplicating a bot', () => {
  test('copies settings, flows and fields; never keys, API keys, contacts or logs', async () => {
    const bot = await create('Original');
    const flows = api.get(FlowAuthoringService);
    const greet = await flows.create(bot.id, 'Greet');
    const main = await flows.create(bot.id, 'Main');
    await flows.publish(bot.id, greet.id, {
      start: 'a',
      steps: [{ id: 'a', kind: 'go_to', target: { flow_id: main.id } }],
    });
    await owner.put(`${BOTS}/${bot.id}/fields`, {
      name: 'plan',
      type: 'text',
      page_writable: true,
      minimum_provenance: 'page',
    });
    const { body: key } = await owner.post(`${BOTS}/${bot.id}/api-keys`, { name: 'Backend' }).expect(201);
    await api.request.put('/v1/contacts').set('authorization', `Bearer ${key.key}`).send({ user_id: 'u1' }).expect(200);
    const looks = { ...bot.looks, title: 'Dressed' };
    await owner
      .patch(`${BOTS}/${bot.id}`, { version: 1, looks, origins: ['https://shop.my'], guest_flow_id: greet.id })
      .expect(200);

    const { body: copy } = await owner.post(`${BOTS}/${bot.id}/duplicate`).expect(201);
    expect(copy).toMatchObject({ name: 'Original (copy)', looks, origins: ['https://shop.my'], version: 1 });
    expect(copy.id).not.toBe(bot.id);
    const copied = (await owner.get(`${BOTS}/${copy.id}/flows`).expect(200)).body.items;
    const named = (name: string) => copied.find((flow: { name: string }) => flow.name === name);
    expect(copy.guest_flow_id).toBe(named('Greet').id);
    expect(named('Main').published_at).toBeNull();
    const { body: flow } = await owner.get(`${BOTS}/${copy.id}/flows/${named('Greet').id}`).expect(200);
    expect(flow.graph.steps[0].target.flow_id).toBe(named('Main').id);
    expect((await owner.get(`${BOTS}/${copy.id}/fields`)).body.items).toHaveLength(1);
    expect((await owner.get(`${BOTS}/${copy.id}/api-keys`)).body.items).toEqual([]);
    expect((await owner.get(`/v1/console/contacts?bot_id=${copy.id}`)).body.items).toEqual([]);
    const keys: { fingerprint: string }[] = await api.reader.manager.query(
      'select fingerprint from special_key where bot_id in ($1, $2)',
      [bot.id, copy.id],
    );
    expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(2);
  });
});
