import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ForeignKeyViolation, RowRuleViolation, UniqueViolation } from '../database/database-errors.js';
import { AppError } from '../errors/app-error.js';
import { Book, Shelf } from '../testing/sample-entities.js';
import { type TestDatabase, testDatabase } from '../testing/test-database.js';
import { testEngine } from '../testing/test-postgres.js';
import { OrdinaryMessageLane } from './message-lane.js';
import type { Tx } from './tx.js';
import { UnitOfWorkMisuse } from './unit-scope.js';

/** For what only the one gate promises. */
const onSqlite = testEngine === 'sqlite' ? test : () => undefined;

let db: TestDatabase;

beforeEach(async () => {
  db = await testDatabase([Shelf, Book]);
});
afterEach(() => db.close());

const shelf = (id: string) => ({ id, name: `shelf ${id}` });
const book = (id: string, title = id) => ({ id, shelfId: 's', title, createdAtMs: 1 });
const addShelf = (id: string) => db.unitOfWork.run('add', (tx) => tx.manager.insert(Shelf, shelf(id)));
const storedShelves = async () => (await db.reader.manager.find(Shelf)).map((row) => row.id).sort();

describe('all or nothing', () => {
  test('what a unit wrote is there when its caller goes on', async () => {
    await addShelf('a');
    expect(await storedShelves()).toEqual(['a']);
  });

  test('a unit that throws leaves nothing, and its caller gets the error', async () => {
    const failing = db.unitOfWork.run('fail', async (tx) => {
      await tx.manager.insert(Shelf, shelf('a'));
      throw new AppError('conflict', 'No.');
    });
    await expect(failing).rejects.toMatchObject({ code: 'conflict' });
    expect(await storedShelves()).toEqual([]);
  });

  test('twenty units at once, half of them failing: exactly the other half is stored', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        db.unitOfWork.run('parallel', async (tx) => {
          await tx.manager.insert(Shelf, shelf(`p${index}`));
          await tx.repository(Shelf).save(shelf(`q${index}`));
          if (index % 2 === 1) throw new Error('half');
          return index;
        }),
      ),
    );
    expect(outcomes.map((outcome) => outcome.status === 'fulfilled')).toEqual(
      Array.from({ length: 20 }, (_, index) => index % 2 === 0),
    );
    const even = Array.from({ length: 10 }, (_, index) => [`p${index * 2}`, `q${index * 2}`]).flat();
    expect(await storedShelves()).toEqual(even.sort());
  });

  onSqlite('units run one after another, in the order they came', async () => {
    const order: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        db.unitOfWork.run(name, async (tx) => {
          order.push(`${name} begins`);
          await tx.manager.insert(Shelf, shelf(name));
          order.push(`${name} ends`);
        }),
      ),
    );
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  onSqlite('a later unit of the same commit sees what an earlier one wrote', async () => {
    const write = addShelf('seen');
    const read = db.unitOfWork.run('read', (tx) => tx.manager.existsBy(Shelf, { id: 'seen' }));
    await write;
    expect(await read).toBe(true);
  });

  test('a unit may nest savepoints', async () => {
    await db.unitOfWork.run('nest', async (tx) => {
      await tx.manager.insert(Shelf, shelf('outer'));
      await tx.manager
        .transaction(async (inner) => {
          await inner.insert(Shelf, shelf('inner'));
          throw new Error('inner only');
        })
        .catch(() => undefined);
      await tx.manager.transaction((inner) => inner.insert(Shelf, shelf('second')));
    });
    expect(await storedShelves()).toEqual(['outer', 'second']);
  });

  test('the instant of a unit is the clock’s', async () => {
    db.clock.set(1234);
    expect(await db.unitOfWork.run('time', async (tx) => tx.nowMs)).toBe(1234);
  });
});

describe('nobody goes around the gate', () => {
  const outerUses: ReadonlyArray<readonly [title: string, use: (tx: Tx) => Promise<unknown>]> = [
    ['the writer’s manager', () => db.writer.manager.find(Shelf)],
    ['a repository of the writer', () => db.writer.getRepository(Shelf).save(shelf('x'))],
    ['a plain query of the writer', () => db.writer.query('SELECT 1')],
    ['a transaction of the writer', () => db.writer.transaction(async () => undefined)],
    ['a query builder of the writer', () => db.writer.createQueryBuilder(Shelf, 's').getMany()],
    ['the reader', () => db.reader.manager.find(Shelf)],
    ['another unit', () => db.unitOfWork.run('nested', async () => undefined)],
    ['an end of the transaction', (tx) => tx.manager.query('COMMIT')],
  ];

  test.each(outerUses)('%s is refused inside a unit', async (_title, use) => {
    const unit = db.unitOfWork.run('outer use', async (tx) => {
      await tx.manager.insert(Shelf, shelf('a'));
      await use(tx);
    });
    await expect(unit).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    expect(await storedShelves()).toEqual([]);
  });

  test.each(outerUses)('%s fails the unit even where the error was swallowed', async (_title, use) => {
    const unit = db.unitOfWork.run('outer use', async (tx) => {
      await tx.manager.insert(Shelf, shelf('a'));
      await use(tx).catch(() => undefined);
    });
    await expect(unit).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    expect(await storedShelves()).toEqual([]);
  });

  test('the writer writes for nobody else', async () => {
    await expect(db.writer.manager.insert(Shelf, shelf('a'))).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    expect(await storedShelves()).toEqual([]);
  });

  test('the reader cannot write', async () => {
    await expect(db.reader.manager.insert(Shelf, shelf('a'))).rejects.toThrow();
    expect(await storedShelves()).toEqual([]);
  });

  test('a tx that was kept is of no use afterwards', async () => {
    let kept: Tx | undefined;
    await db.unitOfWork.run('leak', async (tx) => {
      kept = tx;
    });
    await expect(kept?.manager.insert(Shelf, shelf('late'))).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    expect(() => kept?.afterCommit(() => undefined)).toThrow(UnitOfWorkMisuse);
    expect(await storedShelves()).toEqual([]);
  });

  test('a tx that was kept is of no use while another unit runs', async () => {
    let kept: Tx | undefined;
    await db.unitOfWork.run('leak', async (tx) => {
      kept = tx;
    });
    const other = db.unitOfWork.run('other', async (tx) => {
      await tx.manager.insert(Shelf, shelf('mine'));
      await expect(kept?.manager.insert(Shelf, shelf('stray'))).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    });
    await other;
    expect(await storedShelves()).toEqual(['mine']);
  });

  test('statements that nobody awaited fail their unit and join no other', async () => {
    const careless = db.unitOfWork.run('careless', async (tx) => {
      for (const id of ['stray 1', 'stray 2', 'stray 3']) {
        tx.manager.query(`INSERT INTO "shelf" ("id", "name") VALUES ($1, 'x')`, [id]).catch(() => undefined);
      }
    });
    const next = addShelf('next');
    await expect(careless).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    await next;
    expect(await storedShelves()).toEqual(['next']);
  });

  test('statements under way when a unit throws join no other', async () => {
    const failing = db.unitOfWork.run('failing', async (tx) => {
      for (const id of ['stray 1', 'stray 2', 'stray 3']) {
        tx.manager.query(`INSERT INTO "shelf" ("id", "name") VALUES ($1, 'x')`, [id]).catch(() => undefined);
      }
      throw new Error('on purpose');
    });
    const next = addShelf('next');
    await expect(failing).rejects.toThrow('on purpose');
    await next;
    expect(await storedShelves()).toEqual(['next']);
  });

  test('outside a unit, reading and starting units work again in the same call', async () => {
    await addShelf('a');
    expect(await storedShelves()).toEqual(['a']);
    await addShelf('b');
    expect(await storedShelves()).toEqual(['a', 'b']);
  });
});

describe('after the commit', () => {
  test('hooks run once the rows are there, before the caller goes on', async () => {
    const heard: string[] = [];
    await db.unitOfWork.run('hook', async (tx) => {
      tx.afterCommit(async () => {
        heard.push((await storedShelves()).join());
      });
      tx.afterCommit(() => void heard.push('second'));
      await tx.manager.insert(Shelf, shelf('a'));
      expect(heard).toEqual([]);
    });
    expect(heard).toContain('second');
    await expect.poll(() => heard).toContain('a');
  });

  test('hooks of a unit that failed never run, those of its neighbours do', async () => {
    const heard: string[] = [];
    const unit = (name: string, fail: boolean) =>
      db.unitOfWork.run(name, async (tx) => {
        tx.afterCommit(() => void heard.push(name));
        if (fail) throw new Error(name);
      });
    await Promise.allSettled([unit('a', false), unit('b', true), unit('c', false)]);
    expect(heard.sort()).toEqual(['a', 'c']);
  });

  test('a hook that fails disturbs neither its caller nor the next hook', async () => {
    const heard: string[] = [];
    await db.unitOfWork.run('hooks', async (tx) => {
      tx.afterCommit(() => {
        throw new Error('sync');
      });
      tx.afterCommit(async () => {
        throw new Error('async');
      });
      tx.afterCommit(() => void heard.push('third'));
    });
    expect(heard).toEqual(['third']);
    await expect.poll(() => db.log.filter((line) => String(line['msg']).includes('after a commit')).length).toBe(2);
  });

  test('a hook may start the next unit', async () => {
    const done = new Promise<void>((resolve, reject) => {
      void db.unitOfWork.run('first', async (tx) => {
        tx.afterCommit(() => {
          addShelf('by hook').then(() => resolve(), reject);
        });
      });
    });
    await done;
    expect(await storedShelves()).toEqual(['by hook']);
  });
});

describe('what the engine refuses is told in our words', () => {
  beforeEach(() => addShelf('s'));

  test('a second row of the same unique values', async () => {
    const twice = db.unitOfWork.run('twice', async (tx) => {
      await tx.manager.insert(Book, book('1', 'same'));
      await tx.manager.insert(Book, book('2', 'same'));
    });
    const error = await twice.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UniqueViolation);
    expect((error as UniqueViolation).is('book', 'title', 'shelf_id')).toBe(true);
    expect((error as UniqueViolation).is('book', 'id')).toBe(false);
  });

  test('a unique violation may be caught behind a savepoint, and the unit goes on', async () => {
    await db.unitOfWork.run('race', async (tx) => {
      await tx.manager.insert(Book, book('1', 'same'));
      const again = tx.manager.transaction((inner) => inner.insert(Book, book('2', 'same')));
      await again.catch((error: unknown) => {
        expect(error).toBeInstanceOf(UniqueViolation);
      });
      await tx.manager.insert(Book, book('3', 'other'));
    });
    expect((await db.reader.manager.find(Book)).map((row) => row.id).sort()).toEqual(['1', '3']);
  });

  test('a reference to nothing', async () => {
    const dangling = db.unitOfWork.run('x', (tx) => tx.manager.insert(Book, { ...book('1'), shelfId: 'none' }));
    await expect(dangling).rejects.toBeInstanceOf(ForeignKeyViolation);
  });

  test('a value against a rule of the table', async () => {
    const negative = db.unitOfWork.run('x', (tx) => tx.manager.insert(Book, { ...book('1'), pages: -1 }));
    await expect(negative).rejects.toBeInstanceOf(RowRuleViolation);
  });
});

describe('a unit that holds the gate too long', () => {
  beforeEach(async () => {
    await db.close();
    db = await testDatabase([Shelf, Book], { slowAfterMs: 20, abortAfterMs: 120 });
  });

  test('is named in the log while it does', async () => {
    await db.unitOfWork.run('slow one', () => sleep(60));
    expect(db.log.filter((line) => line['unit'] === 'slow one').length).toBeGreaterThan(0);
  });

  test('is rolled back and refused when it never ends, and the next one runs', async () => {
    const endless = db.unitOfWork.run('endless', async (tx) => {
      await tx.manager.insert(Shelf, shelf('lost'));
      await new Promise(() => undefined);
    });
    const next = addShelf('next');
    await expect(endless).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    await next;
    expect(await storedShelves()).toEqual(['next']);
  });
});

describe('closing', () => {
  test('units that were taken are finished, later ones refused', async () => {
    const taken = Promise.all(['a', 'b', 'c'].map(addShelf));
    const closing = db.unitOfWork.close();
    await expect(addShelf('late')).rejects.toMatchObject({ code: 'shutting_down' });
    await Promise.all([taken, closing]);
    expect(db.unitOfWork.isOpen).toBe(false);
    expect(await storedShelves()).toEqual(['a', 'b', 'c']);
  });
});

describe('the message lane', () => {
  test('loads, decides and writes a turn, and acknowledges after the commit', async () => {
    const lane = new OrdinaryMessageLane(db.unitOfWork);
    const told: string[] = [];
    const program = {
      name: 'shelves',
      load: async (reading: { manager: Tx['manager'] }) => ({ count: await reading.manager.count(Shelf) }),
      decide: (turn: string, loaded: { count: number }) => {
        if (turn === 'bad') throw new AppError('conflict', 'No.');
        loaded.count += 1;
        return { writes: shelf(turn), receipt: loaded.count, afterCommit: () => void told.push(turn) };
      },
      write: async (tx: Tx, writes: readonly Shelf[]) => void (await tx.manager.insert(Shelf, [...writes])),
    };
    const results: PromiseSettledResult<number>[] = [];
    for (const turn of ['a', 'bad', 'b']) results.push(...(await Promise.allSettled([lane.carry(program, turn)])));
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'refused'))).toEqual([
      1,
      'refused',
      2,
    ]);
    expect(told).toEqual(['a', 'b']);
    expect(await storedShelves()).toEqual(['a', 'b']);
  });
});
