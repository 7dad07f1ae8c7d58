import { randomUUID } from 'node:crypto';
import type { FlowGraph } from '@chatku/schemas';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BotsService } from '../features/bots/index.js';
import type { Turn } from '../features/conversations/turn.js';
import { TurnProgram } from '../features/conversations/turn-program.js';
import { SessionsService, type Visitor } from '../features/sessions/index.js';
import { Logger } from '../platform/logging/logger.js';
import { GroupMessageLane } from '../platform/unit-of-work/group-message-lane.js';
import { type MessageLane, OrdinaryMessageLane } from '../platform/unit-of-work/message-lane.js';
import { Browser, type Page, World } from './world.js';

/** Asks for an e-mail until it is given one, keeps it, tags, and goes on asking. */
const ASKING: FlowGraph = {
  start: 'ask',
  steps: [
    {
      id: 'ask',
      kind: 'question',
      text: 'Which e-mail?',
      answer: { type: 'email' },
      save_to: 'email',
      retry_text: 'Again?',
      ports: { answered: 'thanks' },
    },
    {
      id: 'thanks',
      kind: 'send_message',
      blocks: [{ kind: 'text', text: 'Thanks {{email}}' }],
      ports: { next: 'ask' },
    },
  ],
};

/** A business of its own, with three pages: two of one user, one of a guest. */
class Universe {
  pages: Page[] = [];
  contactIds: string[] = [];

  constructor(
    readonly world: World,
    readonly lane: MessageLane,
  ) {}

  async people(): Promise<void> {
    this.world.harness.clock.advance(61_000);
    const user = `user-${randomUUID()}`;
    this.pages = [await this.world.page().becomeUser(user), await this.world.page().becomeUser(user)];
    this.pages.push(await this.world.page(new Browser()).becomeGuest());
    this.contactIds = this.pages.map(({ contactId }) => contactId);
  }

  /** The visitor of a page logs out (and with them who logged in beside them), and somebody else logs in. */
  async switchIdentity(at: number): Promise<void> {
    await this.pages[at]?.logOut();
    this.pages[at] = await this.world.page().becomeUser(`next-${randomUUID()}`);
    this.contactIds.push(this.pages[at].contactId);
  }

  carry(turn: Turn) {
    return this.lane.carry(this.world.harness.get(TurnProgram), turn);
  }

  /** The visitor of a page, as its guard finds them; null where the page shows nobody. */
  async visitor(at: number): Promise<Visitor | null> {
    const { harness, bot } = this.world;
    const page = this.pages[at] as Page;
    const row = await harness.get(BotsService).getById(harness.reader, bot.id);
    const claim = { secret: page.secret, epoch: page.epoch };
    const asked = { bot: row, claim, token: page.token, origin: null, address: '127.0.0.1', requestId: 'r' };
    const found = await harness
      .get(SessionsService)
      .requireVisitor(harness.reader, row, claim, page.token)
      .catch(() => null);
    return found === null ? null : { ...asked, ...found };
  }

  /** All that is kept of these people, without what differs by chance: ids and instants. */
  async kept(): Promise<unknown> {
    const { reader } = this.world.harness;
    const names = new Map<string, string>();
    const nameOf = (kind: string, id: unknown): string | null => {
      if (typeof id !== 'string') return null;
      if (!names.has(id)) names.set(id, `${kind} ${names.size}`);
      return names.get(id) ?? null;
    };
    const contactIds = [...new Set(this.contactIds)];
    const all: unknown[] = [];
    for (const contactId of contactIds) {
      nameOf('contact', contactId);
      const rows = (sql: string): Promise<Record<string, unknown>[]> =>
        reader.manager.query(sql.replace('$', `'${contactId}'`));
      const conversations = await rows('SELECT * FROM conversation WHERE contact_id = $ ORDER BY id');
      const messages = await rows('SELECT * FROM message WHERE contact_id = $ ORDER BY conversation_id, seq');
      const events = await rows('SELECT * FROM event WHERE contact_id = $ ORDER BY position');
      const sessions = await rows('SELECT * FROM flow_session WHERE contact_id = $');
      const fields = await rows('SELECT * FROM contact_field WHERE contact_id = $ ORDER BY name_key');
      all.push({
        conversations: conversations.map((row) => ({
          id: nameOf('conversation', row['id']),
          status: row['status'],
          last: Number(row['last_seq']),
          visitorSeen: Number(row['visitor_seen_seq']),
          agentSeen: Number(row['agent_seen_seq']),
          paused: row['bot_paused_until_ms'] !== null,
        })),
        messages: messages.map((row) => [
          nameOf('conversation', row['conversation_id']),
          Number(row['seq']),
          row['author'],
          row['body'],
          row['client_id'],
          nameOf('message', row['id']),
        ]),
        events: events.map((row) => [
          row['type'],
          row['seq'] === null ? null : Number(row['seq']),
          nameOf('message', row['message_id']),
        ]),
        sessions: sessions.map((row) => [Number(row['version']), JSON.parse(String(row['state'])).step_id]),
        fields: fields.map((row) => [row['name'], row['held'], row['provenance']]),
      });
    }
    return all;
  }
}

let grouped: Universe;
let single: Universe;
beforeAll(async () => {
  const make = async (laneOf: (world: World) => MessageLane): Promise<Universe> => {
    const world = await World.start();
    await world.changeBot({ knownFlowId: await world.publish(ASKING), guestFlowId: await world.publish(ASKING) });
    return new Universe(world, laneOf(world));
  };
  grouped = await make((world) => new GroupMessageLane(world.harness.unitOfWork, world.harness.get(Logger)));
  single = await make((world) => new OrdinaryMessageLane(world.harness.unitOfWork));
});
afterAll(async () => {
  await grouped.world.stop();
  await single.world.stop();
});

const CLIENT_IDS = Array.from({ length: 6 }, () => randomUUID());

type Act =
  | { readonly does: 'send'; readonly page: number; readonly client: number; readonly text: string }
  | { readonly does: 'send as another identity'; readonly page: number; readonly client: number }
  | { readonly does: 'open'; readonly page: number }
  | { readonly does: 'agent replies'; readonly page: number; readonly client: number; readonly text: string }
  | { readonly does: 'stranger replies'; readonly page: number };

const page = fc.constantFrom(0, 1, 2);
const client = fc.nat({ max: CLIENT_IDS.length - 1 });
const text = fc.constantFrom('hello', 'aminah@example.my', 'hakim@example.my');
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ does: fc.constant('send' as const), page, client, text }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('send as another identity' as const), page, client }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('open' as const), page }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('agent replies' as const), page, client, text }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('stranger replies' as const), page }) },
);
/** What happens together, and whether a page's visitor logs out and another logs in after it. */
const moment = fc.record({
  acts: fc.array(act, { maxLength: 10 }),
  switches: fc.option(fc.constantFrom(0, 1), { freq: 3 }),
});

/** The turns of one moment; what its sender could not even ask for is left out. */
async function turnsOf(universe: Universe, acts: readonly Act[]): Promise<Turn[]> {
  const { reader } = universe.world.harness;
  const turns: Turn[] = [];
  for (const one of acts) {
    const visitor = await universe.visitor(one.page);
    if (visitor === null) continue;
    const [open]: { id: string; workspace_id: string }[] = await reader.manager.query(
      `SELECT id, workspace_id FROM conversation WHERE contact_id = '${visitor.contact.id}' ORDER BY id DESC`,
    );
    const agent = (workspaceId: string) => ({ workspaceId, userId: 'agent', name: 'Nurul' });
    switch (one.does) {
      case 'send':
        turns.push({
          kind: 'visitor_message',
          visitor,
          body: { client_id: CLIENT_IDS[one.client] as string, text: one.text },
        });
        break;
      case 'send as another identity': {
        const claim = { ...visitor.claim, epoch: visitor.claim.epoch + 1 };
        const body = { client_id: CLIENT_IDS[one.client] as string, text: 'never stored' };
        turns.push({ kind: 'visitor_message', visitor: { ...visitor, claim }, body });
        break;
      }
      case 'open':
        turns.push({ kind: 'open', visitor });
        break;
      case 'agent replies':
        if (open === undefined) break;
        turns.push({
          kind: 'agent_message',
          agent: agent(open.workspace_id),
          conversationId: open.id,
          body: { client_id: CLIENT_IDS[one.client] as string, text: one.text },
        });
        break;
      case 'stranger replies':
        if (open === undefined) break;
        turns.push({
          kind: 'agent_message',
          agent: agent('another workspace'),
          conversationId: open.id,
          body: { client_id: randomUUID(), text: 'never stored' },
        });
    }
  }
  return turns;
}

const outcomeOf = (result: PromiseSettledResult<Awaited<ReturnType<Universe['carry']>>>): unknown => {
  if (result.status === 'rejected') return (result.reason as { code?: string }).code ?? String(result.reason);
  const { message, started } = result.value;
  return [started, message?.row.seq ?? null, message?.row.body.text ?? null];
};

async function live(
  universe: Universe,
  moments: readonly { acts: Act[]; switches: number | null }[],
  together: boolean,
) {
  await universe.people();
  const outcomes: unknown[] = [];
  for (const { acts, switches } of moments) {
    const turns = await turnsOf(universe, acts);
    if (together) outcomes.push((await Promise.allSettled(turns.map((turn) => universe.carry(turn)))).map(outcomeOf));
    else {
      const alone: unknown[] = [];
      for (const turn of turns) alone.push(...(await Promise.allSettled([universe.carry(turn)])).map(outcomeOf));
      outcomes.push(alone);
    }
    universe.world.harness.clock.advance(1_000);
    if (switches !== null) {
      await universe.switchIdentity(switches);
    }
  }
  return { outcomes, kept: await universe.kept() };
}

describe('turns that are carried together', () => {
  test('end, and leave behind, what they would have one by one', async () => {
    const property = fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 4 }), async (moments) => {
      expect(await live(grouped, moments, true)).toEqual(await live(single, moments, false));
    });
    await fc.assert(property, { numRuns: 15 });
    // And as groups: none had to be taken apart.
    expect(grouped.world.harness.log.filter(({ turns }) => turns !== undefined)).toEqual([]);
  }, 300_000);

  test('what goes wrong for many in one group is one entry of the error log, and counted', async () => {
    await grouped.people();
    await grouped.world.changeBot({ identifiedFlowId: randomUUID() });
    const visitor = (await grouped.visitor(0)) as Visitor;
    const turns = ['a', 'b', 'c'].map((startedBy): Turn => ({ kind: 'identified', visitor, startedBy }));
    await Promise.all(turns.map((turn) => grouped.carry(turn)));
    const { reader } = grouped.world.harness;
    const entries: { code: string; count: number | string }[] = await reader.manager.query(
      `SELECT code, count FROM error_log_entry WHERE bot_id = '${grouped.world.bot.id}'`,
    );
    expect(entries.map(({ code, count }) => [code, Number(count)])).toEqual([['flow_not_published', 3]]);
    await grouped.world.changeBot({ identifiedFlowId: null });
  });

  test('a second message of a conversation goes on from the first, also in one group', async () => {
    await grouped.people();
    const visitor = (await grouped.visitor(0)) as Visitor;
    const send = (text: string): Turn => ({
      kind: 'visitor_message',
      visitor,
      body: { client_id: randomUUID(), text },
    });
    await Promise.all(
      ['hello', 'no address', 'aminah@example.my', 'hakim@example.my'].map((text) => grouped.carry(send(text))),
    );
    const { items } = await (grouped.pages[0] as Page).history();
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, at) => at + 1));
    expect(items.map(({ body }) => body.text)).toEqual([
      'hello',
      'Which e-mail?',
      'no address',
      'Again?',
      'aminah@example.my',
      'Thanks aminah@example.my',
      'Which e-mail?',
      'hakim@example.my',
      'Thanks hakim@example.my',
      'Which e-mail?',
    ]);
  });
});
