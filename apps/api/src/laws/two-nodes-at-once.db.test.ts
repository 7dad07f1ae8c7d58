import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FEATURES } from '../app.module.js';
import { BotsService } from '../features/bots/index.js';
import type { Turn } from '../features/conversations/turn.js';
import { TurnProgram } from '../features/conversations/turn-program.js';
import { KeyRingService } from '../features/identity/index.js';
import { SessionsService, type Visitor } from '../features/sessions/index.js';
import { OwnersService } from '../features/workspaces/index.js';
import { Logger } from '../platform/logging/logger.js';
import { Harness } from '../platform/testing/harness.js';
import { GroupMessageLane } from '../platform/unit-of-work/group-message-lane.js';
import { ConsoleClient, signIn } from '../testing/console-client.js';
import { Page, secret, World } from './world.js';

/*
 * Two nodes over one database, asked for the same thing at once. SQLite's one writer has never to choose; here a constraint, a
 * compare-and-set or a lock does.
 */

/** Beyond what a thousand pairs of requests take on a busy machine. */
const LONG_MS = 600_000;
/** Fifty messages a round; the proof of a thousand is 20 rounds. */
const ROUNDS = Number(process.env['CHATKU_PROOF_ROUNDS'] ?? 5);
const SHARED = { CHATKU_SECRET: secret() };

let world: World;
let other: Harness;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start({ env: SHARED, logLevel: 'debug' });
  other = await Harness.start({ features: FEATURES, env: SHARED, beside: world.harness, logLevel: 'debug' });
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(async () => {
  await other.stop();
  await world.stop();
});

/** The same page, talking to the other node. */
function onOther(page: Page): Page {
  const there = Object.create(world, { harness: { value: other } }) as World;
  return Object.assign(Object.create(page) as Page, { world: there });
}
/** The same member, talking to the other node. */
const memberOnOther = ({ user, cookie, csrf }: ConsoleClient) => new ConsoleClient(other, user, cookie, csrf);
const rowsOf = (sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> =>
  world.harness.reader.manager.query(sql, parameters);
/** Who a page shows, as its guard finds them. */
async function visitorOf(page: Page): Promise<Visitor> {
  const { harness } = world;
  const bot = await harness.get(BotsService).getById(harness.reader, world.bot.id);
  const claim = { secret: page.secret, epoch: page.epoch };
  const found = await harness.get(SessionsService).requireVisitor(harness.reader, bot, claim, page.token);
  return { bot, claim, token: page.token, origin: null, address: '127.0.0.1', requestId: 'r', ...found };
}
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort();

describe('a message', () => {
  test('visitors who write and are answered on both nodes at once: no group waits for another in a circle', async () => {
    const laneOf = (node: Harness) => new GroupMessageLane(node.unitOfWork, node.get(Logger), 1);
    const [here, there] = [laneOf(world.harness), laneOf(other)];
    const program = world.harness.get(TurnProgram);
    const talks = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const page = await world.page().becomeUser(`crossed-${name}`);
        const { conversation_id } = (await page.send('hello').expect(200)).body.message;
        return { visitor: await visitorOf(page), conversationId: conversation_id as string };
      }),
    );
    const [one, two] = talks as [(typeof talks)[0], (typeof talks)[0]];
    const body = () => ({ client_id: randomUUID(), text: 'And then?' });
    const says = ({ visitor }: typeof one): Turn => ({ kind: 'visitor_message', visitor, body: body() });
    const agent = { workspaceId: world.bot.workspaceId, userId: owner.user.id, name: 'Aina' };
    const hears = ({ conversationId }: typeof one): Turn => ({
      kind: 'agent_message',
      agent,
      conversationId,
      body: body(),
    });
    for (let round = 0; round < 10; round += 1) {
      await Promise.all([
        here.carry(program, says(one)),
        here.carry(program, hears(two)),
        there.carry(program, says(two)),
        there.carry(program, hears(one)),
      ]);
    }
    // Postgres would have ended one of them, a second later, and it would have been run again.
    const runAgain = [...world.harness.log, ...other.log].filter(({ msg }) => String(msg).includes('is run again'));
    expect(runAgain).toEqual([]);
    const [{ count } = { count: 0 }] = await rowsOf(
      `SELECT count(*) AS count FROM message WHERE conversation_id IN ('${one.conversationId}', '${two.conversationId}') AND author <> 'bot'`,
    );
    expect(Number(count)).toBe(2 + 4 * 10);
  });

  test('P2: one client message id to two nodes at once, time and again: one row each, no gap in any conversation', {
    timeout: LONG_MS,
  }, async () => {
    const pages = await Promise.all(Array.from({ length: 50 }, (_, at) => world.page().becomeUser(`once-${at}`)));
    for (let round = 0; round < ROUNDS; round += 1) {
      await Promise.all(
        pages.map(async (page) => {
          const given = { client_id: randomUUID() };
          const answers = await Promise.all([page.send('once', given), onOther(page).send('once', given)]);
          expect(statuses(answers)).toEqual([200, 200]);
          expect(answers[0]?.body.message).toEqual(answers[1]?.body.message);
        }),
      );
      // So that nobody is told to write more slowly.
      for (const { clock } of [world.harness, other]) clock.advance(10_000);
    }
    const written = await rowsOf(
      `SELECT m.client_id, count(*) AS n FROM message m JOIN contact k ON k.id = m.contact_id
       WHERE k.custom_user_id LIKE 'once-%' AND m.author = 'visitor' GROUP BY m.client_id`,
    );
    expect(written).toHaveLength(ROUNDS * pages.length);
    expect(written.filter(({ n }) => Number(n) !== 1)).toEqual([]);
    const gaps = await rowsOf(
      `SELECT c.id FROM conversation c JOIN message m ON m.conversation_id = c.id
       GROUP BY c.id, c.last_seq HAVING count(*) <> c.last_seq OR max(m.seq) <> c.last_seq OR min(m.seq) <> 1`,
    );
    expect(gaps).toEqual([]);
  });

  test('with another text under the same id is refused by whichever node comes second', async () => {
    const page = await world.page().becomeUser('two texts');
    const given = { client_id: randomUUID() };
    const answers = await Promise.all([page.send('one', given), onOther(page).send('two', given)]);
    expect(statuses(answers)).toEqual([200, 409]);
    expect(await page.texts()).toHaveLength(1);
  });

  test('P3, P6: many of one visitor on both nodes have a seq without a gap', async () => {
    const page = await world.page().becomeUser('many');
    const sent = Array.from({ length: 30 }, (_, at) => (at % 2 === 0 ? page : onOther(page)).send(`${at}`));
    expect(new Set(statuses(await Promise.all(sent)))).toEqual(new Set([200]));
    const { items } = await page.history('?limit=100');
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, at) => at + 1));
  });

  test('on its way while the contact is erased on the other node leaves nothing behind', async () => {
    for (let round = 0; round < 5; round += 1) {
      const page = await world.page().becomeUser(`erased-${round}`);
      const sent = Array.from({ length: 6 }, () => page.send('sentinel-erased'));
      const erased = memberOnOther(owner).delete(`/v1/console/contacts/${page.contactId}`);
      for (const { status } of await Promise.all([...sent, erased])) expect([200, 204, 401]).toContain(status);
    }
    expect(await rowsOf(`SELECT id FROM message WHERE body LIKE '%sentinel-erased%'`)).toEqual([]);
  });
});

describe('a field', () => {
  test('that is renamed or taken away on the other node while agents write it leaves no value without a name', async () => {
    const path = `/v1/console/bots/${world.bot.id}/fields`;
    const basics = { type: 'text', page_writable: true, minimum_provenance: 'page' };
    for (let round = 0; round < 6; round += 1) {
      const name = `colour_${round}`;
      await owner.put(path, { ...basics, name }).expect(200);
      const pages = await Promise.all(Array.from({ length: 8 }, (_, at) => world.page().becomeUser(`field-${at}`)));
      const written = pages.map(({ contactId }, at) =>
        (at % 2 === 0 ? owner : memberOnOther(owner)).patch(`/v1/console/contacts/${contactId}/fields`, {
          fields: { [name]: 'blue' },
        }),
      );
      const there = memberOnOther(owner);
      const changed =
        round % 2 === 0
          ? there.post(`${path}/${name}/rename`, { name: `shade_${round}` })
          : there.delete(`${path}/${name}`);
      const answers = await Promise.all([...written, changed]);
      // Who comes too late is told that there is no such field.
      for (const { status } of answers) expect([200, 204, 400]).toContain(status);
    }
    const orphans = await rowsOf(
      `SELECT v.name_key FROM contact_field v JOIN contact k ON k.id = v.contact_id
       WHERE v.name_key LIKE 'colour%' AND NOT EXISTS
         (SELECT 1 FROM field_definition d WHERE d.bot_id = k.bot_id AND d.name_key = v.name_key)`,
    );
    expect(orphans).toEqual([]);
  });
});

describe('an identity', () => {
  test('that nobody had is one contact, on however many nodes it is proven first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const userId = `first-${round}`;
      const pages = Array.from({ length: 6 }, (_, at) => (at % 2 === 0 ? world.page() : onOther(world.page())));
      const contacts = await Promise.all(pages.map(async (page) => (await page.becomeUser(userId)).contactId));
      expect(new Set(contacts).size).toBe(1);
    }
  });

  test('proven with a key that is being declared compromised on the other node leaves no session', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { bot, key } = await World.makeBot(world.harness, world.bot.workspaceId);
      const its = Object.create(world, { bot: { value: bot }, key: { value: key } }) as World;
      const [{ id } = { id: '' }] = await world.harness.get(KeyRingService).list(bot);
      const answers = Array.from({ length: 4 }, (_, at) => its.page().identify(`leaked-${at}`));
      const end = other.get(KeyRingService).markCompromised(bot, id);
      for (const { status } of await Promise.all(answers)) expect([200, 403]).toContain(status);
      await end;
      expect(await rowsOf(`SELECT id FROM page_session WHERE key_id = $1 AND kind = 'verified'`, [id])).toEqual([]);
    }
  });

  test('logged out on the other node while other pages of the browser come up: none of them stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const page = await world.page().becomeUser(`leaving-${round}`);
      const late = Array.from({ length: 4 }, () => world.page(page.browser).identify(`leaving-${round}`));
      const [left] = await Promise.all([onOther(page).logOut(), ...late]);
      expect(left?.status).toBe(204);
      const stays = await rowsOf(`SELECT id FROM page_session WHERE group_id = $1 AND kind = 'verified'`, [
        page.browser.group,
      ]);
      expect(stays).toEqual([]);
    }
  });
});

describe('a limit or a rule over several rows', () => {
  test('the last owner stays, whoever of two owners leaves first', async () => {
    const one = await signIn(world.harness, {});
    const two = await signIn(world.harness, { workspaceId: one.user.workspaceId });
    const demote = (who: ConsoleClient) => who.patch(`/v1/console/members/${who.user.id}`, { role: 'admin' });
    expect(statuses(await Promise.all([demote(one), demote(memberOnOther(two))]))).toEqual([200, 409]);
  });

  test('an invitation is accepted once', async () => {
    const { body } = await owner.post('/v1/console/invites', { role: 'agent' }).expect(201);
    const accept = (harness: Harness, email: string) =>
      harness.request.post('/v1/console/invitation/accept').send({
        secret: new URL(body.link).hash.slice(1),
        name: 'Siti',
        email,
        password: 'a long password',
        language: 'ms',
      });
    const answers = [accept(world.harness, 'one@example.com'), accept(other, 'two@example.com')];
    expect(statuses(await Promise.all(answers))).toEqual([200, 403]);
  });

  test('an installation is set up once', async () => {
    await world.harness.unitOfWork.run('test.empty', async (tx) => {
      await tx.manager.query('CREATE TABLE kept_workspace AS TABLE workspace');
      await tx.manager.query('DELETE FROM workspace');
    });
    const set = async (harness: Harness) => {
      const owners = harness.get(OwnersService);
      const name = `${randomUUID()}@example.com`;
      const prepared = await owners.prepare({
        workspaceName: 'Kedai',
        timezone: 'Asia/Kuala_Lumpur',
        language: 'en',
        name,
        email: name,
        password: 'a long password',
      });
      return () => harness.unitOfWork.run('test.set-up', (tx) => owners.createFirst(tx, prepared));
    };
    const both = await Promise.all([set(world.harness), set(other)]);
    const outcomes = await Promise.allSettled(both.map((one) => one()));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await world.harness.unitOfWork.run('test.fill', async (tx) => {
      await tx.manager.query('INSERT INTO workspace SELECT * FROM kept_workspace');
      await tx.manager.query('DROP TABLE kept_workspace');
    });
  });

  test('a bot has no more API keys than it may', async () => {
    const { bot } = await World.makeBot(world.harness, world.bot.workspaceId);
    const path = `/v1/console/bots/${bot.id}/api-keys`;
    for (let at = 0; at < 48; at += 1) await owner.post(path, { name: `${at}` }).expect(201);
    const more = Array.from({ length: 6 }, (_, at) =>
      (at % 2 === 0 ? owner : memberOnOther(owner)).post(path, { name: 'x' }),
    );
    expect(statuses(await Promise.all(more))).toEqual([201, 201, 409, 409, 409, 409]);
  });
});
