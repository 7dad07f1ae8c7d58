import { randomUUID } from 'node:crypto';
import type { ConversationSummary, Message } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { badBodies } from '../testing/bad-bodies.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { type Page, World } from './world.js';

const CONVERSATIONS = '/v1/console/conversations';

let world: World;
let agent: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  agent = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(1_000));

/** A guest who has written, and the conversation that made. */
const thread = async (...texts: string[]): Promise<{ page: Page; id: string }> => {
  const page = await world.page().becomeGuest();
  let id = '';
  for (const text of texts) id = (await page.send(text).expect(200)).body.message.conversation_id;
  return { page, id };
};
const read = async (id: string): Promise<ConversationSummary> =>
  (await agent.get(`${CONVERSATIONS}/${id}`).expect(200)).body;
const reply = (id: string, text: string, client_id: string = randomUUID()) =>
  agent.post(`${CONVERSATIONS}/${id}/messages`, { client_id, text });

describe('the inbox', () => {
  test('is paged, the latest first, without loss or doubles, also where the instant is the same', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) made.push((await thread(`m${i}`)).id);
    const seen: string[] = [];
    let query = `?bot_id=${world.bot.id}&limit=2`;
    for (let pages = 0; pages < 20; pages += 1) {
      const { body } = await agent.get(`${CONVERSATIONS}${query}`).expect(200);
      seen.push(...body.items.map((item: ConversationSummary) => item.id));
      if (body.next === null) break;
      query = `?bot_id=${world.bot.id}&limit=2&before=${body.next}`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(0, 5)).toEqual(made.reverse());
  });

  test('shows the contact, the newest message and what is unread', async () => {
    const { page, id } = await thread('one', 'two');
    const summary = await read(id);
    expect(summary).toMatchObject({
      status: 'open',
      last_seq: 2,
      unread: 2,
      bot_paused_until: null,
      contact: { id: page.contactId, is_guest: true },
      last_message: { body: { text: 'two' }, author: 'visitor', seq: 2 },
    });
    const { body } = await agent.get(`${CONVERSATIONS}?contact_id=${page.contactId}`).expect(200);
    expect(body).toEqual({ items: [summary], next: null });
  });

  test('is narrowed by status', async () => {
    const { page, id } = await thread('hello');
    await agent.post(`${CONVERSATIONS}/${id}/status`, { status: 'done' }).expect(204);
    const of = async (status: string) =>
      (await agent.get(`${CONVERSATIONS}?contact_id=${page.contactId}&status=${status}`).expect(200)).body.items.length;
    expect([await of('open'), await of('done')]).toEqual([0, 1]);
  });

  test('refuses a query that is none', async () => {
    for (const query of ['?status=closed', '?bot_id=1', '?limit=-1', '?before=abc', '?contact_id=', '?q=x']) {
      expect((await agent.get(`${CONVERSATIONS}${query}`)).status, query).toBe(400);
    }
  });
});

describe('messages of a conversation', () => {
  test('are paged upward, each page oldest first, down to the first', async () => {
    const { id } = await thread(...Array.from({ length: 7 }, (_, i) => `m${i + 1}`));
    const pages: number[][] = [];
    let query = '?limit=3';
    for (let i = 0; i < 5; i += 1) {
      const { body } = await agent.get(`${CONVERSATIONS}/${id}/messages${query}`).expect(200);
      pages.push(body.items.map(({ seq }: Message) => seq));
      if (body.next === null) break;
      query = `?limit=3&before=${body.next}`;
    }
    expect(pages).toEqual([[5, 6, 7], [2, 3, 4], [1]]);
  });

  test('have nothing above the first, however full its page is', async () => {
    const { id } = await thread('one', 'two');
    const { body } = await agent.get(`${CONVERSATIONS}/${id}/messages?limit=2`).expect(200);
    expect(body.next).toBeNull();
  });

  test('refuse a cursor of another list', async () => {
    const { id } = await thread('one');
    const inbox = await agent.get(`${CONVERSATIONS}?limit=1`).expect(200);
    for (const before of [inbox.body.next, 'bC4', 'bC4w', Buffer.from('l.-1').toString('base64url')]) {
      await agent.get(`${CONVERSATIONS}/${id}/messages?before=${before}`).expect(400);
    }
  });
});

describe('an agent’s reply', () => {
  test('is stored, shown to the visitor, and silences the bot for half an hour', async () => {
    const { page, id } = await thread('hello');
    const { body } = await reply(id, 'How can I help?').expect(200);
    expect(body).toMatchObject({ author: 'agent', author_name: 'Nurul', seq: 2, conversation_id: id });
    expect(await page.texts()).toEqual(['hello', 'How can I help?']);
    const pausedUntil = new Date(world.harness.clock.nowMs() + 30 * 60_000).toISOString();
    expect(await read(id)).toMatchObject({ bot_paused_until: pausedUntil, unread: 0 });
  });

  test('sent again under the same client id is the same message; with other content it is refused', async () => {
    const { page, id } = await thread('hello');
    const client_id = randomUUID();
    const first = await reply(id, 'once', client_id).expect(200);
    const answers = await Promise.all([1, 2, 3].map(() => reply(id, 'once', client_id).expect(200)));
    for (const answer of answers) expect(answer.body).toEqual(first.body);
    expect((await reply(id, 'other', client_id).expect(409)).body.code).toBe('message_id_reused');
    expect(await page.texts()).toEqual(['hello', 'once']);
  });

  test('refuses what is not of its shape, and stores nothing', async () => {
    const { page, id } = await thread('hello');
    for (const [title, body] of badBodies({ client_id: randomUUID(), text: 'Hi' })) {
      const answer = await agent
        .post(`${CONVERSATIONS}/${id}/messages`)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    await reply(id, '').expect(400);
    await reply(id, 'x'.repeat(4001)).expect(400);
    expect(await page.texts()).toEqual(['hello']);
  });
});

describe('an agent', () => {
  test('ends a conversation and opens it again, and at most one is open', async () => {
    const { page, id } = await thread('first');
    await agent.post(`${CONVERSATIONS}/${id}/status`, { status: 'done' }).expect(204);
    world.harness.clock.advance(25 * 3_600_000);
    agent = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
    const { body } = await page.send('a day later').expect(200);
    const second = body.message.conversation_id;
    expect(second).not.toBe(id);
    await agent.post(`${CONVERSATIONS}/${id}/status`, { status: 'open' }).expect(204);
    expect([(await read(id)).status, (await read(second)).status]).toEqual(['open', 'done']);
  });

  test('silences the bot and wakes it', async () => {
    const { id } = await thread('hello');
    await agent.post(`${CONVERSATIONS}/${id}/bot`, { paused: true }).expect(204);
    expect((await read(id)).bot_paused_until).not.toBeNull();
    await agent.post(`${CONVERSATIONS}/${id}/bot`, { paused: false }).expect(204);
    expect((await read(id)).bot_paused_until).toBeNull();
  });

  test('reads up to a message, never back and never past the last', async () => {
    const { page, id } = await thread('one', 'two', 'three');
    const seen = (seq: unknown) => agent.post(`${CONVERSATIONS}/${id}/seen`, { seq });
    await seen(2).expect(204);
    expect((await read(id)).unread).toBe(1);
    await seen(1).expect(204);
    expect((await read(id)).unread).toBe(1);
    await seen(99).expect(204);
    await page.send('four');
    expect((await read(id)).unread).toBe(1);
    for (const wrong of [0, -1, 1.5, '1', null]) await seen(wrong).expect(400);
  });

  test('is told what is not of its shape', async () => {
    const { id } = await thread('hello');
    for (const [path, good] of [
      ['status', { status: 'done' }],
      ['bot', { paused: true }],
      ['seen', { seq: 1 }],
    ] as const) {
      for (const [title, body] of badBodies(good)) {
        const answer = await agent
          .post(`${CONVERSATIONS}/${id}/${path}`)
          .set('content-type', 'application/json')
          .send(body as object);
        expect(answer.status, `${path} ${title}`).toBe(400);
      }
    }
    expect(await read(id)).toMatchObject({ status: 'open', bot_paused_until: null, unread: 1 });
  });
});
