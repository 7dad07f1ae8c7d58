import { randomUUID } from 'node:crypto';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { PreparedStatements } from '../platform/database/prepared-statements.js';
import { READER } from '../platform/database/reader.js';
import { TogetherStatements } from '../platform/database/together-statements.js';
import { OutboxRepository } from '../platform/outbox/outbox.repository.js';
import { testEngine } from '../platform/testing/test-postgres.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { World } from './world.js';

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What a table may be walked by from end to end: never a table that grows with use. */
const SMALL = new Set(['workspace', 'installation', 'mail_settings', 'lease']);

let world: World;
let owner: ConsoleClient;
let base: string;
const heard = new Map<string, Statement>();

beforeAll(async () => {
  world = await World.start();
  const graph = {
    start: 'ask',
    steps: [{ id: 'ask', kind: 'question', text: 'And?', answer: { type: 'text' }, ports: { answered: 'ask' } }],
  };
  const flowId = await world.publish(graph as never);
  await world.changeBot({ knownFlowId: flowId, guestFlowId: flowId });
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  base = await world.harness.listen();
  listen();
});
afterAll(() => world.stop());

const sources = (): DataSource[] => [
  world.harness.get(DataSource),
  world.harness.get(getDataSourceToken(READER) as never) as DataSource,
];

/** Notes every statement from here on, each text once. */
function listen(): void {
  const note = (sql: string, parameters: readonly unknown[] = []) => {
    // The plan of what is written together says nothing of its parts; they are noted below.
    if (!/\btogether_\d+/.test(sql)) heard.set(sql, { sql, parameters });
  };
  for (const source of sources()) {
    source.logger = new Proxy({} as DataSource['logger'], {
      get: (_, method) => (method === 'logQuery' ? note : () => undefined),
    });
  }
  const { query } = PreparedStatements.prototype;
  vi.spyOn(PreparedStatements.prototype, 'query').mockImplementation(function (this: PreparedStatements, ...asked) {
    note(...asked);
    return query.apply(this, asked);
  });
  const { textOf } = TogetherStatements.prototype;
  vi.spyOn(TogetherStatements.prototype, 'textOf').mockImplementation(function (this: TogetherStatements, ...asked) {
    for (const part of asked[0]) note(part, ['[]']);
    return textOf.apply(this, asked);
  });
}

/** The engine's plan for a statement, a line a step. */
async function planOf({ sql, parameters }: Statement): Promise<string[]> {
  const source = sources()[1] as DataSource;
  if (testEngine === 'sqlite') {
    const plan: { detail: string }[] = await source.query(`EXPLAIN QUERY PLAN ${sql}`, [...parameters]);
    return plan.map(({ detail }) => detail);
  }
  // A small table is walked however it is indexed, unless walking is made dear: then it says that no index would do.
  const runner = source.createQueryRunner();
  try {
    await runner.query('BEGIN');
    await runner.query('SET LOCAL enable_seqscan = off');
    const plan: Record<string, string>[] = await runner.query(`EXPLAIN ${sql}`, [...parameters]);
    return plan.map((line) => line['QUERY PLAN'] ?? '');
  } finally {
    await runner.query('ROLLBACK');
    await runner.release();
  }
}

/** Tables that the engine would walk from end to end for this statement. */
async function walked(statement: Statement): Promise<string[]> {
  const { sql } = statement;
  const names = (sources()[1] as DataSource).entityMetadatas.map(({ tableName }) => tableName);
  const plan = await planOf(statement);
  if (testEngine === 'sqlite') {
    const aliases = new Map(
      names.flatMap((name) =>
        [...sql.matchAll(new RegExp(`\\b${name}"? (?:AS )?"?(\\w+)`, 'gi'))].map(
          ([, alias = '']) => [alias, name] as const,
        ),
      ),
    );
    return plan.flatMap((step) => {
      const name = /^SCAN (\w+)/.exec(step)?.[1] ?? '';
      const table = names.includes(name) ? name : (aliases.get(name) ?? '');
      return names.includes(table) ? [`${table} (${step})`] : [];
    });
  }
  return plan.flatMap((step) => /Seq Scan on (\w+)/.exec(step)?.[1] ?? []);
}

/** What these statements walk, of tables that grow. */
async function walkedBy(statements: readonly Statement[]): Promise<string[]> {
  const found: string[] = [];
  for (const statement of statements) {
    for (const table of await walked(statement))
      if (!SMALL.has(table.split(' ')[0] ?? '')) found.push(`${table}: ${statement.sql.slice(0, 4000)}`);
  }
  return found;
}

test.each([
  "SELECT id FROM message WHERE author = 'bot'",
  "SELECT m.id FROM message m WHERE m.author = 'bot'",
  "SELECT count(*) FROM event AS e JOIN conversation c ON c.id = e.conversation_id WHERE e.type = 'message'",
  "UPDATE flow_session SET version = 1 WHERE conversation_id = 'x'",
])('a statement without an index is seen: %s', async (sql) => {
  expect(await walked({ sql, parameters: [] })).toHaveLength(1);
});

test('every statement of a conversation finds its rows by an index', async () => {
  const guest = await world.page().becomeGuest();
  const user = await world.page().becomeUser(`user-${randomUUID()}`);
  heard.clear();
  for (const page of [guest, user]) {
    await page.call('post', 'open').send({}).expect(200);
    const sent = await page.send('hello').expect(200);
    const { conversation_id } = sent.body.message;
    const ear = await Ear.follow(base, page);
    await page.send('again').expect(200);
    await ear.until(() => ear.frames.length > 1);
    await page.call('post', 'seen').send({ conversation_id, seq: 2 }).expect(204);
    await page.call('post', 'heartbeat').send({}).expect(200);
    await page.history('?limit=2');
    const of = `/v1/console/conversations/${conversation_id}`;
    await owner.get('/v1/console/conversations').expect(200);
    await owner.get(`${of}/messages`).expect(200);
    await owner.post(`${of}/messages`, { client_id: randomUUID(), text: 'Here is Nurul' }).expect(200);
    ear.socket.close();
  }
  const statements = [...heard.values()].filter(({ sql }) => /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(sql));
  // The walk has been through what is written and what is read.
  for (const part of [
    'INSERT INTO "message"',
    'UPDATE "conversation"',
    'UPDATE "flow_session"',
    'INSERT INTO "event"',
  ]) {
    expect(
      statements.some(({ sql }) => sql.includes(part)),
      part,
    ).toBe(true);
  }
  expect(await walkedBy(statements)).toEqual([]);
});

test('how much there is to do in the background is counted in indexes, for a workspace and for all', async () => {
  // Each node is asked for it at every scrape, and each console while its page is open.
  const jobs = world.harness.get(OutboxRepository);
  heard.clear();
  await jobs.figures(world.harness.reader, world.harness.clock.nowMs());
  await jobs.figures(world.harness.reader, world.harness.clock.nowMs(), world.bot.workspaceId);
  const statements = [...heard.values()];
  expect(statements).toHaveLength(8);
  // All that is parked, and nothing else, is in an index of its own: who counts it walks that.
  const found = (await walkedBy(statements)).filter(
    (one) => !/COVERING INDEX \w+__parked_at_ms__id__partial/.test(one),
  );
  expect(found).toEqual([]);
  // One workspace does not look through what waits for the others.
  const ofOne = statements.filter(({ sql }) => /workspace_id/.test(sql) && !/claim_token" is not/.test(sql));
  expect(ofOne).toHaveLength(3);
  for (const one of ofOne) expect((await planOf(one)).join('\n')).toMatch(/workspace_id\b[^\n]*=/);
});
