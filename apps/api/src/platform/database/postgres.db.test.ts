import { readdir } from 'node:fs/promises';
import type { DataSource } from 'typeorm';
import { afterEach, describe, expect, test } from 'vitest';
import { FEATURES } from '../../app.module.js';
import { DataDir } from '../data-dir/data-dir.js';
import { SecretBox } from '../data-dir/secret-box.js';
import { Logger } from '../logging/logger.js';
import { tempFolder } from '../testing/temp-folder.js';
import { TestClock } from '../testing/test-clock.js';
import { emptyPostgres, migratedPostgres, type TestPostgres } from '../testing/test-postgres.js';
import { PostgresUnitOfWork } from '../unit-of-work/postgres-unit-of-work.js';
import { DatabaseRefusal } from './database-refusal.js';
import { requireSecretOfDatabase } from './key-check.js';
import { loadMigrations } from './migration-files.js';
import { difference, postgresOptions } from './migration-writer.js';
import {
  openPostgresReader,
  openPostgresWriter,
  postgresDataSource,
  postgresReaderOptions,
  postgresWriterOptions,
} from './postgres.js';

const made: TestPostgres[] = [];
const database = async (locale?: string) => {
  const one = await emptyPostgres(locale);
  made.push(one);
  return one.url;
};
afterEach(async () => {
  for (const one of made.splice(0)) await one.remove();
});

const entities = FEATURES.flatMap((feature) => feature.entities ?? []);
const open = (url: string) => openPostgresWriter(postgresWriterOptions(url, []));
/** Asks the database, whatever is sealed. */
async function ask<T>(url: string, sql: string): Promise<T[]> {
  const source = await openPostgresReader(postgresReaderOptions(url, []));
  try {
    return await source.query(sql);
  } finally {
    await source.destroy();
  }
}

test('the migrations lead exactly to the entities', async () => {
  const url = await database();
  expect(await difference('postgres', entities, postgresOptions(url, entities))).toEqual([]);
});

test('two nodes that start at once migrate once', async () => {
  const url = await database();
  const nodes = await Promise.all([open(url), open(url), open(url)]);
  for (const node of nodes) await node.destroy();
  const ran = await ask<{ name: string }>(url, 'SELECT name FROM migration ORDER BY timestamp');
  expect(ran.map(({ name }) => name)).toEqual(loadMigrations('postgres').map((Migration) => new Migration().name));
});

test('rows of the first version are there after every migration since', async () => {
  const url = await database();
  const all = postgresWriterOptions(url, []);
  const [first] = all.migrations;
  if (first === undefined) throw new Error('there is a first migration');
  const source = await openPostgresWriter({ ...all, migrations: [first] });
  const unitOfWork = new PostgresUnitOfWork({ dataSource: source, clock: new TestClock(), logger: Logger.silent() });
  const looks = { title: 'Kedai "Senja" 🌙', avatar_url: 'https://a.my/b.png', colour: '#0f766e' };
  await unitOfWork.run('fixture', async (tx) => {
    const query = (sql: string, parameters: unknown[]) => tx.manager.query(sql, parameters);
    await query(`INSERT INTO workspace VALUES ('w', 'Kedai', 'Asia/Kuala_Lumpur', 'en', 1)`, []);
    await query(
      `INSERT INTO bot (id, workspace_id, name, enabled, looks, origins, null_origin_allowed, guests_allowed, version, created_at_ms)
       VALUES ('b', 'w', 'Bot', true, $1, '[]', false, true, 3, 1764000000123)`,
      [JSON.stringify(looks)],
    );
    await query(
      `INSERT INTO event (workspace_id, bot_id, type, seq, for_visitor, for_workspace, at_ms)
       SELECT 'w', 'b', 'message', n, true, true, n FROM generate_series(1, 100) n`,
      [],
    );
    await query(
      `INSERT INTO message (id, conversation_id, contact_id, seq, author, body, created_at_ms)
       VALUES ('m', 'c', 'k', 1, 'visitor', $1, 1)`,
      ['{"text":"漢字"}'],
    );
  });
  await source.destroy();

  const migrated = await open(url);
  const units = new PostgresUnitOfWork({ dataSource: migrated, clock: new TestClock(), logger: Logger.silent() });
  await units.run('later', (tx) =>
    tx.manager.query(
      `INSERT INTO event (workspace_id, bot_id, type, for_visitor, for_workspace, at_ms) VALUES ('w', 'b', 'contact', true, true, 5)`,
    ),
  );
  await migrated.destroy();
  const { avatar_url: _gone, ...kept } = looks;
  const [bot, ...rest] = await ask<{ looks: string }>(url, 'SELECT name, looks, version, created_at_ms FROM bot');
  expect(rest).toEqual([]);
  expect(bot).toMatchObject({ name: 'Bot', version: 3, created_at_ms: 1_764_000_000_123 });
  expect(JSON.parse(bot?.looks ?? '')).toEqual(kept);
  expect(await ask(url, 'SELECT count(*) AS n, max(position) AS last, max(seq) AS seq FROM event')).toEqual([
    { n: 101, last: 101, seq: 100 },
  ]);
  expect(await ask(url, 'SELECT body FROM message')).toEqual([{ body: '{"text":"漢字"}' }]);
});

describe('parameters of the address', () => {
  /** Settings of a session, as the server has them. */
  const settings = async (source: DataSource) => {
    const names = `('synchronous_commit', 'default_transaction_read_only', 'statement_timeout', 'lock_timeout',
      'idle_in_transaction_session_timeout', 'work_mem')`;
    const rows = await source.query(`SELECT name, setting FROM pg_settings WHERE name IN ${names}`);
    return Object.fromEntries(rows.map(({ name, setting }: Record<string, string>) => [name, setting]));
  };
  const sessions = async (parameters: string) => {
    const url = `${await database()}?${parameters}`;
    await (await open(url)).destroy();
    // The one that writes is sealed against questions: the same options, unsealed.
    const writer = await postgresDataSource(postgresWriterOptions(url, [])).initialize();
    const reader = await openPostgresReader(postgresReaderOptions(url, []));
    try {
      return { writer: await settings(writer), reader: await settings(reader) };
    } finally {
      await writer.destroy();
      await reader.destroy();
    }
  };
  const OURS = { statement_timeout: '30000', lock_timeout: '10000', idle_in_transaction_session_timeout: '45000' };

  test('add to what a node sets itself, and replace none of it', async () => {
    const asked = '-c work_mem=8192 -c synchronous_commit=off -c default_transaction_read_only=off';
    const { writer, reader } = await sessions(
      `options=${encodeURIComponent(asked)}&statement_timeout=1&lock_timeout=1&idle_in_transaction_session_timeout=1&query_timeout=1`,
    );
    expect(writer).toMatchObject({ ...OURS, work_mem: '8192', synchronous_commit: 'on' });
    expect(reader).toMatchObject({ ...OURS, work_mem: '8192', default_transaction_read_only: 'on' });
  });

  test('for the driver, like TLS or another port, stay as they are', () => {
    const url = 'postgres://chatku:p%40ss@db.example.com:5432/chatku?sslmode=verify-full&query_timeout=1&port=6000';
    expect(postgresWriterOptions(url, []).url).toBe(
      'postgres://chatku:p%40ss@db.example.com:5432/chatku?sslmode=verify-full&port=6000',
    );
  });

  test('a node whose own settings do not come through is refused', async () => {
    const url = await database();
    const writer = postgresWriterOptions(url, []);
    const reader = postgresReaderOptions(url, []);
    const losing = <T extends typeof writer | typeof reader>(options: T): T => ({
      ...options,
      extra: { ...options.extra, options: '-c synchronous_commit=off' },
    });
    await expect(openPostgresWriter(losing(writer))).rejects.toThrow('synchronous_commit=on');
    await expect(openPostgresReader(losing(reader))).rejects.toThrow('default_transaction_read_only=on');
  });
});

describe('whole numbers', () => {
  test('of the log do not end with 32 bits', async () => {
    const { url, remove } = await migratedPostgres();
    made.push({ url, remove });
    const narrow = await ask(
      url,
      `SELECT table_name, column_name FROM information_schema.columns
       WHERE table_schema = current_schema() AND data_type IN ('integer', 'smallint') AND table_name <> 'migration'`,
    );
    expect(narrow).toEqual([]);
    expect(
      await ask(url, `SELECT data_type FROM information_schema.sequences WHERE sequence_name = 'event_position_seq'`),
    ).toEqual([{ data_type: 'bigint' }]);
  });
});

describe('the order of text', () => {
  const cases = [
    ['of bytes', undefined],
    ['of a language', `LOCALE_PROVIDER icu ICU_LOCALE 'en' LC_COLLATE 'C' LC_CTYPE 'C'`],
  ] as const;
  test.each(cases)('is that of bytes in a database %s', async (_title, locale) => {
    const url = await database(locale);
    const source = await open(url);
    await source.destroy();
    expect(
      await ask(
        url,
        `SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
         JOIN pg_collation l ON l.oid = a.attcollation JOIN pg_database d ON d.datname = current_database()
         WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0
           AND l.collname <> 'C' AND NOT (l.collname = 'default' AND d.datlocprovider = 'c' AND d.datcollate = 'C')`,
      ),
    ).toEqual([]);
    const again = await open(url);
    const units = new PostgresUnitOfWork({ dataSource: again, clock: new TestClock(), logger: Logger.silent() });
    const names = ['Z', 'a-b', 'Abc', 'abc', '\u00c5', 'A\u030a', '\u212b', 'ab'];
    await units.run('names', async (tx) => {
      for (const name of names) {
        await tx.manager.query(
          `INSERT INTO field_definition (bot_id, name_key, name, type, page_writable, minimum_provenance) VALUES ('b', $1, $1, 'text', true, 'page')`,
          [name],
        );
      }
    });
    await again.destroy();
    const sorted = await ask<{ name: string }>(url, 'SELECT name FROM field_definition ORDER BY name_key');
    expect(sorted.map(({ name }) => name)).toEqual(
      [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    expect(await ask(url, `SELECT name FROM field_definition WHERE name_key = '\u00c5'`)).toHaveLength(1);
  });
});

describe('a database that cannot be used is told in plain words', () => {
  const refusal = async (url: string) => {
    const error = await open(url).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DatabaseRefusal);
    return (error as Error).message;
  };

  test('no server', async () => {
    expect(await refusal('postgres://chatku:sentinel@127.0.0.1:1/chatku')).toContain('cannot be reached');
  });

  test('no such database', async () => {
    const url = new URL(await database());
    url.pathname = '/chatku_not_there';
    expect(await refusal(url.href)).toContain('CREATE DATABASE');
  });

  test('another encoding', async () => {
    const one = await emptyPostgres("LC_COLLATE 'C' LC_CTYPE 'C'", 'LATIN1');
    made.push(one);
    expect(await refusal(one.url)).toContain('LATIN1');
  });
});

test('a node with another secret than the database was filled with is refused; one that still knows it goes on', async () => {
  const { url, remove } = await migratedPostgres();
  made.push({ url, remove });
  const source = await open(url);
  const units = new PostgresUnitOfWork({ dataSource: source, clock: new TestClock(), logger: Logger.silent() });
  const [old, fresh, strange] = ['old', 'fresh', 'strange'].map((text) => Buffer.from(text.repeat(12)));
  if (old === undefined || fresh === undefined || strange === undefined) throw new Error('three secrets');
  const forgotten: SecretBox[] = [];
  const start = (box: SecretBox) =>
    units.run('start', (tx) =>
      requireSecretOfDatabase(tx, { secretBox: box, forgetNewSecret: async () => void forgotten.push(box) }),
    );
  await start(new SecretBox(old));
  await start(new SecretBox(old));
  await expect(start(new SecretBox(strange))).rejects.toThrow(/another secret.*CHATKU_SECRET/s);
  expect(forgotten).toHaveLength(1);
  await start(new SecretBox({ current: fresh, previous: [old] }));
  await start(new SecretBox(fresh));
  await expect(start(new SecretBox(old))).rejects.toThrow(DatabaseRefusal);
  await source.destroy();
});

test('a data folder of a node that was refused keeps nothing of the secret it came with', async () => {
  const folder = await tempFolder();
  const place = { dataDir: `${folder.path}/data`, databaseUrl: 'postgres://db.example.com/chatku' };
  const files = () => readdir(place.dataDir).then((names) => names.sort());
  try {
    for (const atRestSecret of [null, 'a secret of more than thirty-two characters']) {
      const dataDir = await DataDir.open({ ...place, atRestSecret });
      // Nothing to lock: another node of this machine may have the same folder.
      await (await DataDir.open({ ...place, atRestSecret })).release();
      expect(await files()).toContain('secret.fingerprint');
      await dataDir.forgetNewSecret();
      expect(await files()).toEqual([]);
    }
    // What was there before, by hand or from an earlier start, stays.
    await (await DataDir.open({ ...place, atRestSecret: null })).release();
    await (await DataDir.open({ ...place, atRestSecret: null })).forgetNewSecret();
    expect(await files()).toEqual(['secret', 'secret.fingerprint']);
  } finally {
    await folder.remove();
  }
});
