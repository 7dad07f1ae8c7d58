import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findAll, insertAll } from '../database/bulk.js';
import type { Db } from '../database/db.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { AppError } from '../errors/app-error.js';
import { Logger } from '../logging/logger.js';
import { Book, Shelf } from '../testing/sample-entities.js';
import { type TestDatabase, testDatabase } from '../testing/test-database.js';
import { GroupMessageLane } from './group-message-lane.js';
import { type Decision, type LaneProgram, type MessageLane, OrdinaryMessageLane } from './message-lane.js';
import type { Tx } from './tx.js';

/** A turn puts a book on a shelf, with as many pages as there are books on it by then. */
interface Turn {
  readonly shelfId: string;
  readonly title: string;
  readonly how?: 'refused' | 'unwritable';
}

type Loaded = Map<string, Book[]>;

/** The program of these tests, which notes how it was used. */
class Shelving implements LaneProgram<Turn, Loaded, Book, number> {
  readonly name = 'test.shelving';
  readonly groups: number[] = [];
  readonly committed: string[] = [];
  /** Told before a group reads. */
  whenLoading: (tx: Db) => Promise<void> = async () => undefined;

  async load(db: Db, turns: readonly Turn[]): Promise<Loaded> {
    this.groups.push(turns.length);
    await this.whenLoading(db);
    const ids = [...new Set(turns.map(({ shelfId }) => shelfId))];
    const loaded: Loaded = new Map(ids.map((id) => [id, []]));
    const books = await findAll(
      db,
      Book,
      ['shelfId'],
      ids.map((shelfId) => ({ shelfId })),
    );
    for (const book of books) loaded.get(book.shelfId)?.push(book);
    return loaded;
  }

  decide(turn: Turn, loaded: Loaded, nowMs: number): Decision<Book, number> {
    const books = loaded.get(turn.shelfId) ?? [];
    if (turn.how === 'refused') throw new AppError('conflict', 'Refused.');
    if (books.some(({ title }) => title === turn.title)) throw new AppError('conflict', 'It is there already.');
    const pages = books.length + 1;
    const book: Book = {
      id: `${turn.shelfId}:${turn.title}`,
      shelfId: turn.shelfId,
      title: turn.title,
      pages: turn.how === 'unwritable' ? -1 : pages,
      notes: null,
      createdAtMs: nowMs,
    };
    loaded.set(turn.shelfId, [...books, book]);
    return { writes: book, receipt: pages, afterCommit: () => void this.committed.push(book.id) };
  }

  async write(tx: Tx, writes: readonly Book[]): Promise<void> {
    await insertAll(tx, Book, writes);
  }
}

let db: TestDatabase;
let lane: GroupMessageLane;
let program: Shelving;

beforeEach(async () => {
  db = await testDatabase([Shelf, Book]);
  await db.unitOfWork.run('shelves', (tx) =>
    insertAll(
      tx,
      Shelf,
      ['a', 'b'].map((id) => ({ id, name: id })),
    ),
  );
  lane = new GroupMessageLane(db.unitOfWork, Logger.silent());
  program = new Shelving();
});
afterEach(() => db.close());

const stored = async (of = db) =>
  (await of.reader.manager.find(Book, { order: { id: 'ASC' } })).map(({ id, pages }) => `${id} ${pages}`);
const carryAll = (turns: readonly Turn[], on: MessageLane = lane) =>
  Promise.allSettled(turns.map((turn) => on.carry(program, turn)));

/** How a turn ended, to be compared. */
const said = (outcome: PromiseSettledResult<number>) =>
  outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as Error).constructor.name;

describe('the message lane', () => {
  test('turns that wait together are one group, and a second of one shelf sees the first', async () => {
    const turns = Array.from({ length: 30 }, (_, at) => ({ shelfId: at % 2 === 0 ? 'a' : 'b', title: `t${at}` }));
    const outcomes = await carryAll(turns);
    expect(outcomes.map(said)).toEqual(turns.map((_, at) => Math.floor(at / 2) + 1));
    expect(program.groups).toEqual([30]);
    expect(await stored()).toHaveLength(30);
    expect(program.committed).toEqual(turns.map(({ shelfId, title }) => `${shelfId}:${title}`));
  });

  test('a turn that is refused is refused alone, and what is there twice is seen in the group', async () => {
    const outcomes = await carryAll([
      { shelfId: 'a', title: 'one' },
      { shelfId: 'a', title: 'two', how: 'refused' },
      { shelfId: 'a', title: 'one' },
      { shelfId: 'a', title: 'three' },
    ]);
    expect(outcomes.map(said)).toEqual([1, 'AppError', 'AppError', 2]);
    expect(program.groups).toEqual([4]);
    expect(await stored()).toEqual(['a:one 1', 'a:three 2']);
  });

  test('a group whose writing fails is carried one by one: only what cannot be written fails', async () => {
    const outcomes = await carryAll([
      { shelfId: 'a', title: 'one' },
      { shelfId: 'a', title: 'two', how: 'unwritable' },
      { shelfId: 'a', title: 'three' },
    ]);
    expect(outcomes.map(said)).toEqual([1, 'RowRuleViolation', 2]);
    expect(program.groups).toEqual([3, 1, 1, 1]);
    expect(await stored()).toEqual(['a:one 1', 'a:three 2']);
    expect(program.committed).toEqual(['a:one', 'a:three']);
  });

  test('a group is bounded; the rest comes next', async () => {
    const turns = Array.from({ length: 600 }, (_, at) => ({ shelfId: 'a', title: `t${at}` }));
    const outcomes = await carryAll(turns);
    expect(outcomes.map(said)).toEqual(turns.map((_, at) => at + 1));
    expect(program.groups).toEqual([256, 256, 88]);
  });

  test('a group stands in the queue with ordinary units: neither passes the other', async () => {
    const order: string[] = [];
    const unit = (name: string) =>
      db.unitOfWork.run(name, async (tx) => {
        order.push(name);
        await tx.manager.insert(Shelf, { id: name, name });
      });
    program.whenLoading = async () => void order.push(`group of ${program.groups.at(-1)}`);
    const first = unit('unit 1');
    const early = carryAll([{ shelfId: 'a', title: 'one' }]);
    const second = unit('unit 2');
    // Joins the group that waits already.
    const joined = carryAll([{ shelfId: 'a', title: 'two' }]);
    await Promise.all([first, early, second, joined]);
    expect(order).toEqual(['unit 1', 'group of 2', 'unit 2']);
    expect((await joined).map(said)).toEqual([2]);
  });

  test('a turn that comes while a group is being read waits for the next one', async () => {
    // What a request does has nothing of the unit about it: it comes from outside.
    const requests: (() => void)[] = [];
    const outside = setInterval(() => requests.shift()?.(), 0);
    let late: Promise<PromiseSettledResult<number>[]> = Promise.resolve([]);
    program.whenLoading = () => {
      program.whenLoading = async () => undefined;
      return new Promise((resolve) => {
        requests.push(() => {
          late = carryAll([{ shelfId: 'a', title: 'late' }]);
          resolve();
        });
      });
    };
    const outcomes = await carryAll([{ shelfId: 'a', title: 'one' }]);
    const lateOutcomes = await late;
    clearInterval(outside);
    expect([...outcomes, ...lateOutcomes].map(said)).toEqual([1, 2]);
    expect(program.groups).toEqual([1, 1]);
  });

  test('a program may go around its tx as little as any unit may', async () => {
    program.whenLoading = async () => {
      await db.writer.manager.find(Shelf).catch(() => undefined);
    };
    expect((await carryAll([{ shelfId: 'a', title: 'one' }])).map(said)).toEqual(['UnitOfWorkMisuse']);
    expect(await stored()).toEqual([]);
  });

  test('inside a unit of work no turn is carried, also where others wait', async () => {
    const inside = db.unitOfWork.run('outer', async () => lane.carry(program, { shelfId: 'a', title: 'inner' }));
    const beside = carryAll([{ shelfId: 'a', title: 'one' }]);
    await expect(inside).rejects.toThrow('was started inside');
    expect((await beside).map(said)).toEqual([1]);
    expect(await stored()).toEqual(['a:one 1']);
  });

  test('closing down: what was taken is stored and told, what comes then is refused', async () => {
    const taken = carryAll([
      { shelfId: 'a', title: 'one' },
      { shelfId: 'b', title: 'two' },
    ]);
    const closing = db.unitOfWork.close();
    const late = await carryAll([{ shelfId: 'a', title: 'late' }]);
    await closing;
    expect((await taken).map(said)).toEqual([1, 1]);
    expect(late[0]).toMatchObject({ status: 'rejected', reason: { code: 'shutting_down' } });
    expect(await stored()).toEqual(['a:one 1', 'b:two 1']);
  });
});

describe('a disk that fails', () => {
  const failing = (statement: RegExp, code: string) => {
    const { query } = PreparedStatements.prototype;
    return vi.spyOn(PreparedStatements.prototype, 'query').mockImplementation(function (
      this: PreparedStatements,
      ...asked
    ) {
      if (!statement.test(asked[0])) return query.apply(this, asked);
      return Promise.reject(Object.assign(new Error(`${code}: the disk`), { code }));
    });
  };

  test.each([
    ['at the one statement of a group that is alone', false, /^INSERT/],
    ['at the beginning, beside another unit', true, /^BEGIN/],
    ['in the middle of writing, beside another unit', true, /^INSERT/],
    ['at the commit, beside another unit', true, /^COMMIT/],
  ])('%s: nobody is acknowledged, all are told, nothing is stored', async (_, besideAnother, statement) => {
    const spy = failing(statement, 'SQLITE_FULL');
    const another = besideAnother ? db.unitOfWork.run('another', async () => undefined) : null;
    another?.catch(() => undefined);
    const outcomes = await carryAll([
      { shelfId: 'a', title: 'one' },
      { shelfId: 'a', title: 'two' },
      { shelfId: 'b', title: 'three' },
    ]);
    spy.mockRestore();
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'storage_unavailable' } });
    }
    expect(program.committed).toEqual([]);
    expect(await stored()).toEqual([]);
    expect((await carryAll([{ shelfId: 'a', title: 'later' }])).map(said)).toEqual([1]);
  });

  test('a full disk, as the engine says it', async () => {
    const pragma = (sql: string) => db.unitOfWork.run('pragma', (tx) => tx.manager.query(sql));
    const [row] = (await pragma('PRAGMA page_count')) as { page_count: number }[];
    await pragma(`PRAGMA max_page_count = ${row?.page_count}`);
    const outcomes = await carryAll([
      { shelfId: 'a', title: 'x'.repeat(2_000_000) },
      { shelfId: 'a', title: 'small' },
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'storage_unavailable' } });
    expect(await stored()).toEqual([]);
    await pragma('PRAGMA max_page_count = 1073741823');
    expect((await carryAll([{ shelfId: 'a', title: 'one' }])).map(said)).toEqual([1]);
  });
});

test('groups of any turns end as if each had been carried alone, one after another', async () => {
  const turn = fc.record({
    shelfId: fc.constantFrom('a', 'b', 'nowhere'),
    title: fc.constantFrom('one', 'two', 'three', 'four', 'five'),
    how: fc.constantFrom(undefined, undefined, undefined, 'refused' as const, 'unwritable' as const),
  });
  const property = fc.asyncProperty(fc.array(fc.array(turn, { maxLength: 8 }), { maxLength: 4 }), async (batches) => {
    const clear = (of: TestDatabase) => of.unitOfWork.run('clear', (tx) => tx.manager.clear(Book));
    const turns = batches.map((batch) =>
      batch.map(({ how, ...rest }) => (how === undefined ? rest : { ...rest, how })),
    );
    const together: unknown[] = [];
    for (const batch of turns) together.push((await carryAll(batch)).map(said));
    const storedTogether = await stored();
    await clear(db);
    const ordinary = new OrdinaryMessageLane(db.unitOfWork);
    const alone: unknown[] = [];
    for (const batch of turns) {
      const outcomes: unknown[] = [];
      for (const one of batch) outcomes.push(...(await carryAll([one], ordinary)).map(said));
      alone.push(outcomes);
    }
    expect(together).toEqual(alone);
    expect(storedTogether).toEqual(await stored());
    await clear(db);
  });
  await fc.assert(property, { numRuns: 60 });
});
