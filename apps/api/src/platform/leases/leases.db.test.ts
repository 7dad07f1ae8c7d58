import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Logger } from '../logging/logger.js';
import { type TestDatabase, testDatabase } from '../testing/test-database.js';
import { testEngine } from '../testing/test-postgres.js';
import { Lease } from './lease.entity.js';
import { type LeaseClaim, Leases, type LeaseTimes } from './leases.js';
import { LeasesRepository } from './leases.repository.js';

/** Short, so that a lease ends while the test looks; what is awaited is always an event, never a time. */
class QuickLeases extends Leases {
  override readonly times: LeaseTimes = { heldForMs: 300, askEveryMs: 40, marginMs: 100 };
}

let database: TestDatabase;
let claims: LeaseClaim[];
beforeEach(async () => {
  database = await testDatabase([Lease]);
  claims = [];
});
afterEach(async () => {
  vi.useRealTimers();
  for (const claim of claims) await claim.release();
  await database.close();
});

/** A node that wants the lease. */
class Node {
  readonly leases: Leases;
  readonly claim: LeaseClaim;
  /** Settles when it has come to hold it. */
  readonly taken: Promise<void>;
  takings = 0;

  constructor(Kind: typeof Leases = Leases, unitOfWork: Pick<TestDatabase['unitOfWork'], 'run'> = database.unitOfWork) {
    this.leases = new Kind(new LeasesRepository(), unitOfWork as never, database.reader, Logger.silent());
    let settle = () => {};
    this.taken = new Promise((resolve) => {
      settle = resolve;
    });
    this.claim = this.leases.want('job', () => {
      this.takings += 1;
      settle();
    });
    claims.push(this.claim);
  }
}

/** What only one engine can show is no test on the other. */
const whereEngineIs = (engine: typeof testEngine, title: string, body: () => void) => {
  if (testEngine === engine) describe(title, body);
};

const rows = () => database.reader.manager.find(Lease);

describe('either engine', () => {
  test('a lease that nobody has is taken at once, and given back', async () => {
    const node = new Node();
    await node.taken;
    expect(node.claim.isHeld).toBe(true);
    expect((await rows()).map(({ name, holder }) => [name, holder])).toEqual([['job', node.leases.holder]]);
    await node.claim.release();
    expect(node.claim.isHeld).toBe(false);
    expect(await rows()).toEqual([]);
  });

  test('a database that does not answer gives no lease, and is asked again', async () => {
    let refusals = 2;
    const flaky = {
      run: ((name, work) => {
        refusals -= 1;
        return refusals >= 0 ? Promise.reject(new Error('away')) : database.unitOfWork.run(name, work);
      }) as TestDatabase['unitOfWork']['run'],
    };
    const node = new Node(QuickLeases, flaky);
    expect(node.claim.isHeld).toBe(false);
    await node.taken;
    expect(refusals).toBeLessThan(0);
  });
});

whereEngineIs('sqlite', 'one node (SQLite)', () => {
  test('takes over at once from a process that was killed, and writes nothing while it holds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const killed = new Node();
    await killed.taken;
    const node = new Node(QuickLeases);
    await node.taken;
    const [before] = await rows();
    expect(before?.holder).toBe(node.leases.holder);
    // Where it asked again, the row would last longer by now.
    database.clock.advance(500);
    vi.advanceTimersByTime(500);
    await database.unitOfWork.run('test.after', async () => undefined);
    expect(node.claim.isHeld).toBe(true);
    expect(await rows()).toEqual([before]);
  });
});

whereEngineIs('postgres', 'several nodes (Postgres)', () => {
  test('one of many has it', async () => {
    const nodes = Array.from({ length: 8 }, () => new Node());
    await Promise.race(nodes.map(({ taken }) => taken));
    const [row] = await rows();
    await expect
      .poll(() => nodes.filter(({ claim }) => claim.isHeld).map(({ leases }) => leases.holder))
      .toEqual([row?.holder]);
  });

  test('a holder keeps it past its end by saying that it lives; the other waits', async () => {
    const holder = new Node(QuickLeases);
    await holder.taken;
    const other = new Node(QuickLeases);
    const first = (await rows())[0]?.untilMs ?? 0;
    await expect.poll(async () => (await rows())[0]?.untilMs ?? 0, { timeout: 5_000 }).toBeGreaterThan(first + 600);
    expect([holder.claim.isHeld, other.claim.isHeld, holder.takings, other.takings]).toEqual([true, false, 1, 0]);
  });

  test('when a holder dies another goes on; the dead one had stopped believing before', async () => {
    let isDead = false;
    const dying = {
      run: ((name, work) =>
        isDead
          ? Promise.reject(new Error('dead'))
          : database.unitOfWork.run(name, work)) as TestDatabase['unitOfWork']['run'],
    };
    const holder = new Node(QuickLeases, dying);
    await holder.taken;
    const other = new Node(QuickLeases);
    isDead = true;
    await other.taken;
    expect([holder.claim.isHeld, other.claim.isHeld]).toEqual([false, true]);
    expect((await rows())[0]?.holder).toBe(other.leases.holder);
  });

  test('given back, another has it with its next question, long before its end', async () => {
    class Long extends Leases {
      override readonly times: LeaseTimes = { heldForMs: 3_600_000, askEveryMs: 40, marginMs: 100 };
    }
    const holder = new Node(Long);
    await holder.taken;
    const other = new Node(Long);
    await holder.claim.release();
    await other.taken;
    expect((await rows())[0]?.holder).toBe(other.leases.holder);
  });

  test('the clock of the database decides, not the node’s', async () => {
    const holder = new Node();
    await holder.taken;
    database.clock.advance(365 * 24 * 3_600_000);
    const taken = await database.unitOfWork.run('test.take', (tx) =>
      new LeasesRepository().take(tx, 'job', 'a node whose clock is a year ahead', 60_000),
    );
    expect(taken).toBe(false);
  });
});
