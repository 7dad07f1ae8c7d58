import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { IdMaker } from '../platform/ids/id-maker.js';
import { JobFailure } from '../platform/outbox/job-failure.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { OutboxHandlers } from '../platform/outbox/outbox-handlers.js';
import { OutboxJob } from '../platform/outbox/outbox-job.entity.js';
import { OutboxWorker } from '../platform/outbox/outbox-worker.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

/* What was given up in the background, as those who look after a workspace see it, try it again and drop it. */

const JOBS = '/v1/console/background-jobs';
const PARKED = `${JOBS}/parked`;

let world: World;
let owner: ConsoleClient;
let works = false;
const performed: string[] = [];
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  world.harness.get(OutboxHandlers).register({
    kind: 'test',
    perform: async ({ id }) => {
      performed.push(id);
      if (!works) throw new JobFailure('refused', { detail: 'The far end said no.', mayPass: false });
    },
  });
});
afterAll(() => world.stop());
beforeEach(async () => {
  works = false;
  performed.length = 0;
  await world.harness.unitOfWork.run('test.clear', (tx) =>
    tx.manager.createQueryBuilder().delete().from(OutboxJob).execute(),
  );
});

const settle = () => world.harness.get(OutboxWorker).settle();
const add = async (count = 1, given: object = {}): Promise<string[]> => {
  const ids = Array.from({ length: count }, () => world.harness.get(IdMaker).newId());
  await world.harness.unitOfWork.run('test.add', (tx) =>
    world.harness.get(Outbox).add(
      tx,
      ids.map((id) => ({
        id,
        kind: 'test',
        workspaceId: world.bot.workspaceId,
        botId: world.bot.id,
        payload: { secret: 'of the row' },
        ...given,
      })),
    ),
  );
  await settle();
  return ids;
};
const list = async (query = '') => (await owner.get(`${PARKED}${query}`).expect(200)).body;
const figures = async () => (await owner.get(JOBS).expect(200)).body;
const acts = async () =>
  (await owner.get('/v1/console/audit?limit=5').expect(200)).body.items.map(({ action }: { action: string }) => action);

describe('a job that was given up', () => {
  test('is shown with why, without what it holds, and counted', async () => {
    const dueAtMs = world.harness.clock.nowMs();
    const [id] = await add();
    await add(1, { dueAtMs: dueAtMs + 60_000 });
    const page = await list();
    const at = new Date(dueAtMs).toISOString();
    expect(page.items).toEqual([
      {
        id,
        kind: 'test',
        bot_id: world.bot.id,
        attempts: 1,
        error_code: 'refused',
        error_detail: 'The far end said no.',
        due_at: at,
        parked_at: at,
      },
    ]);
    expect(await figures()).toEqual({ waiting: 1, running: 0, parked: 1, oldest_due_at: null });
  });

  test('is tried again under its id, at once, and that is audited', async () => {
    const [id = ''] = await add();
    works = true;
    await owner.post(`${PARKED}/${id}/replay`, {}).expect(204);
    await settle();
    expect([performed, (await list()).items]).toEqual([[id, id], []]);
    expect((await acts())[0]).toBe('job.replayed');
  });

  test('and all others are tried again with one act', async () => {
    await add(3);
    works = true;
    expect((await owner.post(`${JOBS}/replay`, {}).expect(200)).body).toEqual({ replayed: 3 });
    await settle();
    expect([performed.length, (await list()).items]).toEqual([6, []]);
    expect((await acts())[0]).toBe('jobs.replayed');
    const before = await acts();
    expect((await owner.post(`${JOBS}/replay`, {}).expect(200)).body).toEqual({ replayed: 0 });
    expect(await acts()).toEqual(before);
  });

  test('can be dropped for good', async () => {
    const [id = ''] = await add();
    await owner.delete(`${PARKED}/${id}`).expect(204);
    expect((await list()).items).toEqual([]);
    expect((await acts())[0]).toBe('job.dropped');
    await owner.delete(`${PARKED}/${id}`).expect(404);
    await owner.post(`${PARKED}/${id}/replay`, {}).expect(404);
  });

  test('is paged, the latest first', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) {
      world.harness.clock.advance(1000);
      ids.unshift(...(await add()));
    }
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: { items: { id: string }[]; next: string | null } = await list(
        `?limit=2${next === '' ? '' : `&before=${next}`}`,
      );
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(seen).toEqual(ids);
  });

  test('of another workspace is neither seen nor touched, and one that was not given up cannot be dropped', async () => {
    const [id = ''] = await add();
    const stranger = await signIn(world.harness, {});
    expect((await stranger.get(PARKED).expect(200)).body.items).toEqual([]);
    expect((await stranger.get(JOBS).expect(200)).body.parked).toBe(0);
    await stranger.post(`${PARKED}/${id}/replay`, {}).expect(404);
    await stranger.delete(`${PARKED}/${id}`).expect(404);
    expect((await stranger.post(`${JOBS}/replay`, {}).expect(200)).body).toEqual({ replayed: 0 });
    expect((await list()).items).toHaveLength(1);
    const [later = ''] = await add(1, { dueAtMs: world.harness.clock.nowMs() + 60_000 });
    await owner.delete(`${PARKED}/${later}`).expect(404);
  });
});
