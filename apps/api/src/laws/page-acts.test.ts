import { randomUUID } from 'node:crypto';
import type { Bot, ContactDetail, ContactEvent, FlowGraph, PageRights } from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BotsService } from '../features/bots/index.js';
import { ContactEventsService } from '../features/contacts/index.js';
import { VisitorConversationsService } from '../features/conversations/visitor-conversations.service.js';
import { PageActsService } from '../features/page-acts/page-acts.service.js';
import { SessionsService, type Visitor } from '../features/sessions/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { type Page, World } from './world.js';

/* What a page may do through `window.$chatbot`: only what the bot's settings allow, once, for whoever it is said of. */

const PROMO: FlowGraph = {
  start: 'hi',
  steps: [{ id: 'hi', kind: 'send_message', blocks: [{ kind: 'text', text: 'Ten per cent off' }] }],
};
const QUESTION: FlowGraph = {
  start: 'ask',
  steps: [{ id: 'ask', kind: 'question', text: 'Which e-mail?', answer: { type: 'email' }, retry_text: 'Again?' }],
};

let world: World;
let owner: ConsoleClient;
let promoId: string;
let draftId: string;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  promoId = await world.publish(PROMO);
  const draft = await owner.post(`/v1/console/bots/${world.bot.id}/flows`, { name: 'Draft' }).expect(201);
  draftId = draft.body.id;
  await allow({ guest_flow_id: await world.publish(QUESTION) });
  await allow({
    page_rights: {
      track_events: true,
      tags: ['VIP'],
      flows: [
        { ref: 'promo', flow_id: promoId },
        { ref: 'draft', flow_id: draftId },
      ],
    },
  });
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));

const botPath = () => `/v1/console/bots/${world.bot.id}`;

async function allow(changes: { page_rights?: PageRights; guest_flow_id?: string }): Promise<Bot> {
  const { version } = (await owner.get(botPath()).expect(200)).body as Bot;
  return (await owner.patch(botPath(), { version, ...changes }).expect(200)).body;
}

const startFlow = (page: Page, ref: string, client_id: string = randomUUID()) =>
  page.call('post', 'flows').send({ client_id, ref });
const track = (page: Page, name: string, given: object = {}) =>
  page.call('post', 'events').send({ client_id: randomUUID(), name, ...given });
const tag = (page: Page, name: string) => page.call('post', 'tags').send({ name });

const contactPath = (page: Page) => `/v1/console/contacts/${page.contactId}`;
const detailOf = async (page: Page): Promise<ContactDetail> => (await owner.get(contactPath(page)).expect(200)).body;
const eventsOf = async (page: Page, query = ''): Promise<{ items: ContactEvent[]; next: string | null }> =>
  (await owner.get(`${contactPath(page)}/events${query}`).expect(200)).body;
const namesOf = async (page: Page) => (await eventsOf(page)).items.map(({ name }) => name);

/** Asks for the password, which is good for five minutes. */
async function erase(page: Page): Promise<void> {
  const sure = await signIn(world.harness, { workspaceId: world.bot.workspaceId, passwordGiven: true });
  await sure.delete(contactPath(page)).expect(204);
}

describe('startFlow', () => {
  test('starts the flow that the settings name, in the place of the one that runs', async () => {
    const page = await world.page().becomeGuest();
    await page.call('post', 'open').send({}).expect(200);
    expect((await startFlow(page, 'promo').expect(200)).body).toEqual({ epoch: page.epoch, started: true });
    await page.send('not an e-mail').expect(200);
    expect(await page.texts()).toEqual(['Which e-mail?', 'Ten per cent off', 'not an e-mail']);
  });

  test('opens a conversation where there is none, and what follows is not greeted again', async () => {
    const page = await world.page().becomeGuest();
    await startFlow(page, 'promo').expect(200);
    expect((await page.call('post', 'open').send({}).expect(200)).body.started).toBe(false);
    expect(await page.texts()).toEqual(['Ten per cent off']);
  });

  test('the same call again starts nothing more, however many come at once', async () => {
    const page = await world.page().becomeGuest();
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 5 }, () => startFlow(page, 'promo', id)));
    expect(answers.map(({ body }) => body.started)).toEqual([true, true, true, true, true]);
    await page.send('thanks').expect(200);
    await startFlow(page, 'promo', id).expect(200);
    expect(await page.texts()).toEqual(['Ten per cent off', 'thanks']);
    await startFlow(page, 'promo').expect(200);
    expect(await page.texts()).toEqual(['Ten per cent off', 'thanks', 'Ten per cent off']);
  });

  test('a flow that is not allowed and one that nobody knows are refused alike, and nothing changes', async () => {
    const page = await world.page().becomeGuest();
    const unknown = await startFlow(page, 'no-such-flow').expect(403);
    const known = await startFlow(page, promoId).expect(403);
    const { request_id: _one, ...first } = unknown.body;
    const { request_id: _two, ...second } = known.body;
    expect(first).toEqual(second);
    expect(first).toMatchObject({ code: 'page_right_missing', fix: expect.stringContaining('page_rights.flows') });
    const rights = (await owner.get(botPath()).expect(200)).body.page_rights as PageRights;
    await allow({ page_rights: { ...rights, flows: [] } });
    const taken = await startFlow(page, 'promo').expect(403);
    expect(taken.body).toMatchObject(first);
    await allow({ page_rights: rights });
    expect(await page.texts()).toEqual([]);
  });

  test('a flow that is not published does not start, and the error log says so', async () => {
    const page = await world.page().becomeGuest();
    expect((await startFlow(page, 'draft').expect(200)).body.started).toBe(false);
    expect(await page.texts()).toEqual([]);
    const { body } = await owner.get(`${botPath()}/error-log`).expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ code: 'flow_not_published' }));
  });

  test('does not speak into an agent’s words', async () => {
    const page = await world.page().becomeGuest();
    const { conversation_id: id } = (await page.send('hello').expect(200)).body.message;
    await owner.post(`/v1/console/conversations/${id}/messages`, { client_id: randomUUID(), text: 'Hi' }).expect(200);
    expect((await startFlow(page, 'promo').expect(200)).body.started).toBe(false);
    expect(await page.texts()).not.toContain('Ten per cent off');
  });
});

describe('trackEvent', () => {
  test('stores what happened, with provenance page, the newest first, in pages', async () => {
    const page = await world.page().becomeUser('tracker');
    const data = { items: 3, plan: 'gold', gift: false, note: null };
    expect((await track(page, 'cart.opened', { data }).expect(200)).body).toEqual({ epoch: page.epoch });
    await track(page, 'cart.paid').expect(200);
    await track(page, 'shop:left').expect(200);
    const first = await eventsOf(page, '?limit=2');
    expect(first.items.map(({ name }) => name)).toEqual(['shop:left', 'cart.paid']);
    const rest = await eventsOf(page, `?limit=2&before=${first.next}`);
    expect(rest.items).toEqual([expect.objectContaining({ name: 'cart.opened', data, provenance: 'page' })]);
    expect(rest.next).toBeNull();
  });

  test('the same event again is one event', async () => {
    const page = await world.page().becomeGuest();
    const client_id = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => track(page, 'once', { client_id }).expect(200)));
    expect(await namesOf(page)).toEqual(['once']);
    const other = await world.page().becomeGuest();
    await track(other, 'of-another', { client_id }).expect(200);
    expect(await namesOf(other)).toEqual(['of-another']);
  });

  test('is seen by members of the workspace only', async () => {
    const page = await world.page().becomeGuest();
    const stranger = await signIn(world.harness);
    const { body } = await stranger.get(`${contactPath(page)}/events`).expect(404);
    expect(body.code).toBe('not_found');
    await world.harness.request.get(`${contactPath(page)}/events`).expect(401);
  });

  test('goes with the contact that is erased', async () => {
    const page = await world.page().becomeGuest();
    await track(page, 'private').expect(200);
    await erase(page);
    const rows = await world.harness.reader.manager.query('select id from contact_event where contact_id = $1', [
      page.contactId,
    ]);
    expect(rows).toEqual([]);
  });

  test('only the newest of a contact are kept', async () => {
    const page = await world.page().becomeGuest();
    const events = world.harness.get(ContactEventsService);
    await world.harness.unitOfWork.run('test.events', async (tx) => {
      for (let i = 0; i < 1003; i++) {
        await events.record(
          tx,
          { id: page.contactId, botId: world.bot.id },
          { client_id: randomUUID(), name: `e${i}` },
        );
      }
    });
    const [row] = await world.harness.reader.manager.query(
      `select count(*) as kept, sum(case when name in ('e0','e1','e2') then 1 else 0 end) as old from contact_event where contact_id = $1`,
      [page.contactId],
    );
    expect(row).toEqual({ kept: 1000, old: 0 });
  });
});

describe('addTag', () => {
  test('adds a tag that the settings name, as they spell it, once', async () => {
    const page = await world.page().becomeGuest();
    await Promise.all(['vip', 'VIP', 'Vip'].map((name) => tag(page, name).expect(200)));
    expect((await detailOf(page)).tags).toEqual(['VIP']);
  });

  test('adds no other', async () => {
    const page = await world.page().becomeGuest();
    const { body } = await tag(page, 'staff').expect(403);
    expect(body).toMatchObject({ code: 'page_right_missing', fix: expect.stringContaining('page_rights.tags') });
    expect((await detailOf(page)).tags).toEqual([]);
  });
});

describe('whoever asks', () => {
  test('a bot whose settings say nothing lets its pages do nothing', async () => {
    const own = await World.start();
    try {
      const page = await own.page().becomeGuest();
      for (const send of [() => startFlow(page, 'promo'), () => track(page, 'x'), () => tag(page, 'VIP')]) {
        expect((await send().expect(403)).body.code).toBe('page_right_missing');
      }
    } finally {
      await own.stop();
    }
  });

  test('without a session nothing is told', async () => {
    const page = world.page();
    for (const send of [() => startFlow(page, 'promo'), () => track(page, 'x'), () => tag(page, 'VIP')]) {
      expect((await send().expect(401)).body.code).toBe('unauthenticated');
    }
  });

  test('what was said for somebody before is superseded, and told of nobody', async () => {
    const page = await world.page().becomeUser('before');
    const before = { secret: page.secret, epoch: page.epoch, token: page.token, contactId: page.contactId };
    await page.becomeUser('after');
    const late = Object.assign(world.page(), before);
    for (const send of [() => startFlow(late, 'promo'), () => track(late, 'x'), () => tag(late, 'VIP')]) {
      expect((await send().expect(409)).body.code).toBe('identity_superseded');
    }
    for (const one of [page, late]) {
      expect(await namesOf(one)).toEqual([]);
      expect((await detailOf(one)).tags).toEqual([]);
    }
    expect(await page.texts()).toEqual([]);
  });

  test('a page that moves on between the door and the commit is superseded there', async () => {
    const { harness } = world;
    const page = await world.page().becomeUser('moving');
    const bot = await harness.get(BotsService).getById(harness.reader, world.bot.id);
    const claim = { secret: page.secret, epoch: page.epoch };
    const found = await harness.get(SessionsService).requireVisitor(harness.reader, bot, claim, page.token);
    const asked = { bot, claim, token: page.token, origin: null, address: '127.0.0.1', requestId: 'r' };
    const visitor: Visitor = { ...asked, ...found };
    await page.logOut().expect(204);
    const client_id = randomUUID();
    const acts = harness.get(PageActsService);
    const late = await Promise.allSettled([
      acts.trackEvent(visitor, { client_id, name: 'late' }),
      acts.addTag(visitor, 'VIP'),
      harness.get(VisitorConversationsService).startFlow(visitor, { client_id, ref: 'promo' }),
    ]);
    for (const outcome of late) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'identity_superseded' } });
    }
    expect(await namesOf(page)).toEqual([]);
    expect((await detailOf(page)).tags).toEqual([]);
  });

  test('of a blocked contact it is stored only: no flow answers', async () => {
    const page = await world.page().becomeGuest();
    await owner.post(`${contactPath(page)}/block`, {}).expect(204);
    expect((await startFlow(page, 'promo').expect(200)).body.started).toBe(false);
    await track(page, 'seen').expect(200);
    await tag(page, 'vip').expect(200);
    expect(await page.texts()).toEqual([]);
    expect(await namesOf(page)).toEqual(['seen']);
    expect((await detailOf(page)).tags).toEqual(['VIP']);
  });

  const id = '01890000-0000-4000-8000-000000000000';
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
  test.each<[path: string, bodies: unknown[]]>([
    [
      'flows',
      [
        {},
        [],
        { ref: 'promo' },
        { client_id: id, ref: 'PROMO' },
        { client_id: id, ref: '' },
        { client_id: 'x', ref: 'a' },
      ],
    ],
    [
      'events',
      [
        { name: 'x' },
        { client_id: id, name: '1st' },
        { client_id: id, name: 'x'.repeat(51) },
        { client_id: id, name: 'x', data: [] },
        { client_id: id, name: 'x', data: { a: { b: 1 } } },
        { client_id: id, name: 'x', data: { a: 'x'.repeat(501) } },
        { client_id: id, name: 'x', data: { 'a b': 1 } },
        { client_id: id, name: 'x', data: keys(21) },
        { client_id: id, name: 'x', provenance: 'server' },
        { client_id: id, name: 'x', contact_id: id },
      ],
    ],
    ['tags', [{}, { name: '' }, { name: 7 }, { name: ['VIP'] }, { name: 'VIP\n' }, { name: 'VIP', client_id: id }]],
  ])('a body that is none is refused: %s', async (path, bodies) => {
    const page = await world.page().becomeGuest();
    for (const body of bodies) {
      const answer = await page.call('post', path).send(body as object);
      expect([answer.status, answer.body.code, body]).toEqual([400, 'invalid_request', body]);
    }
    expect(await namesOf(page)).toEqual([]);
  });

  test('a page that calls all the time is told to wait, attributes too', async () => {
    const page = await world.page().becomeGuest();
    const calls: [limit: number, send: () => ReturnType<typeof tag>][] = [
      [20, () => startFlow(page, 'no-such-flow')],
      [60, () => track(page, 'x')],
      [60, () => tag(page, 'vip')],
      [60, () => page.call('patch', 'contact').send({ name: 'Aisyah' })],
    ];
    for (const [limit, send] of calls) {
      const statuses: number[] = [];
      for (let i = 0; i <= limit; i++) statuses.push((await send()).status);
      expect(statuses.indexOf(429)).toBe(limit);
    }
  });
});

describe('a guest who turns out to be a user', () => {
  test('brings their events along, and undoing the link takes them back', async () => {
    const page = await world.page().becomeGuest();
    const guest = { contactId: page.contactId } as Page;
    const both = randomUUID();
    await track(page, 'as-guest').expect(200);
    await track(page, 'twice', { client_id: both }).expect(200);
    await page.send('hello').expect(200);
    const device = await world.page().becomeUser('linked');
    await track(device, 'own', { client_id: both }).expect(200);
    await page.becomeUser('linked');
    expect(page.link.kind).toBe('linked');
    expect((await namesOf(page)).sort()).toEqual(['as-guest', 'own']);
    const [link] = (await detailOf(page)).links;
    await owner.post(`${contactPath(page)}/links/${link?.id}/undo`, {}).expect(204);
    expect(await namesOf(page)).toEqual(['own']);
    expect(await namesOf(guest)).toEqual(['as-guest']);
    await erase(page);
    const rows = await world.harness.reader.manager.query(`select id from contact_event where name = 'as-guest'`);
    expect(rows).toEqual([]);
  });
});

describe('the settings', () => {
  test('take flows of this bot only, and each name once', async () => {
    const { body: other } = await owner.post('/v1/console/bots', { name: 'Other' }).expect(201);
    const { body: flow } = await owner.post(`/v1/console/bots/${other.id}/flows`, { name: 'Theirs' }).expect(201);
    const rights = { track_events: false, tags: [] as string[], flows: [] as object[] };
    const { version } = (await owner.get(botPath()).expect(200)).body as Bot;
    const set = (page_rights: object) => owner.patch(botPath(), { version, page_rights });
    const theirs = await set({ ...rights, flows: [{ ref: 'promo', flow_id: flow.id }] }).expect(400);
    expect(theirs.body.issues).toEqual([
      { path: 'page_rights.flows.0.flow_id', message: 'must be a flow of this bot' },
    ]);
    const promo = { ref: 'promo', flow_id: promoId };
    await set({ ...rights, flows: [promo, promo] }).expect(400);
    await set({ ...rights, tags: ['VIP', 'vip'] }).expect(400);
    await set({ ...rights, tags: Array.from({ length: 51 }, (_, i) => `t${i}`) }).expect(400);
    await set({ ...rights, send: true }).expect(400);
    await set({ track_events: true }).expect(400);
    expect(((await owner.get(botPath()).expect(200)).body as Bot).version).toBe(version);
  });

  test('are copied with a bot, over the copies of its flows', async () => {
    const { body: copy } = await owner.post(`${botPath()}/duplicate`, {}).expect(201);
    expect(copy.page_rights).toMatchObject({ track_events: true, tags: ['VIP'] });
    const { body: flows } = await owner.get(`/v1/console/bots/${copy.id}/flows`).expect(200);
    const ids = flows.items.map(({ id: flowId }: { id: string }) => flowId);
    expect(copy.page_rights.flows.map(({ ref }: { ref: string }) => ref)).toEqual(['promo', 'draft']);
    for (const { flow_id } of copy.page_rights.flows) {
      expect(ids).toContain(flow_id);
      expect([promoId, draftId]).not.toContain(flow_id);
    }
  });
});
