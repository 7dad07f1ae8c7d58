import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lockAlone } from '../../platform/database/locks.js';
import type { Harness } from '../../platform/testing/harness.js';
import { testEngine } from '../../platform/testing/test-postgres.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { startApi } from '../../testing/start-api.js';
import { EventsService } from './events.service.js';

let api: Harness;
let events: EventsService;
beforeAll(async () => {
  api = await startApi();
  events = api.get(EventsService);
});
afterAll(() => api.stop());

const happening = (workspaceId: string, conversationId: string) => ({
  workspaceId,
  botId: 'bot',
  contactId: 'contact',
  conversationId,
  type: 'conversation' as const,
  forVisitor: true,
  forWorkspace: true,
});
const record = (tx: Tx, workspaceId: string, name: string) => events.record(tx, [happening(workspaceId, name)]);
const write = (workspaceId: string, name: string) =>
  api.unitOfWork.run('test.record', (tx) => record(tx, workspaceId, name));
const namesAfter = async (workspaceId: string, after: number) =>
  (await events.listOfWorkspace(api.reader, workspaceId, after)).map(({ conversationId }) => conversationId);
const end = (workspaceId: string) => events.lastPositionOf(api.reader, workspaceId);

/** A unit that has written to a workspace's log and does not commit before it is let. */
async function openUnit(workspaceId: string, name: string): Promise<{ commit(): Promise<void> }> {
  let let_: () => void = () => undefined;
  const may = new Promise<void>((resolve) => {
    let_ = resolve;
  });
  let written: () => void = () => undefined;
  const isWritten = new Promise<void>((resolve) => {
    written = resolve;
  });
  const { EventsRepository } = await import('./events.repository.js');
  const done = api.unitOfWork.run('test.open', async (tx) => {
    await api
      .get(EventsRepository)
      .insert(tx, [{ ...happening(workspaceId, name), messageId: null, seq: null, atMs: tx.nowMs }]);
    written();
    await may;
  });
  await isWritten;
  return {
    commit: () => {
      let_();
      return done;
    },
  };
}

/** Waits until so many units wait for a lock of this database. */
const waiting = (count: number) =>
  expect
    .poll(async () => {
      const [row] = await api.reader.manager.query(
        `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return Number(row.n);
    })
    .toBe(count);

const onPostgres = testEngine === 'postgres' ? describe : () => undefined;

onPostgres('two transactions that commit in reverse', () => {
  test('whoever waits for the log’s end has no position in it yet', async () => {
    const workspace = randomUUID();
    let go: () => void = () => undefined;
    const may = new Promise<void>((resolve) => {
      go = resolve;
    });
    let first: Promise<void> | undefined;
    await new Promise<void>((held) => {
      first = api.unitOfWork.run('test.holder', async (tx) => {
        await lockAlone(tx, ['log', workspace]);
        held();
        await may;
        await record(tx, workspace, 'first');
      });
    });
    const second = write(workspace, 'second');
    await waiting(1);
    go();
    await Promise.all([first, second]);
    expect(await namesAfter(workspace, 0)).toEqual(['first', 'second']);
  });

  test('of one workspace cannot: the later one waits, and a cursor misses neither', async () => {
    const workspace = randomUUID();
    await write(workspace, 'before');
    const cursor = await end(workspace);
    const first = await openUnit(workspace, 'first');
    const second = write(workspace, 'second');
    await waiting(1);
    expect(await namesAfter(workspace, cursor)).toEqual([]);
    expect(await end(workspace)).toBe(cursor);
    await first.commit();
    await second;
    expect(await namesAfter(workspace, cursor)).toEqual(['first', 'second']);
  });

  test('of two workspaces do, and the snapshot of one does not stand behind the other’s', async () => {
    const [late, quick] = [randomUUID(), randomUUID()];
    await write(late, 'before');
    const open = await openUnit(late, 'late');
    await write(quick, 'quick');
    // The snapshots that are taken now, and what whoever resumes from them is told later.
    const cursors = { late: await end(late), quick: await end(quick) };
    await open.commit();
    expect(await namesAfter(late, cursors.late)).toEqual(['late']);
    expect(await namesAfter(quick, cursors.quick)).toEqual([]);
    await write(quick, 'more');
    expect(await namesAfter(quick, cursors.quick)).toEqual(['more']);
  });

  test('of whom one is rolled back leave a gap that nobody waits for', async () => {
    const workspace = randomUUID();
    const cursor = await end(workspace);
    const failing = api.unitOfWork.run('test.fail', async (tx) => {
      await api.get(EventsService).record(tx, [happening(workspace, 'lost')]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await write(workspace, 'kept');
    expect(await namesAfter(workspace, cursor)).toEqual(['kept']);
  });
});

test('a workspace without events stands where the log begins, and resumes from there', async () => {
  const [busy, quiet] = [randomUUID(), randomUUID()];
  for (const name of ['a', 'b', 'c']) await write(busy, name);
  await api.unitOfWork.run('test.forget', async (tx) => events.forgetBefore(tx, await events.lastPositionOf(tx, busy)));
  const position = await end(quiet);
  expect(position).toBe((await end(busy)) - 1);
  await write(quiet, 'at last');
  expect(await namesAfter(quiet, position)).toEqual(['at last']);
});
