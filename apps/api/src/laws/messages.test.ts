import { randomUUID } from 'node:crypto';
import type { FlowGraph } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Browser, secret, World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));

const ECHO: FlowGraph = {
  start: 'ask',
  steps: [
    {
      id: 'ask',
      kind: 'question',
      text: 'Which e-mail?',
      answer: { type: 'email' },
      save_to: 'email',
      retry_text: 'Again?',
      ports: { answered: 'done' },
    },
    { id: 'done', kind: 'send_message', blocks: [{ kind: 'text', text: 'Thanks {{email}}' }] },
  ],
};
const KNOWN: FlowGraph = {
  start: 'hi',
  steps: [{ id: 'hi', kind: 'send_message', blocks: [{ kind: 'text', text: 'Welcome back {{name}}' }] }],
};

describe('messages', () => {
  test('P2: the same client id again is the same message; with other content it is refused', async () => {
    const page = await world.page().becomeGuest();
    const client_id = randomUUID();
    const first = await page.send('hello', { client_id }).expect(200);
    const again = await page.send('hello', { client_id }).expect(200);
    expect(again.body.message).toEqual(first.body.message);
    const other = await page.send('another text', { client_id }).expect(409);
    expect(other.body.code).toBe('message_id_reused');
    expect(await page.texts()).toEqual(['hello']);
  });

  test('P2: the same message sent many times at once is one row', async () => {
    const page = await world.page().becomeGuest();
    const client_id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => page.send('once', { client_id })));
    expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
    expect(await page.texts()).toEqual(['once']);
  });

  test('P3: each conversation has a seq without gaps, however many write at once', async () => {
    const page = await world.page().becomeGuest();
    await Promise.all(Array.from({ length: 25 }, (_, i) => page.send(`m${i}`).expect(200)));
    const { items } = await page.history('?limit=100');
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  });

  test('the history is paged upward without loss', async () => {
    const page = await world.page().becomeGuest();
    for (let i = 0; i < 7; i++) await page.send(`p${i}`).expect(200);
    const newest = await page.history('?limit=3');
    const middle = await page.history(`?limit=3&before=${newest.before}`);
    const oldest = await page.history(`?limit=3&before=${middle.before}`);
    const texts = [oldest, middle, newest].flatMap(({ items }) => items.map(({ body }) => body.text));
    expect(texts).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
    expect(oldest.before).toBeNull();
  });

  test('P3: the order of a history is not the clock’s, which is set back ten minutes and changes machines', async () => {
    const page = await world.page().becomeGuest();
    await page.send('first').expect(200);
    for (const text of ['second', 'third']) {
      world.harness.clock.advance(-10 * 60_000);
      // Another process, which has made no ids yet: as another machine whose clock is behind.
      await world.harness.restart();
      await page.send(text).expect(200);
    }
    world.harness.clock.advance(20 * 60_000);
    expect(await page.texts()).toEqual(['first', 'second', 'third']);
    expect((await page.history()).items.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test('conversation by guessed id: nobody sees or marks another’s', async () => {
    const one = await world.page().becomeGuest();
    const sent = await one.send('private').expect(200);
    const two = await world.page().becomeGuest();
    expect(await two.texts()).toEqual([]);
    const body = { conversation_id: sent.body.message.conversation_id, seq: 1 };
    await two.call('post', 'seen').send(body).expect(404);
    await one.call('post', 'seen').send(body).expect(204);
  });

  test('without its token nobody reads or writes', async () => {
    const page = await world.page().becomeGuest();
    await page.call('get', 'messages', { token: null }).expect(401);
    await page.call('get', 'messages', { token: secret() }).expect(401);
    await page.call('post', 'messages', { token: null }).send({ client_id: randomUUID(), text: 'x' }).expect(401);
  });

  test('bad input is refused with a code and changes nothing', async () => {
    const page = await world.page().becomeGuest();
    const good = { client_id: randomUUID(), text: 'x' };
    const bad: unknown[] = [
      {},
      [],
      { ...good, unknown: 1 },
      { ...good, text: '' },
      { ...good, text: 7 },
      { ...good, text: 'x'.repeat(4001) },
      { ...good, text: 'nul\u0000' },
      { ...good, text: '\ud800' },
      { ...good, client_id: 'not-a-uuid' },
      { ...good, reply: { step_id: 'a' } },
    ];
    for (const body of bad) {
      const answer = await page.call('post', 'messages').send(body as object);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    }
    expect(await page.texts()).toEqual([]);
  });

  test('guests that are not allowed get no session; a verified user does', async () => {
    const own = await World.start();
    try {
      await own.changeBot({ guestsAllowed: false });
      const answer = await own.page().call('post', 'guest').send({}).expect(403);
      expect(answer.body.code).toBe('guests_not_allowed');
      await own.page().becomeUser('u');
    } finally {
      await own.stop();
    }
  });
});

describe('flows', () => {
  test('guests and known users are sent different flows, once each', async () => {
    const own = await World.start();
    try {
      await own.changeBot({ guestFlowId: await own.publish(ECHO), knownFlowId: await own.publish(KNOWN) });
      const guest = await own.page().becomeGuest();
      expect((await guest.call('post', 'open').send({}).expect(200)).body.started).toBe(true);
      expect((await guest.call('post', 'open').send({}).expect(200)).body.started).toBe(false);
      expect(await guest.texts()).toEqual(['Which e-mail?']);

      const user = await own.page().becomeUser('u-1', { attributes: { name: 'Aisyah' } });
      await user.call('post', 'open').send({}).expect(200);
      const device = await own.page().becomeUser('u-1');
      await device.call('post', 'open').send({}).expect(200);
      expect(await device.texts()).toEqual(['Welcome back Aisyah']);
    } finally {
      await own.stop();
    }
  });

  test('P6: a question takes an answer once, and saves it only when it is valid', async () => {
    const own = await World.start();
    try {
      await own.changeBot({ guestFlowId: await own.publish(ECHO) });
      const page = await own.page().becomeGuest();
      await page.call('post', 'open').send({}).expect(200);
      await page.send('no address').expect(200);
      await Promise.all([page.send('a@example.my'), page.send('b@example.my')]);
      const texts = await page.texts();
      expect(texts.slice(0, 3)).toEqual(['Which e-mail?', 'no address', 'Again?']);
      expect(texts.filter((text) => text.startsWith('Thanks'))).toHaveLength(1);
    } finally {
      await own.stop();
    }
  });

  test('a verified visitor whose guest thread was linked is greeted as known in it', async () => {
    const own = await World.start();
    try {
      await own.changeBot({ guestFlowId: await own.publish(ECHO), knownFlowId: await own.publish(KNOWN) });
      const page = await own.page(new Browser()).becomeGuest();
      await page.call('post', 'open').send({}).expect(200);
      await page.send('hello?').expect(200);
      await page.becomeUser('u-2', { attributes: { name: 'Kumar' } });
      await page.call('post', 'open').send({}).expect(200);
      expect(await page.texts()).toEqual(['Which e-mail?', 'hello?', 'Again?', 'Welcome back Kumar']);
    } finally {
      await own.stop();
    }
  });
});
