import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sqliteOptions } from '../database/data-sources.js';
import { PreparedStatements } from '../database/prepared-statements.js';
import { compiledApi } from '../testing/built.js';
import { Book, Shelf } from '../testing/sample-entities.js';
import { tempFolder } from '../testing/temp-folder.js';
import { type TestDatabase, testDatabase } from '../testing/test-database.js';

const LARGE = 'x'.repeat(2_000_000);

describe('a disk that fails', () => {
  let db: TestDatabase;

  beforeEach(async () => {
    db = await testDatabase([Shelf, Book]);
  });
  afterEach(() => db.close());

  const add = (id: string, name = id) => db.unitOfWork.run(`add ${id}`, (tx) => tx.manager.insert(Shelf, { id, name }));
  const stored = async () => (await db.reader.manager.find(Shelf)).map((row) => row.id).sort();
  const pragma = (sql: string) => db.unitOfWork.run('pragma', (tx) => tx.manager.query(sql));

  /** No page more than there is now: what a full disk looks like to SQLite. */
  const fillDisk = async () => {
    const [row] = (await pragma('PRAGMA page_count')) as Array<{ page_count: number }>;
    await pragma(`PRAGMA max_page_count = ${row?.page_count ?? 0}`);
  };

  /** Makes the engine answer one kind of statement with a failure of the disk. */
  const failStatement = (statement: string) => {
    const { query } = PreparedStatements.prototype;
    return vi.spyOn(PreparedStatements.prototype, 'query').mockImplementation(function (
      this: PreparedStatements,
      ...asked
    ) {
      if (asked[0] !== statement) return query.apply(this, asked);
      const failure = Object.assign(new Error('SQLITE_IOERR: disk I/O error'), { code: 'SQLITE_IOERR', errno: 10 });
      return Promise.reject(failure);
    });
  };

  test('full: nothing is acknowledged, and writing works again once there is room', async () => {
    await fillDisk();
    await expect(add('large', LARGE)).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await stored()).toEqual([]);
    await pragma('PRAGMA max_page_count = 1073741823');
    await add('large', LARGE);
    expect(await stored()).toEqual(['large']);
  });

  // SQLite gives up the whole transaction on its own here, and a savepoint after that would begin (and commit) another.
  test('full: those before it in the same commit are refused with it, those after it go on', async () => {
    await fillDisk();
    const outcomes = await Promise.allSettled([add('small'), add('large', LARGE), add('last')]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ reason: { code: 'storage_unavailable' } });
    expect(await stored()).toEqual(['last']);
  });

  test('full: a unit that swallows the failure is refused all the same', async () => {
    await fillDisk();
    const stubborn = db.unitOfWork.run('stubborn', async (tx) => {
      await tx.manager.insert(Shelf, { id: 'large', name: LARGE }).catch(() => undefined);
      // The engine has given the transaction up: this would be committed on its own.
      await tx.manager.insert(Shelf, { id: 'stray', name: 'x' }).catch(() => undefined);
      return 'stored';
    });
    await expect(stubborn).rejects.toMatchObject({ code: 'storage_unavailable' });
    expect(await stored()).toEqual([]);
  });

  test('a commit that fails acknowledges none of the units that share it', async () => {
    const heard: string[] = [];
    const failing = failStatement('COMMIT');
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((id) =>
        db.unitOfWork.run(id, async (tx) => {
          tx.afterCommit(() => void heard.push(id));
          await tx.manager.insert(Shelf, { id, name: id });
        }),
      ),
    );
    failing.mockRestore();
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'storage_unavailable' } });
    }
    expect(heard).toEqual([]);
    expect(await stored()).toEqual([]);
    await add('later');
    expect(await stored()).toEqual(['later']);
  });

  test('locked from outside: refused, not queued for ever', async () => {
    await pragma('PRAGMA busy_timeout = 50');
    const other = await new DataSource({ ...sqliteOptions(db.file, []), enableWAL: true }).initialize();
    await other.query('BEGIN IMMEDIATE');
    const outcomes = await Promise.allSettled([add('a'), add('b')]);
    await other.query('ROLLBACK');
    await other.destroy();
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'storage_unavailable' } });
    await add('c');
    expect(await stored()).toEqual(['c']);
  });
});

test('what was acknowledged survives kill -9, and no unit is there by half', async () => {
  const compiled = await compiledApi('durability');
  const folder = await tempFolder();
  const file = `${folder.path}/test.db`;
  const child = spawn(process.execPath, [compiled('platform/testing/writing-child'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.length > 30_000) child.kill('SIGKILL');
    });
    child.on('exit', (code, signal) =>
      signal === 'SIGKILL' ? resolve() : reject(new Error(`The child ended by itself (${code}).`)),
    );
  });
  expect(existsSync(file)).toBe(true);
  const dataSource = await new DataSource(sqliteOptions(file, [Shelf, Book])).initialize();
  const shelves = new Set((await dataSource.manager.find(Shelf)).map((row) => row.id));
  const books = new Set((await dataSource.manager.find(Book)).map((row) => row.id));
  await dataSource.destroy();
  await folder.remove();
  const said = (word: string) =>
    output
      .split('\n')
      // The last line may have been cut by the kill.
      .slice(0, -1)
      .filter((line) => line.startsWith(word))
      .map((line) => line.slice(word.length + 1));
  expect(said('stored').length).toBeGreaterThan(100);
  expect(said('stored').filter((id) => !shelves.has(id) || !books.has(id))).toEqual([]);
  expect(said('refused').filter((id) => shelves.has(id) || books.has(id))).toEqual([]);
  expect([...shelves].filter((id) => !books.has(id))).toEqual([]);
});
