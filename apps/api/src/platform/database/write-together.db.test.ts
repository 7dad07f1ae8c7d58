import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Book, Shelf } from '../testing/sample-entities.js';
import { Signal } from '../testing/signal.js';
import { type TestDatabase, testDatabase } from '../testing/test-database.js';
import type { Tx } from '../unit-of-work/tx.js';
import { insertAll, updateAll } from './bulk.js';
import { ConnectionGuard } from './connection-guard.js';
import { engineOf } from './dialect.js';
import { PreparedStatements } from './prepared-statements.js';
import { writeTogether } from './write-together.js';

let db: TestDatabase;

beforeEach(async () => {
  db = await testDatabase([Shelf, Book]);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await db.close();
});

const shelf = (id: string): Shelf => ({ id, name: id });
const book = (id: string, shelfId = 's'): Book => ({
  id,
  shelfId,
  title: id,
  pages: 1,
  notes: null,
  createdAtMs: 5,
});
const overtaken = () => new Error('Somebody was faster.');
const together = (body: (tx: Tx) => Promise<void>) =>
  db.unitOfWork.run('together', (tx) => writeTogether(tx, () => body(tx)));
const stored = async () => ({
  shelves: (await db.reader.manager.find(Shelf, { order: { id: 'ASC' } })).map(({ id, name }) => `${id} ${name}`),
  books: (await db.reader.manager.find(Book, { order: { id: 'ASC' } })).map(({ id, pages }) => `${id} ${pages}`),
});

/** What goes to the engine during `body`, where that is SQLite. */
async function askedDuring(body: () => Promise<void>): Promise<string[] | null> {
  const asked = vi.spyOn(PreparedStatements.prototype, 'query');
  await body();
  return engineOf(db.reader) === 'sqlite'
    ? asked.mock.calls.map(([sql]) => sql.split(' ').slice(0, 2).join(' '))
    : null;
}

describe('writes together', () => {
  test('rows of several tables are written as if one after another, whose order they keep', async () => {
    for (const at of [1, 2]) {
      await together(async (tx) => {
        await insertAll(tx, Shelf, [shelf(`s${at}`)]);
        await insertAll(tx, Book, [book(`a${at}`, `s${at}`), book(`b${at}`, `s${at}`)]);
      });
      await together(async (tx) => {
        await updateAll(tx, Shelf, ['id'], [{ id: `s${at}`, name: 'renamed' }]);
        await updateAll(tx, Book, ['id'], [{ id: `a${at}`, pages: 7 }], { column: 'pages', values: [1] }, overtaken);
        await insertAll(tx, Book, [book(`c${at}`, `s${at}`)]);
      });
    }
    expect(await stored()).toEqual({
      shelves: ['s1 renamed', 's2 renamed'],
      books: ['a1 7', 'a2 7', 'b1 1', 'b2 1', 'c1 1', 'c2 1'],
    });
  });

  test('alone on SQLite they are one statement, and with others in the gate they share its commit', async () => {
    const write = (id: string) =>
      together(async (tx) => {
        await insertAll(tx, Shelf, [shelf(id)]);
        await insertAll(tx, Book, [book(id, id)]);
      });
    // Made at the first use.
    await write('first');
    const alone = await askedDuring(() => write('alone'));
    if (alone !== null) expect(alone).toEqual(['INSERT INTO']);
    const beside = await askedDuring(async () => {
      await Promise.all([write('beside'), db.unitOfWork.run('another', async () => undefined)]);
    });
    if (beside !== null) expect(beside).toEqual(expect.arrayContaining(['BEGIN IMMEDIATE', 'INSERT INTO', 'COMMIT']));
    expect((await stored()).books).toEqual(['alone 1', 'beside 1', 'first 1']);
  });

  test('a combination first met inside a transaction is written one by one', async () => {
    const another = db.unitOfWork.run('another', async () => undefined);
    const both = together(async (tx) => {
      await insertAll(tx, Shelf, [shelf('s')]);
      await insertAll(tx, Book, [book('a')]);
    });
    await Promise.all([another, both]);
    expect(await stored()).toEqual({ shelves: ['s s'], books: ['a 1'] });
  });

  test.each([
    ['alone', false],
    ['beside another unit', true],
  ])('%s: a part that writes fewer rows than it must undoes all, and says what it is told to', async (_, beside) => {
    await db.unitOfWork.run('before', (tx) => insertAll(tx, Shelf, [shelf('s')]));
    const write = (was: number) =>
      together(async (tx) => {
        await insertAll(tx, Book, [book(`new ${was}`)]);
        await updateAll(tx, Shelf, ['id'], [{ id: 's', name: 'renamed' }]);
        await updateAll(tx, Book, ['id'], [{ id: 'a', pages: 9 }], { column: 'pages', values: [was] }, overtaken);
      });
    await db.unitOfWork.run('book', (tx) => insertAll(tx, Book, [book('a')]));
    const another = beside ? db.unitOfWork.run('another', async () => undefined) : null;
    await expect(write(5)).rejects.toThrow('Somebody was faster.');
    await another;
    expect(await stored()).toEqual({ shelves: ['s s'], books: ['a 1'] });
    await write(1);
    expect(await stored()).toEqual({ shelves: ['s renamed'], books: ['a 9', 'new 1 1'] });
  });

  test('a row that breaks a rule undoes all, and is named as ever', async () => {
    const write = () =>
      together(async (tx) => {
        await insertAll(tx, Shelf, [shelf('s')]);
        await insertAll(tx, Book, [{ ...book('a'), pages: -1 }]);
      });
    await expect(write()).rejects.toMatchObject({ name: 'RowRuleViolation' });
    expect(await stored()).toEqual({ shelves: [], books: [] });
  });

  test('a statement of another kind comes after what was to be written before it', async () => {
    await together(async (tx) => {
      await insertAll(tx, Shelf, [shelf('s')]);
      await insertAll(tx, Book, [book('a'), book('b')]);
      await tx.manager.delete(Book, { id: 'a' });
      expect(await tx.manager.count(Book)).toBe(1);
      await insertAll(tx, Book, [book('c')]);
    });
    expect((await stored()).books).toEqual(['b 1', 'c 1']);
  });

  test('what failed ahead of a statement of another kind is what the unit fails with', async () => {
    await db.unitOfWork.run('before', (tx) => insertAll(tx, Shelf, [shelf('s')]));
    const written = together(async (tx) => {
      await insertAll(tx, Book, [{ ...book('a'), pages: -1 }]);
      await tx.manager.count(Shelf);
    });
    await expect(written).rejects.toMatchObject({ name: 'RowRuleViolation' });
    expect((await stored()).books).toEqual([]);
  });

  test('who writes beside a running server holds what it reads from the first statement on', async () => {
    if (engineOf(db.reader) !== 'sqlite') return;
    await db.close();
    db = await testDatabase([Shelf, Book], { beginsAtOnce: true });
    const asked = await askedDuring(
      async () => void (await db.unitOfWork.run('looks', (tx) => tx.manager.count(Shelf))),
    );
    expect(asked?.[0]).toBe('BEGIN IMMEDIATE');
  });

  test('a body that throws writes nothing', async () => {
    const written = together(async (tx) => {
      await insertAll(tx, Shelf, [shelf('s')]);
      throw new Error('Not after all.');
    });
    await expect(written).rejects.toThrow('Not after all.');
    expect((await stored()).shelves).toEqual([]);
  });

  test('nothing to write: nothing is asked of the engine', async () => {
    const asked = await askedDuring(() => together(async () => undefined));
    if (asked !== null) expect(asked).toEqual([]);
  });

  test('a disk that takes long over the last write is waited for: what is stored is acknowledged, and once', async () => {
    if (engineOf(db.reader) !== 'sqlite') return;
    await db.close();
    db = await testDatabase([Shelf, Book], { abortAfterMs: 50 });
    const { query } = PreparedStatements.prototype;
    const [stuck, free] = [new Signal(), new Signal()];
    vi.spyOn(PreparedStatements.prototype, 'query').mockImplementation(async function (
      this: PreparedStatements,
      ...asked
    ) {
      const answer = await query.apply(this, asked);
      if (asked[0].startsWith('INSERT INTO together')) {
        stuck.give();
        await free.given;
      }
      return answer;
    });
    const hooks: string[] = [];
    const written = db.unitOfWork.run('slow disk', async (tx) => {
      tx.afterCommit(() => void hooks.push('told'));
      await writeTogether(tx, () => insertAll(tx, Shelf, [shelf('s')]));
      return 'stored';
    });
    await stuck.given;
    await new Promise((resolve) => setTimeout(resolve, 150));
    free.give();
    expect(await written).toBe('stored');
    expect([hooks, (await stored()).shelves]).toEqual([['told'], ['s s']]);
  });

  test('what could not be made once is made at the next use', async () => {
    if (engineOf(db.reader) !== 'sqlite') return;
    const guard = ConnectionGuard.of(db.writer);
    const { gateRunner } = guard;
    const failing = vi.spyOn(guard, 'gateRunner').mockImplementation(() => {
      const runner = gateRunner.call(guard);
      const query = runner.query.bind(runner) as (sql: string) => Promise<unknown>;
      const broken = Object.assign(new Error('SQLITE_IOERR: disk I/O error'), { code: 'SQLITE_IOERR' });
      runner.query = (sql: string) => (sql.startsWith('CREATE TEMP TRIGGER') ? Promise.reject(broken) : query(sql));
      return runner;
    });
    await expect(together((tx) => insertAll(tx, Shelf, [shelf('a')]))).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    failing.mockRestore();
    await together((tx) => insertAll(tx, Shelf, [shelf('b')]));
    expect((await stored()).shelves).toEqual(['b b']);
  });

  test('who goes on after the last write is refused', async () => {
    if (engineOf(db.reader) !== 'sqlite') return;
    const written = db.unitOfWork.run('goes on', async (tx) => {
      await writeTogether(tx, () => insertAll(tx, Shelf, [shelf('s')]));
      await insertAll(tx, Shelf, [shelf('t')]);
    });
    await expect(written).rejects.toThrow('has written its last');
  });

  test('who has not awaited all before the last write has stored nothing', async () => {
    if (engineOf(db.reader) !== 'sqlite') return;
    await together((tx) => insertAll(tx, Shelf, [shelf('before')]));
    const written = db.unitOfWork.run('hasty', async (tx) => {
      const asked = tx.manager.queryRunner?.query('SELECT 1');
      await writeTogether(tx, () => insertAll(tx, Shelf, [shelf('s')]));
      await asked;
    });
    await expect(written).rejects.toThrow('without awaiting all its statements');
    expect((await stored()).shelves).toEqual(['before before']);
  });
});
