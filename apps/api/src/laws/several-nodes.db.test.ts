import { randomBytes, randomUUID } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compiledApi } from '../platform/testing/built.js';
import type { Harness } from '../platform/testing/harness.js';
import { describeWithRedis, OwnRedis } from '../platform/testing/test-redis.js';
import { ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { NodeProcess } from './node-process.js';
import { Page, World } from './world.js';

/*
 * Two server processes over one Postgres and one Redis, and nothing that keeps a client on one of them.
 */

/** Beyond what a start and a stop of two processes take on a busy machine. */
const LONG_MS = 120_000;

let redis: OwnRedis;
let world: World;
let a: NodeProcess;
let b: NodeProcess;

/** The same page, talking to another node. */
function through(node: { base: string }, page: Page): Page {
  const harness = { request: request(node.base) } as unknown as Harness;
  const there = Object.create(world, { harness: { value: harness } }) as World;
  const { secret, epoch, token, contactId, link } = page;
  return Object.assign(new Page(there, page.browser), { secret, epoch, token, contactId, link });
}

/** The same member, talking to another node. */
const memberThrough = (node: { base: string }, { user, cookie, csrf }: ConsoleClient) =>
  new ConsoleClient({ request: request(node.base) } as unknown as Harness, user, cookie, csrf);

let users = 0;
const newVisitor = () => through(a, world.page()).becomeUser(`several-nodes-${++users}`);
const newAgent = () => signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'agent' });
const replyPath = (conversation: string) => `/v1/console/conversations/${conversation}/messages`;

/** Socket on A, its message on B, the agent's console on B and the answer on A; then an end of the session on B. */
async function conversationAcrossNodes(): Promise<void> {
  const page = await newVisitor();
  const ear = await Ear.follow(a.base, page);
  const agent = await newAgent();
  const desk = await Ear.ofMember(b.base, agent);

  const sent = await through(b, page).send('to B').expect(200);
  await ear.until(() => ear.texts.includes('to B'));
  await desk.until(() => desk.texts.includes('to B'));
  const conversation = sent.body.message.conversation_id;
  await memberThrough(a, agent).post(replyPath(conversation), { client_id: randomUUID(), text: 'from A' }).expect(200);
  await ear.until(() => ear.texts.includes('from A'));
  await desk.until(() => desk.texts.includes('from A'));
  expect([ear.texts, desk.texts.filter((text) => text === 'to B' || text === 'from A')]).toEqual([
    ['to B', 'from A'],
    ['to B', 'from A'],
  ]);

  await through(b, page).logOut().expect(204);
  await ear.until(() => ear.closeCode !== null);
  expect(ear.bye).toBe('identity_superseded');
  await memberThrough(a, agent).delete('/v1/console/session').expect(204);
  await desk.until(() => desk.closeCode !== null);
  expect(desk.bye).toBe('session_expired');
}

/** Visitor on A, looked for on B: in a list and by a desk that watches. */
async function presenceAcrossNodes(): Promise<void> {
  const page = await newVisitor();
  const agent = await newAgent();
  const desk = await Ear.ofMember(b.base, agent);
  desk.say({ type: 'watch', contact_ids: [page.contactId], member_ids: [] });
  const told = () =>
    (desk.frames as unknown as { contacts?: { online: boolean }[] }[]).flatMap(({ contacts }) => contacts ?? []);
  await desk.until(() => told().length === 1);
  const ear = await Ear.follow(a.base, page);
  const there = memberThrough(b, agent);
  const isOnline = async () => (await there.get(`/v1/console/contacts/${page.contactId}`).expect(200)).body.online;
  await expect.poll(isOnline, { timeout: 10_000 }).toBe(true);
  await desk.until(() => told().length === 2);
  expect(told().map(({ online }) => online)).toEqual([false, true]);
  ear.socket.close();
  await expect.poll(isOnline, { timeout: 30_000 }).toBe(false);
}

/** The same client id, sent to both nodes at once, is one message. */
async function oneIdToBothNodes(): Promise<void> {
  const page = await newVisitor();
  const given = { client_id: randomUUID() };
  const answers = await Promise.all([a, b, a, b].map((node) => through(node, page).send('once', given)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
  expect(await page.texts()).toEqual(['once']);
}

/** What is in the database of a visitor's conversation, in its order. */
async function storedOf(page: Page): Promise<{ seq: number; text: string }[]> {
  const rows: { seq: string; body: string }[] = await world.harness.reader.manager.query(
    'SELECT m.seq, m.body FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.contact_id = $1 ORDER BY m.seq',
    [page.contactId],
  );
  return rows.map(({ seq, body }) => ({ seq: Number(seq), text: JSON.parse(body).text as string }));
}

/** A socket that comes back to another node whenever one sends it away. */
class Listener {
  readonly texts: string[] = [];
  readonly closes: (number | null)[] = [];
  #cursor: string;
  #at = 0;
  #ear: Ear | null = null;
  #done = false;

  constructor(
    private readonly page: Page,
    cursor: string,
  ) {
    this.#cursor = cursor;
  }

  async run(): Promise<void> {
    while (!this.#done) {
      const node = [a, b][this.#at++ % 2] as NodeProcess;
      const ear = await Ear.open(node.base).catch(() => null);
      if (ear === null) continue;
      this.#ear = ear;
      ear.hello(this.page, this.#cursor);
      await new Promise((resolve) => ear.socket.once('close', resolve));
      if (this.#done) return;
      this.#take(ear);
      this.closes.push(ear.closeCode);
    }
  }

  end(): void {
    this.#done = true;
    this.#ear?.socket.terminate();
  }

  /** What has been heard so far, on this socket and those before. */
  get heard(): string[] {
    return [...this.texts, ...(this.#ear?.texts ?? [])];
  }

  #take(ear: Ear): void {
    this.texts.push(...ear.texts);
    for (const frame of ear.frames) if (frame.type === 'event') this.#cursor = frame.cursor;
    this.#ear = null;
  }
}

describeWithRedis('two nodes', () => {
  beforeAll(async () => {
    const compiled = await compiledApi('several-nodes');
    redis = await OwnRedis.start();
    const env = {
      CHATKU_SECRET: randomBytes(32).toString('base64url'),
      CHATKU_PUBLIC_URL: 'http://localhost:3000',
      REDIS_URL: redis.url,
      CHATKU_DRAIN_SECONDS: '1',
    };
    world = await World.start({ env: { ...env, CHATKU_DRAIN_SECONDS: '0' }, startMs: Date.now() });
    const options = { compiled, env: { ...env, DATABASE_URL: world.harness.config.databaseUrl ?? '' } };
    [a, b] = await Promise.all([NodeProcess.start(options), NodeProcess.start(options)]);
  }, LONG_MS);
  afterAll(async () => {
    for (const node of [a, b]) await node?.remove();
    await world?.stop();
    await redis?.stop();
  }, LONG_MS);

  test(
    'a conversation crosses them, and a session that ends on one ends on the other',
    conversationAcrossNodes,
    LONG_MS,
  );

  test(
    'who is online on one is online on the other, and goes a moment after the last socket',
    presenceAcrossNodes,
    LONG_MS,
  );

  test('one message id sent to both at once is one message', oneIdToBothNodes, LONG_MS);

  test(
    'one after the other is restarted while a visitor sends: nothing is lost, doubled or out of order',
    async () => {
      const page = await newVisitor();
      const listener = new Listener(page, (await page.history()).after);
      const listening = listener.run();
      const sent: string[] = [];
      let restarting = true;
      const sending = (async () => {
        for (let n = 0; restarting || n < 10; n += 1) {
          const text = `message ${n}`;
          const given = { client_id: randomUUID() };
          // As the widget does: the same id again, to whichever node takes it, until one has acknowledged it.
          for (let attempt = n; ; attempt += 1) {
            const answer = await through([a, b][attempt % 2] as NodeProcess, page)
              .send(text, given)
              .catch(() => null);
            if (answer?.status === 200) break;
            if (answer !== null) expect([429, 503]).toContain(answer.status);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          sent.push(text);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      })();
      for (const node of [a, b]) {
        expect(await node.stop()).toBe(0);
        await node.start();
      }
      restarting = false;
      await sending;
      expect(await storedOf(page)).toEqual(sent.map((text, at) => ({ seq: at + 1, text })));
      await expect.poll(() => listener.heard, { timeout: 10_000 }).toEqual(sent);
      listener.end();
      await listening;
      expect(listener.closes.length).toBeGreaterThan(0);
      for (const code of listener.closes) expect(code).toBe(1012);
    },
    LONG_MS,
  );

  test(
    'with Redis killed all of it works as before; with Redis back too, and no node was restarted',
    async () => {
      await redis.kill();
      for (const node of [a, b]) {
        await expect
          .poll(async () => (await request(node.base).get('/health/ready')).body)
          .toEqual({ status: 'ok', redis: 'away' });
      }
      await conversationAcrossNodes();
      await oneIdToBothNodes();
      await redis.restart();
      for (const node of [a, b]) {
        const ready = { status: 'ok', redis: 'connected' };
        await expect
          .poll(async () => (await request(node.base).get('/health/ready')).body, { timeout: 10_000 })
          .toEqual(ready);
      }
      await conversationAcrossNodes();
      // Redis away is told, and is no error.
      for (const node of [a, b]) expect(node.errors).toEqual([]);
    },
    LONG_MS,
  );
});
