import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IdMaker } from '../ids/id-maker.js';
import { Logger } from '../logging/logger.js';
import { outboxWorker } from '../testing/outbox-parts.js';
import { type TestDatabase, testDatabase } from '../testing/test-database.js';
import { testEngine } from '../testing/test-engine.js';
import { JobFailure } from './job-failure.js';
import { type NewJob, Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import type { Job, JobHandler, Outcome } from './outbox-handlers.js';
import { OutboxJob, OutboxTarget } from './outbox-job.entity.js';
import { CLAIM_MS, type OutboxWorker } from './outbox-worker.js';

const RETRIES = { attempts: 3, firstMs: 1000, maxMs: 60_000 };
const repository = new OutboxRepository();

let db: TestDatabase;
let ids: IdMaker;
let workers: OutboxWorker[];
const lines: string[] = [];
const logger = Logger.create({ level: 'debug', human: false, destination: { write: (line) => void lines.push(line) } });

beforeEach(async () => {
  db = await testDatabase([OutboxJob, OutboxTarget]);
  ids = new IdMaker(db.clock);
  workers = [];
  lines.length = 0;
});
afterEach(async () => {
  for (const worker of workers) await worker.beforeApplicationShutdown();
  await db.close();
});

/** A worker, as a process has one. */
function worker(handler: Partial<JobHandler> & Pick<JobHandler, 'perform'>): { worker: OutboxWorker; outbox: Outbox } {
  const { unitOfWork, reader, clock } = db;
  const made = outboxWorker({ unitOfWork, reader, clock, logger }, { kind: 'test', retries: RETRIES, ...handler });
  made.worker.random = () => 1;
  made.worker.stopMs = 0;
  workers.push(made.worker);
  return made;
}

const add = (jobs: readonly Partial<NewJob>[], outbox = new Outbox(repository)): Promise<string[]> => {
  const all = jobs.map((job) => ({ id: ids.newId(), kind: 'test', workspaceId: 'w', payload: {}, ...job }));
  return db.unitOfWork.run('add', async (tx) => {
    await outbox.add(tx, all);
    return all.map(({ id }) => id);
  });
};
const rows = () => db.reader.manager.find(OutboxJob, { order: { id: 'ASC' } });
const figures = () => repository.figures(db.reader, db.clock.nowMs());

/** A gate that a handler stands at until it is opened. */
function gate() {
  let open = (): void => undefined;
  let reached = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const stand = (): Promise<void> => {
    reached();
    return opened;
  };
  return { open: () => open(), arrived, stand };
}

describe('a job', () => {
  test('is there with its cause, or not at all', async () => {
    const failing = db.unitOfWork.run('cause', async (tx) => {
      await new Outbox(repository).add(tx, [{ id: ids.newId(), kind: 'test', workspaceId: 'w', payload: {} }]);
      throw new Error('on purpose');
    });
    await expect(failing).rejects.toThrow('on purpose');
    expect(await rows()).toEqual([]);
  });

  test('is performed after the commit, with what was given, and is gone', async () => {
    const seen: Job[] = [];
    const { worker: made } = worker({ perform: async (job) => void seen.push(job) });
    const payload = { a: [1, 'ü 中', null] };
    const [id] = await add([{ payload, botId: 'b', target: 't' }]);
    await made.settle();
    expect(seen).toMatchObject([{ id, kind: 'test', workspaceId: 'w', botId: 'b', target: 't', payload, attempt: 1 }]);
    expect(await rows()).toEqual([]);
  });

  test('wakes a worker that is at work, without being asked', async () => {
    const performed = gate();
    const { worker: made, outbox } = worker({ perform: async () => void (await performed.stand()) });
    await made.start();
    await add([{}], outbox);
    await performed.arrived;
    performed.open();
    await made.settle();
    expect(await rows()).toEqual([]);
  });

  test('is not performed before it is due, and then once, over a restart and clocks that jump', async () => {
    const seen: string[] = [];
    const perform = async ({ id }: Job) => void seen.push(id);
    const [id] = await add([{ dueAtMs: db.clock.nowMs() + 3_600_000 }]);
    await worker({ perform }).worker.settle();
    db.clock.advance(3_599_999);
    await worker({ perform }).worker.settle();
    expect(seen).toEqual([]);
    db.clock.advance(-600_000);
    await worker({ perform }).worker.settle();
    expect(seen).toEqual([]);
    db.clock.advance(1_200_000);
    await worker({ perform }).worker.settle();
    db.clock.advance(-600_000);
    await worker({ perform }).worker.settle();
    db.clock.advance(86_400_000);
    await worker({ perform }).worker.settle();
    expect(seen).toEqual([id]);
  });

  test('of a kind nobody knows here is left for who does', async () => {
    await add([{ kind: 'of-a-newer-version' }]);
    await worker({ perform: async () => undefined }).worker.settle();
    expect(await rows()).toMatchObject([{ attempts: 0, claimToken: null }]);
  });

  test('writes its result in the transaction that takes it away, and both or neither', async () => {
    const note = (tx: Parameters<Outbox['add']>[0], fails: boolean) =>
      repository.insert(tx, [{ ...bare('result'), kind: 'result' }]).then(() => {
        if (fails) throw new JobFailure('not_stored');
      });
    let fails = true;
    const { worker: made } = worker({ perform: async () => ({ finish: (tx) => note(tx, fails) }) });
    await add([{}]);
    await made.settle();
    expect(await rows()).toMatchObject([{ kind: 'test', errorCode: 'not_stored', attempts: 1 }]);
    fails = false;
    db.clock.advance(1000);
    await made.settle();
    expect(await rows()).toMatchObject([{ kind: 'result' }]);
  });

  test('that is put off was not tried, and comes at its instant', async () => {
    const seen: number[] = [];
    const againAtMs = db.clock.nowMs() + 5000;
    const { worker: made } = worker({
      perform: async ({ attempt }): Promise<Outcome> => {
        seen.push(attempt);
        return seen.length === 1 ? { againAtMs } : undefined;
      },
    });
    await add([{}]);
    await made.settle();
    expect(await rows()).toMatchObject([{ attempts: 0, nextAtMs: againAtMs, errorCode: null }]);
    db.clock.set(againAtMs);
    await made.settle();
    expect([seen, await rows()]).toEqual([[1, 1], []]);
  });
});

const bare = (id: string): OutboxJob => ({
  id,
  kind: 'test',
  target: null,
  workspaceId: 'w',
  botId: null,
  payload: {},
  dueAtMs: db.clock.nowMs(),
  nextAtMs: db.clock.nowMs(),
  slotAtMs: null,
  attempts: 0,
  claimToken: null,
  parkedAtMs: null,
  errorCode: null,
  errorDetail: null,
  createdAtMs: db.clock.nowMs(),
});

describe('a job that fails', () => {
  test('rests longer each time, then is parked with what an admin may read', async () => {
    const parked: string[] = [];
    const { worker: made } = worker({
      perform: () => Promise.reject(new JobFailure('refused', { detail: 'The far end said no.' })),
      parked: async (_tx, job, { code }) => void parked.push(job.id, code),
    });
    const [id = ''] = await add([{}]);
    const rests: number[] = [];
    for (let attempt = 1; attempt <= 2; attempt++) {
      await made.settle();
      const [row] = await rows();
      expect(row).toMatchObject({ attempts: attempt, parkedAtMs: null, claimToken: null, errorCode: 'refused' });
      rests.push((row?.nextAtMs ?? 0) - db.clock.nowMs());
      db.clock.advance(rests.at(-1) ?? 0);
    }
    expect(rests).toEqual([1000, 2000]);
    await made.settle();
    const want = { id, attempts: 3, parkedAtMs: db.clock.nowMs(), errorDetail: 'The far end said no.' };
    expect(await rows()).toMatchObject([want]);
    expect(parked).toEqual([id, 'refused']);
    expect(await figures()).toEqual({ waiting: 0, running: 0, parked: 1, oldestDueAtMs: null });
  });

  test('with no hope is parked at once; a far end that asks for patience gets it', async () => {
    let hope = true;
    const { worker: made } = worker({
      perform: () => Promise.reject(new JobFailure('busy', { mayPass: hope, retryAfterMs: 77_000 })),
    });
    await add([{}]);
    await made.settle();
    expect((await rows())[0]?.nextAtMs).toBe(db.clock.nowMs() + 77_000);
    hope = false;
    db.clock.advance(77_000);
    await made.settle();
    expect((await rows())[0]?.parkedAtMs).toBe(db.clock.nowMs());
  });

  test('parked, is replayed under the same id as if for the first time, by its own workspace only', async () => {
    const seen: [string, number][] = [];
    let works = false;
    const { worker: made } = worker({
      perform: async ({ id, attempt }) => {
        seen.push([id, attempt]);
        if (!works) throw new JobFailure('refused', { mayPass: false });
      },
    });
    const [id = ''] = await add([{}]);
    await made.settle();
    const replay = (workspaceId: string) => db.unitOfWork.run('r', (tx) => repository.replay(tx, workspaceId, id));
    expect(await replay('another')).toBe(0);
    works = true;
    expect(await replay('w')).toBe(1);
    await made.settle();
    expect([seen, await rows()]).toEqual([
      [
        [id, 1],
        [id, 1],
      ],
      [],
    ]);
  });

  test('in a way nobody foresaw leaves no words of the error in the row', async () => {
    const { worker: made } = worker({ perform: () => Promise.reject(new Error('token abc')) });
    await add([{}]);
    await made.settle();
    expect(await rows()).toMatchObject([{ errorCode: 'unexpected', errorDetail: null }]);
  });

  test('by not ending is given up on after its time', async () => {
    const { worker: made } = worker({ timeoutMs: 5, perform: () => new Promise(() => undefined) });
    await add([{}]);
    await made.settle();
    expect(await rows()).toMatchObject([{ errorCode: 'timeout', claimToken: null }]);
  });
});

describe('two workers on one table', () => {
  test('perform each job once between them', async () => {
    const seen: string[] = [];
    const perform = async ({ id }: Job) => void seen.push(id);
    const wanted = await add(Array.from({ length: 60 }, () => ({})));
    const both = [worker({ perform }), worker({ perform })];
    await Promise.all(both.map((one) => one.worker.settle()));
    await Promise.all(both.map((one) => one.worker.settle()));
    expect(seen.sort()).toEqual(wanted);
    expect(await rows()).toEqual([]);
  });

  test('a dead one’s job is taken over under the same id, and the late one cannot mark it', async () => {
    const slow = gate();
    const seen: string[] = [];
    let finished = 0;
    const finish = async () => void finished++;
    const first = worker({
      perform: async ({ id }) => {
        seen.push(id);
        await slow.stand();
        return { finish };
      },
    }).worker;
    const [id] = await add([{}]);
    const settled = first.settle();
    await slow.arrived;
    const second = worker({
      perform: async (job) => {
        seen.push(job.id);
        throw new JobFailure('busy');
      },
    }).worker;
    await second.settle();
    expect(seen).toEqual([id]);
    db.clock.advance(CLAIM_MS);
    await second.settle();
    expect(seen).toEqual([id, id]);
    slow.open();
    await settled;
    // Done twice at the far end, under one id; here the one who holds it decides: it is tried again.
    expect(await rows()).toMatchObject([{ id, attempts: 2, errorCode: 'busy' }]);
    expect(finished).toBe(0);
  });

  test('a clock set forward does not make a worker take what it holds', async () => {
    const slow = gate();
    const seen: string[] = [];
    const other = gate();
    const { worker: made } = worker({
      perform: async ({ id }) => {
        seen.push(id);
        await (seen.length === 1 ? slow.stand() : other.stand());
      },
    });
    const [first] = await add([{}]);
    const settled = made.settle();
    await slow.arrived;
    db.clock.advance(600_000);
    // The look that finds this one would find the other one, too.
    const [second] = await add([{}]);
    const again = made.settle();
    await other.arrived;
    slow.open();
    other.open();
    await Promise.all([settled, again]);
    expect([seen, await rows()]).toEqual([[first, second], []]);
  });

  test('a job that takes its process with it is parked in the end', async () => {
    await db.unitOfWork.run('x', (tx) =>
      repository.insert(tx, [{ ...bare('a'), attempts: RETRIES.attempts, claimToken: 'of the dead' }]),
    );
    await worker({ perform: async () => undefined }).worker.settle();
    expect(await rows()).toMatchObject([{ errorCode: 'worker_died', parkedAtMs: db.clock.nowMs(), claimToken: null }]);
  });
});

describe('limits', () => {
  test('no more of a kind are under way than it says', async () => {
    let now = 0;
    let most = 0;
    const { worker: made } = worker({
      concurrency: 3,
      perform: async () => {
        most = Math.max(most, ++now);
        await db.unitOfWork.run('work', async () => undefined);
        now--;
      },
    });
    await add(Array.from({ length: 20 }, () => ({})));
    await made.settle();
    expect([most, await rows()]).toEqual([3, []]);
  });

  test('a target gets its rate, and one that is full stands in nobody’s way', async () => {
    const went: [string | null, number][] = [];
    const startMs = db.clock.nowMs();
    const perform = async ({ target }: Job) => void went.push([target, db.clock.nowMs() - startMs]);
    const rate = { perform, ratePerTarget: { jobs: 2, perMs: 1000 } };
    await add([...Array.from({ length: 5 }, () => ({ target: 'a' })), { target: 'b' }, {}]);
    await worker(rate).worker.settle();
    const at = (target: string | null) => went.filter(([one]) => one === target).map(([, ms]) => ms);
    expect([at('a'), at('b'), at(null)]).toEqual([[0, 0], [0], [0]]);
    for (let step = 0; step < 3; step++) {
      db.clock.advance(500);
      await worker(rate).worker.settle();
    }
    expect(at('a')).toEqual([0, 0, 500, 1000, 1500]);
    expect(await rows()).toEqual([]);
  });
});

test('a long queue at one target is put off in few looks', async () => {
  const run = vi.spyOn(db.unitOfWork, 'run');
  let performed = 0;
  const { worker: made } = worker({
    concurrency: 1,
    ratePerTarget: { jobs: 1, perMs: 1000 },
    perform: async () => void performed++,
  });
  await add(Array.from({ length: 250 }, () => ({ target: 'a' })));
  await made.settle();
  expect(performed).toBe(1);
  expect(run.mock.calls.filter(([name]) => name === 'outbox.claim').length).toBeLessThanOrEqual(5);
  const slots = (await rows()).map(({ nextAtMs }) => nextAtMs - db.clock.nowMs());
  expect(slots.sort((a, b) => a - b)).toEqual(Array.from({ length: 249 }, (_, at) => (at + 1) * 1000));
});

describe('when the process ends', () => {
  test('what is under way may end', async () => {
    const quick = gate();
    const { worker: made, outbox } = worker({ perform: async () => void (await quick.stand()) });
    made.stopMs = 60_000;
    await made.start();
    await add([{}], outbox);
    await quick.arrived;
    const stopped = made.beforeApplicationShutdown();
    quick.open();
    await stopped;
    expect(await rows()).toEqual([]);
  });

  test('what does not end is handed on at once, and no more is taken', async () => {
    const endless = gate();
    const told: unknown[] = [];
    const { worker: made, outbox } = worker({
      concurrency: 1,
      perform: async (_job, signal) => {
        signal.addEventListener('abort', ({ type }) => told.push(type));
        await endless.stand();
      },
    });
    await made.start();
    const all = await add([{}, {}], outbox);
    await endless.arrived;
    await made.beforeApplicationShutdown();
    const after = await rows();
    expect(after.map(({ id, attempts, claimToken, nextAtMs }) => [id, attempts, claimToken, nextAtMs])).toEqual([
      [all[0], 1, null, db.clock.nowMs()],
      [all[1], 0, null, db.clock.nowMs()],
    ]);
    expect(told).toEqual(['abort']);
    made.wake();
    expect(await rows()).toEqual(after);
    // It ends after all: what it says is no longer asked for.
    endless.open();
    await made.settle();
    expect(await rows()).toEqual(after);
  });

  test('what a dead process held is taken over at the next start where one process holds all, else when its claim ends', async () => {
    await db.unitOfWork.run('x', (tx) =>
      repository.insert(tx, [
        { ...bare('a'), attempts: 1, claimToken: 'of the dead', nextAtMs: db.clock.nowMs() + CLAIM_MS },
      ]),
    );
    const seen: string[] = [];
    const { worker: made } = worker({ perform: async ({ id }) => void seen.push(id) });
    await made.start();
    await made.settle();
    expect(seen).toEqual(testEngine === 'sqlite' ? ['a'] : []);
    db.clock.advance(CLAIM_MS);
    await made.settle();
    expect(seen).toEqual(['a']);
  });
});

describe('figures', () => {
  test('say how much there is and since when', async () => {
    const nowMs = db.clock.nowMs();
    await add([{ dueAtMs: nowMs - 5000 }, { dueAtMs: nowMs + 5000 }]);
    expect(await figures()).toEqual({ waiting: 2, running: 0, parked: 0, oldestDueAtMs: nowMs - 5000 });
    expect(await repository.figures(db.reader, nowMs, 'another')).toMatchObject({ waiting: 0, oldestDueAtMs: null });
  });

  test('and the statements of a claim read no more rows than they take', async () => {
    const plan = (sql: string): Promise<string> =>
      db.unitOfWork.run('plan', async (tx) => {
        // An empty table is read whole, whatever indexes it has.
        if (testEngine === 'postgres') await tx.manager.query('SET LOCAL enable_seqscan = off');
        const explain = testEngine === 'postgres' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
        const steps: Record<string, unknown>[] = await tx.manager.query(`${explain} ${sql}`);
        return steps.map((step) => String(step['detail'] ?? step['QUERY PLAN'])).join('; ');
      });
    const due = `SELECT * FROM outbox j WHERE j.kind = 'test' AND j.parked_at_ms IS NULL AND j.next_at_ms <= 5 ORDER BY j.next_at_ms, j.id LIMIT 4`;
    expect(await plan(due)).toMatch(/ix_outbox__kind__next_at_ms__id__partial/);
    expect(await plan(due)).not.toMatch(/TEMP B-TREE|Sort/);
    const oldest =
      'SELECT due_at_ms FROM outbox WHERE parked_at_ms IS NULL AND due_at_ms <= 5 ORDER BY due_at_ms LIMIT 1';
    expect(await plan(oldest)).toContain('ix_outbox__due_at_ms__partial');
    expect(await plan('SELECT count(*) FROM outbox WHERE claim_token IS NOT NULL')).toContain('ix_outbox__claim_token');
  });
});
