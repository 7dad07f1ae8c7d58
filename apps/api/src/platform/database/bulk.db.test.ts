import pg from 'pg';
import { DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Book, Shelf } from '../testing/sample-entities.js';
import { type TestDatabase, testDatabase } from '../testing/test-database.js';
import { testEngine } from '../testing/test-postgres.js';
import { UnitOfWorkMisuse } from '../unit-of-work/unit-scope.js';
import { findAll, findSql, insertAll, insertSql, updateAll, updateSql } from './bulk.js';
import { CounterColumn, FlagColumn, JsonColumn, TextColumn } from './columns.js';
import { UniqueViolation } from './database-errors.js';
import { SnakeNamingStrategy } from './naming-strategy.js';
import { PreparedStatements } from './prepared-statements.js';

@Entity('note')
class Note {
  @PrimaryGeneratedColumn({ type: 'integer' })
  position!: number;

  @TextColumn()
  noteText!: string;

  @FlagColumn()
  pinned!: boolean;

  @JsonColumn({ nullable: true })
  held!: unknown;

  @CounterColumn({ default: 7 })
  version!: number;
}

const typeOf = (column: string): string =>
  testEngine === 'sqlite' ? `typeof(${column})` : `pg_typeof(${column})::text`;
const note = (noteText: string): Partial<Note> => ({ noteText, pinned: false, held: null, version: 1 });
const book = (id: string, title = id): Book => ({ id, shelfId: 's', title, pages: 1, notes: null, createdAtMs: 5 });

let db: TestDatabase;

beforeEach(async () => {
  db = await testDatabase([Shelf, Book, Note]);
  await db.unitOfWork.run('shelf', (tx) => tx.manager.insert(Shelf, { id: 's', name: 'shelf' }));
});
afterEach(() => db.close());

const books = () => db.reader.manager.find(Book, { order: { id: 'ASC' } });

describe('insertAll', () => {
  test('writes what TypeORM would write: names, flags, JSON, numbers, nothing', async () => {
    const text = `a "quoted" 'text'\n 漢字 😀 \\ {"x":1}`;
    const held = { b: [1, 'zwei', null], a: { ü: 'ß' } };
    const rows = [
      { noteText: text, pinned: true, held, version: Number.MAX_SAFE_INTEGER },
      { noteText: '', pinned: false, held: 'text', version: 0 },
      { noteText: '12', pinned: false, held: null, version: -3 },
    ];
    await db.unitOfWork.run('bulk', async (tx) => {
      await insertAll(tx, Note, rows);
      for (const row of rows) await tx.manager.insert(Note, { ...row } as never);
    });
    const stored: unknown[] = await db.reader.manager.query(
      `SELECT *, ${['note_text', 'pinned', 'held', 'version'].map((name) => `${typeOf(name)} AS type_${name}`).join(', ')} FROM note ORDER BY position`,
    );
    const bare = stored.map((row) => ({ ...(row as object), position: 0 }));
    expect(bare).toHaveLength(6);
    expect(bare.slice(0, 3)).toEqual(bare.slice(3));
    expect(await db.reader.manager.findOneBy(Note, { position: 1 })).toMatchObject(rows[0] ?? {});
  });

  test('generated numbers follow the order given; a default fills what is left out', async () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ noteText: `n${at}`, pinned: at % 2 === 0 }));
    await db.unitOfWork.run('bulk', (tx) => insertAll(tx, Note, many));
    const stored = await db.reader.manager.find(Note, { order: { position: 'ASC' } });
    expect(stored.map(({ noteText }) => noteText)).toEqual(many.map(({ noteText }) => noteText));
    expect(stored.every(({ version, held }) => version === 7 && held === null)).toBe(true);
  });

  test('one bad row, and none is written', async () => {
    const rows = [book('a'), book('b', 'a')];
    const written = db.unitOfWork.run('bulk', (tx) => insertAll(tx, Book, rows));
    await expect(written).rejects.toBeInstanceOf(UniqueViolation);
    expect(await books()).toEqual([]);
  });

  test('what must be given and is not is refused before the engine is asked', async () => {
    const written = db.unitOfWork.run('bulk', (tx) => insertAll(tx, Note, [{ pinned: true }]));
    await expect(written).rejects.toThrow('Note.noteText is not given');
  });

  test('a row that is there is left, or overwritten with the last of its key', async () => {
    await db.unitOfWork.run('first', (tx) => insertAll(tx, Book, [book('a'), book('b')]));
    await db.unitOfWork.run('leave', (tx) => insertAll(tx, Book, [{ ...book('a'), pages: 9 }, book('c')], 'leave'));
    expect((await books()).map(({ id, pages }) => [id, pages])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
    const again = [
      { ...book('a'), pages: 2 },
      { ...book('b'), pages: 3 },
      { ...book('a'), pages: 4 },
    ];
    await db.unitOfWork.run('over', (tx) => insertAll(tx, Book, again, { key: ['id'], overwrite: ['pages'] }));
    expect((await books()).map(({ id, pages }) => [id, pages])).toEqual([
      ['a', 4],
      ['b', 3],
      ['c', 1],
    ]);
  });

  test('no rows: no statement', async () => {
    const orElse = () => new Error('None was given.');
    await db.unitOfWork.run('none', (tx) => insertAll(tx, Book, [], 'leave', orElse));
    expect(await books()).toEqual([]);
  });
});

test('where all must be inserted, one that was there already fails the unit', async () => {
  const orElse = () => new Error('One was there.');
  const insert = (...ids: string[]) =>
    db.unitOfWork.run('all', (tx) =>
      insertAll(
        tx,
        Book,
        ids.map((id) => book(id)),
        'leave',
        orElse,
      ),
    );
  await insert('a', 'b');
  await expect(insert('c', 'b')).rejects.toThrow('One was there.');
  expect((await books()).map(({ id }) => id)).toEqual(['a', 'b']);
});

describe('updateAll', () => {
  beforeEach(() => db.unitOfWork.run('first', (tx) => insertAll(tx, Book, [book('a'), book('b'), book('c')])));

  test('changes the rows named by their keys, and only what is given', async () => {
    const rows = [
      { id: 'a', pages: 5, notes: { x: 1 } },
      { id: 'c', pages: 6, notes: null },
      { id: 'unknown', pages: 7, notes: null },
    ];
    await db.unitOfWork.run('bulk', (tx) => updateAll(tx, Book, ['id'], rows));
    expect(await books()).toMatchObject([
      { id: 'a', title: 'a', pages: 5, notes: { x: 1 }, createdAtMs: 5 },
      { id: 'b', pages: 1 },
      { id: 'c', title: 'c', pages: 6 },
    ]);
  });

  test('a compare-and-set changes only those that still held what was expected', async () => {
    const rows = [
      { id: 'a', pages: 2 },
      { id: 'b', pages: 2 },
    ];
    const compare = { column: 'pages', values: [1, 4] } as const;
    await db.unitOfWork.run('cas', (tx) => updateAll(tx, Book, ['id'], rows, compare));
    expect((await books()).map(({ pages }) => pages)).toEqual([2, 1, 1]);
  });

  test('where all must be changed, one that held something else fails the unit', async () => {
    const rows = [
      { id: 'a', pages: 2 },
      { id: 'b', pages: 2 },
    ];
    const orElse = () => new Error('Somebody was faster.');
    const change = (values: number[]) =>
      db.unitOfWork.run('cas', (tx) => updateAll(tx, Book, ['id'], rows, { column: 'pages', values }, orElse));
    await expect(change([1, 4])).rejects.toThrow('Somebody was faster.');
    expect((await books()).map(({ pages }) => pages)).toEqual([1, 1, 1]);
    await change([1, 1]);
    expect((await books()).map(({ pages }) => pages)).toEqual([2, 2, 1]);
  });

  test('rows with other properties than the first are refused', async () => {
    const rows = [
      { id: 'a', pages: 2 },
      { id: 'b', title: 'x' },
    ];
    const updated = db.unitOfWork.run('bulk', (tx) => updateAll(tx, Book, ['id'], rows));
    await expect(updated).rejects.toThrow('same properties');
  });
});

describe('findAll', () => {
  beforeEach(() =>
    db.unitOfWork.run('first', (tx) =>
      insertAll(tx, Book, [{ ...book('a'), notes: { x: [1] } }, book('b'), book('c')]),
    ),
  );

  test('finds what TypeORM would find, in the order asked for', async () => {
    const found = await findAll(db.reader, Book, ['id'], [{ id: 'a' }, { id: 'c' }, { id: 'z' }], {
      by: 'id',
      direction: 'DESC',
    });
    expect(found).toEqual((await books()).filter(({ id }) => id !== 'b').reverse());
    expect(found[0]).toBeInstanceOf(Book);
  });

  test('by several columns, and by flags', async () => {
    const pairs = [
      { shelfId: 's', title: 'b' },
      { shelfId: 's', title: 'z' },
      { shelfId: 't', title: 'a' },
    ];
    expect((await findAll(db.reader, Book, ['shelfId', 'title'], pairs)).map(({ id }) => id)).toEqual(['b']);
    await db.unitOfWork.run('notes', (tx) => insertAll(tx, Note, [note('x'), { ...note('y'), pinned: true }]));
    expect(await findAll(db.reader, Note, ['pinned'], [{ pinned: true }])).toMatchObject([
      { noteText: 'y', pinned: true },
    ]);
    expect(await findAll(db.reader, Note, ['pinned'], [])).toEqual([]);
  });

  test('what is asked in one go is one statement, each with its own answer', async () => {
    const asked =
      testEngine === 'sqlite'
        ? vi.spyOn(PreparedStatements.prototype, 'query')
        : vi.spyOn(pg.Client.prototype, 'query');
    const [b, none, inOrder] = await Promise.all([
      findAll(db.reader, Book, ['id'], [{ id: 'b' }]),
      findAll(db.reader, Shelf, ['id'], [{ id: 'nowhere' }]),
      findAll(db.reader, Book, ['shelfId'], [{ shelfId: 's' }], { by: 'id', direction: 'DESC' }),
    ]);
    expect(asked).toHaveBeenCalledTimes(1);
    asked.mockRestore();
    expect([b, none, inOrder].map((rows) => rows.map(({ id }) => id))).toEqual([['b'], [], ['c', 'b', 'a']]);
  });

  test('finds values as they were written: text of any kind, flags, JSON, large numbers, nothing', async () => {
    const text = `a "quoted" 'text'\n 漢字 😀 \\ {"x":1}`;
    const held = { b: [1, 'zwei', null], a: { ü: 'ß' } };
    const rows = [
      { noteText: text, pinned: true, held, version: Number.MAX_SAFE_INTEGER },
      { noteText: '12', pinned: false, held: null, version: -3 },
    ];
    await db.unitOfWork.run('notes', (tx) => insertAll(tx, Note, rows));
    const wanted = rows.map(({ noteText }) => ({ noteText }));
    const found = await findAll(db.reader, Note, ['noteText'], wanted, { by: 'position', direction: 'ASC' });
    expect(found).toEqual(await db.reader.manager.find(Note, { order: { position: 'ASC' } }));
    expect(found).toMatchObject(rows);
  });

  test('reads inside a unit are the unit’s, whoever asks beside it; the reader stays out of reach there', async () => {
    const ids = (rows: readonly Book[]) => rows.map(({ id }) => id);
    const all = (of: Parameters<typeof findAll>[0]) => findAll(of, Book, ['shelfId'], [{ shelfId: 's' }]);
    const outside = all(db.reader);
    const unit = db.unitOfWork.run('reading', async (tx) => {
      await insertAll(tx, Book, [book('d')]);
      return ids(await all(tx)).sort();
    });
    expect(ids(await outside).sort()).toEqual(['a', 'b', 'c']);
    expect(await unit).toEqual(['a', 'b', 'c', 'd']);
    const straying = db.unitOfWork.run('straying', async () => void (await all(db.reader)));
    const beside = all(db.reader);
    await expect(straying).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    expect(ids(await beside)).toHaveLength(4);
  });

  // In SQLite's own words: the plans that Postgres keeps are asked for beside its units of work.
  if (testEngine === 'sqlite') {
    test('looks rows up by their index', async () => {
      const metadata = db.writer.getMetadata(Book);
      const columns = ['shelfId', 'title'].map((property) => metadata.findColumnWithPropertyName(property) as never);
      const plan: { detail: string }[] = await db.reader.manager.query(
        `EXPLAIN QUERY PLAN ${findSql(metadata, 'sqlite', columns, null)}`,
        ['[]'],
      );
      expect(plan.map(({ detail }) => detail).join('; ')).toContain('SEARCH t USING INDEX');
    });
  }
});

test('the words for Postgres', () => {
  const source = new DataSource({
    type: 'postgres',
    // Nothing is connected to: only the words are looked at.
    driver: { Pool: class {} },
    entities: [Note],
    namingStrategy: new SnakeNamingStrategy(),
  });
  return (source as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas().then(() => {
    const metadata = source.getMetadata(Note);
    const of = (...names: string[]) => names.map((name) => metadata.findColumnWithPropertyName(name) as never);
    expect(insertSql(metadata, 'postgres', of('noteText', 'pinned', 'held', 'version'), 'leave')).toBe(
      'INSERT INTO "note" ("note_text", "pinned", "held", "version") SELECT "note_text", "pinned", "held", "version"' +
        ' FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS ("note_text" text, "pinned" boolean, "held" text, "version" bigint))' +
        ' WITH ORDINALITY AS j("note_text", "pinned", "held", "version", "row_number") WHERE true ORDER BY "row_number"' +
        ' ON CONFLICT DO NOTHING',
    );
    expect(updateSql(metadata, 'postgres', of('position'), of('version'), of('version')[0] ?? null)).toBe(
      'UPDATE "note" SET "version" = j."version" FROM jsonb_to_recordset($1::jsonb)' +
        ' AS j("position" integer, "version" bigint, "was" bigint)' +
        ' WHERE "note"."position" = j."position" AND "note"."version" = j."was"',
    );
    expect(findSql(metadata, 'postgres', of('noteText'), null)).toContain(
      'FROM jsonb_to_recordset($1::jsonb) AS j("note_text" text) CROSS JOIN LATERAL' +
        ' (SELECT * FROM "note" AS t WHERE t."note_text" = j."note_text" OFFSET 0) AS t',
    );
  });
});
