import { mkdir, writeFile } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storageUnavailable } from '../errors/storage-unavailable.js';
import { Book, Shelf } from '../testing/sample-entities.js';
import { tempFolder } from '../testing/temp-folder.js';
import { ConnectionGuard } from './connection-guard.js';
import { openFailureOf, openReader, openWriter, readerOptions, sqliteOptions, writerOptions } from './data-sources.js';
import { loadMigrations, migrationClass, statementsOf } from './migration-files.js';
import { sqliteBaseline } from './migration-writer.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;

beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

describe('the baseline made from entities', () => {
  test.each([
    ['full', 2],
    ['normal', 1],
  ] as const)('%s: the engine says that it syncs so', async (durability, synchronous) => {
    const folder = await tempFolder();
    const writer = await openWriter(writerOptions(`${folder.path}/a.db`, [], durability));
    const guard = ConnectionGuard.of(writer).gateRunner();
    expect(await guard.query('PRAGMA synchronous')).toEqual([{ synchronous }]);
    expect(await guard.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    await writer.destroy();
    await folder.remove();
  });

  test('asks for nothing more once it has run', async () => {
    const migration = migrationClass('Baseline1000000000000', await sqliteBaseline([Shelf, Book]));
    const options = { ...sqliteOptions(`${folder.path}/a.db`, [Shelf, Book]), migrations: [migration] };
    const dataSource = await new DataSource(options).initialize();
    await dataSource.runMigrations({ transaction: 'all' });
    const log = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    expect(log.upQueries.map((query) => query.query)).toEqual([]);
  });

  test('has one statement a table, with readable names', async () => {
    const [book = '', shelf = '', index = '', ...rest] = await sqliteBaseline([Shelf, Book]);
    expect(rest).toEqual([]);
    expect(book).toContain('CREATE TABLE "book"');
    expect(book).toContain('CONSTRAINT "fk_book__shelf_id" FOREIGN KEY ("shelf_id")');
    expect(book).toContain('CONSTRAINT "ck_book__pages" CHECK');
    expect(book).not.toContain('temporary');
    expect(shelf).toContain('CREATE TABLE "shelf"');
    expect(index).toContain('CREATE UNIQUE INDEX "ix_book__shelf_id__title"');
  });
});

describe('migration files', () => {
  test('are read oldest first, one statement a paragraph, comments left out', async () => {
    await mkdir(`${folder.path}/m`);
    await writeFile(`${folder.path}/m/1000000000002-second.sql`, 'DROP TABLE a;\n');
    await writeFile(`${folder.path}/m/1000000000001-first-step.sql`, '-- why\nCREATE TABLE a (b text);\n\nSELECT 1;\n');
    const loaded = loadMigrations('sqlite', `${folder.path}/m`).map((Migration) => new Migration().name);
    expect(loaded).toEqual(['FirstStep1000000000001', 'Second1000000000002']);
    expect(statementsOf('-- why\nCREATE TABLE a (b text);\n\nSELECT 1;\n')).toEqual([
      'CREATE TABLE a (b text);',
      'SELECT 1;',
    ]);
  });

  test('with a name that sorts nowhere stop the start', async () => {
    await writeFile(`${folder.path}/fix.sql`, 'SELECT 1');
    expect(() => loadMigrations('sqlite', folder.path)).toThrow('fix.sql');
  });

  test('that fail leave the database as it was', async () => {
    const file = `${folder.path}/a.db`;
    const good = migrationClass('Good1000000000000', ['CREATE TABLE "kept" ("id" text)']);
    const bad = migrationClass('Bad1000000000001', ['CREATE TABLE "half" ("id" text)', 'CREATE NONSENSE']);
    const opening = openWriter({ ...writerOptions(file, []), migrations: [good, bad] });
    await expect(opening).rejects.toThrow();
    const dataSource = await new DataSource(sqliteOptions(file, [])).initialize();
    const tables = await dataSource.query(`SELECT name FROM sqlite_master WHERE name IN ('kept', 'half')`);
    await dataSource.destroy();
    expect(tables).toEqual([]);
  });
});

test('rows come back as they were written', async () => {
  const file = `${folder.path}/a.db`;
  const migration = migrationClass('Baseline1000000000000', await sqliteBaseline([Shelf, Book]));
  const writer = await openWriter({ ...writerOptions(file, [Shelf, Book]), migrations: [migration] });
  await writer.destroy();
  const plain = await new DataSource(sqliteOptions(file, [Shelf, Book])).initialize();
  const book = {
    id: 'b',
    shelfId: 's',
    title: 'Ünïcödé 中文 \u202e',
    pages: 2 ** 53 - 1,
    notes: { b: [1, null, { a: 'NUL \u0000 inside' }], a: true },
    createdAtMs: 1_764_000_000_123,
  };
  await plain.manager.insert(Shelf, { id: 's', name: 'x' });
  await plain.manager.insert(Book, book);
  await plain.destroy();
  const reader = await openReader(readerOptions(file, [Shelf, Book]));
  expect(await reader.manager.findOneByOrFail(Book, { id: 'b' })).toEqual(book);
  await reader.destroy();
});

test('the writing connection waits for the disk at every commit', async () => {
  const writer = await openWriter({ ...writerOptions(`${folder.path}/a.db`, []), enableWAL: false }).catch(
    (error: unknown) => error,
  );
  expect(String(writer)).toContain('journal_mode');
});

test('a disk that is full at the start is told in plain words', () => {
  const full = storageUnavailable(
    Object.assign(new Error('SQLITE_FULL: database or disk is full'), { code: 'SQLITE_FULL' }),
  );
  expect(openFailureOf(full, '/srv/data/chatku.db')).toMatchObject({
    problem: 'disk_full',
    message: expect.stringContaining('/srv/data is full'),
  });
  const bug = new Error('no such table');
  expect(openFailureOf(bug, '/srv/data/chatku.db')).toBe(bug);
});
