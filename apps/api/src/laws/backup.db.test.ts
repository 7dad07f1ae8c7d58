import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FEATURES } from '../app.module.js';
import { runCommand } from '../commands/run-command.js';
import { KeyRingService } from '../features/identity/key-ring.service.js';
import { SpecialKey } from '../features/identity/special-key.entity.js';
import { openForBackup } from '../platform/backup/backup-source.js';
import { fillDatabase } from '../platform/backup/fill-database.js';
import { lastBackupAtMs } from '../platform/backup/last-backup.js';
import { PostgresTarget } from '../platform/backup/restore-target.js';
import { Snapshot } from '../platform/backup/snapshot.js';
import { SystemClock } from '../platform/clock/clock.js';
import { readConfig } from '../platform/config/config.js';
import { DataDir } from '../platform/data-dir/data-dir.js';
import { sqliteOptions } from '../platform/database/data-sources.js';
import { loadMigrations } from '../platform/database/migration-files.js';
import { openPostgresWriter, postgresDataSource, postgresWriterOptions } from '../platform/database/postgres.js';
import { Api } from '../platform/http/create-api.js';
import { Logger } from '../platform/logging/logger.js';
import type { Harness } from '../platform/testing/harness.js';
import { tempFolder } from '../platform/testing/temp-folder.js';
import { emptyPostgres, testEngine } from '../platform/testing/test-postgres.js';
import { PostgresUnitOfWork } from '../platform/unit-of-work/postgres-unit-of-work.js';
import { startApi } from '../testing/start-api.js';

/** The demo shop's installation, running. Read only, except where a test starts its own. */
let server: Harness;
let place: Awaited<ReturnType<typeof tempFolder>>;

beforeAll(async () => {
  server = await startApi({ demo: true });
});
afterAll(() => server.stop());
beforeEach(async () => {
  place = await tempFolder();
});
afterEach(() => place.remove());

async function chatku(words: string[], env: Record<string, string> = {}) {
  const said: string[] = [];
  const code = await runCommand({
    words,
    env: { CHATKU_LOG_LEVEL: 'silent', ...env },
    features: FEATURES,
    terminal: { print: (line) => void said.push(line), complain: (line) => void said.push(line) },
  });
  return { code, said: said.join('\n') };
}

/** The settings of a server. */
const envOf = ({ config }: Harness): Record<string, string> => ({
  CHATKU_DATA_DIR: config.dataDir,
  ...(config.databaseUrl === null ? {} : { DATABASE_URL: config.databaseUrl }),
});

const restored = () => `${place.path}/restored`;
/** Into SQLite, whichever engine the backup was made on. */
const restore = (words: string[], env: Record<string, string> = {}) =>
  chatku(['restore', ...words], { CHATKU_DATA_DIR: restored(), ...env });

async function backup(...options: string[]): Promise<string> {
  const file = `${place.path}/all.gz`;
  expect(await chatku(['backup', file, ...options], envOf(server))).toMatchObject({ code: 0 });
  return file;
}

/** All rows of all tables in words of neither engine, but for the event log, which begins anew. */
async function rowsOf(dataDir: string, databaseUrl: string | null = null): Promise<Record<string, string[]>> {
  const { dataSource, engine } = await openForBackup({ dataDir, databaseUrl, atRestSecret: null });
  const runner = dataSource.createQueryRunner();
  const snapshot = await Snapshot.take(runner, engine);
  const rows: Record<string, string[]> = {};
  for (const table of await snapshot.tables()) {
    // A running server renews its leases at any moment.
    if (table.name === 'event' || table.name === 'lease') continue;
    const names = table.columns.map(({ name }) => name);
    const found: string[] = [];
    for await (const page of snapshot.rows(table)) {
      for (const row of page) {
        const pairs = row.map((value, at): [string, unknown] => [names[at] ?? '', value]);
        found.push(JSON.stringify(pairs.sort(([one], [other]) => (one < other ? -1 : 1))));
      }
    }
    rows[table.name] = found.sort();
  }
  await snapshot.close();
  await runner.release();
  await dataSource.destroy();
  return rows;
}

const rowsOfServer = () => rowsOf(server.config.dataDir, server.config.databaseUrl);

describe('a backup of a running server', () => {
  test('comes back row by row, and serves', async () => {
    const file = await backup('--with-secret');
    const before = await rowsOfServer();
    expect(before['special_key']).not.toEqual([]);
    expect(await restore([file])).toMatchObject({ code: 0 });
    expect(await rowsOf(restored())).toEqual(before);

    const { config } = readConfig({ CHATKU_DATA_DIR: restored(), CHATKU_PUBLIC_URL: 'http://localhost:3000' });
    const dataDir = await DataDir.open(config);
    const api = await Api.create({ config, dataDir, logger: Logger.silent(), features: FEATURES });
    const [key] = await server.reader.manager.find(SpecialKey);
    const open = (nest: Api['nest'], db: typeof server.reader) =>
      nest.get(KeyRingService, { strict: false }).openAll(db, key?.botId ?? '');
    expect(await open(api.nest, server.reader)).toEqual(await open(server.api.nest, server.reader));
    await api.stop();
    await dataDir.release();
  });

  test('is one file for this user alone, with nothing half written beside it', async () => {
    const file = await backup();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(place.path)).toEqual(['all.gz']);
  });

  test('never writes over a file', async () => {
    await writeFile(`${place.path}/all.gz`, 'mine');
    expect(await chatku(['backup', `${place.path}/all.gz`], envOf(server))).toMatchObject({ code: 1 });
    expect(await readFile(`${place.path}/all.gz`, 'utf8')).toBe('mine');
    expect(await readdir(place.path)).toEqual(['all.gz']);
  });

  test('is named by the time in a folder', async () => {
    expect((await chatku(['backup', place.path], envOf(server))).code).toBe(0);
    expect(await readdir(place.path)).toEqual([expect.stringMatching(/^chatku-\d{8}T\d{6}Z\.jsonl\.gz$/)]);
  });

  test('says what is in it, and holds the secret only when asked', async () => {
    const secret = (await readFile(server.dataDir.file('secret'), 'utf8')).trim();
    const file = await backup();
    expect(gunzipSync(await readFile(file)).toString()).not.toContain(secret);
    const { said } = await restore([file, '--check']);
    expect(said).toContain('is whole');
    expect(said).toContain('secret: not in it');
    expect(said).toMatch(/special_key \d+/);
    expect(said).toContain('sealed with the at-rest secret');
    await rm(file);
    const whole = await backup('--with-secret');
    expect(gunzipSync(await readFile(whole)).toString()).toContain(secret);
    expect((await restore([whole, '--check'])).said).toContain('can read everything');
    expect(existsSync(restored())).toBe(false);
  });

  test('cannot be written where there is no folder, and says so', async () => {
    const { code, said } = await chatku(['backup', `${place.path}/none/all.gz`], envOf(server));
    expect([code, said]).toEqual([1, expect.stringContaining('not there')]);
  });

  test('is noted for the doctor', async () => {
    await rm(server.dataDir.file('last-backup.json'), { force: true });
    expect(await lastBackupAtMs(server.config.dataDir)).toBeNull();
    const before = Date.now();
    await backup();
    expect(await lastBackupAtMs(server.config.dataDir)).toBeGreaterThanOrEqual(before);
  });

  test('needs a database', async () => {
    const { code, said } = await chatku(['backup', `${place.path}/all.gz`], { CHATKU_DATA_DIR: restored() });
    expect([code, said]).toEqual([1, expect.stringContaining('no database')]);
    expect(existsSync(restored())).toBe(false);
  });
});

test('a backup is of one instant, however much is written meanwhile', async () => {
  const busy = await startApi();
  await busy.unitOfWork.run('prepare', async (tx) => {
    await tx.manager.query(
      `INSERT INTO workspace (id, name, timezone, language, created_at_ms) VALUES ('w', 'a0', 'UTC', 'en', 0)`,
    );
    await tx.manager.query(
      `INSERT INTO bot_api_key (id, bot_id, name, prefix, key_hash, created_at_ms) VALUES ('z', 'b', 'a0', 'p', 'h', 0)`,
    );
  });
  let stop = false;
  let written = 0;
  // Two tables that say the same after every commit; one is read at the beginning of a backup, the other at its end.
  const writing = (async () => {
    while (!stop) {
      written += 1;
      await busy.unitOfWork.run('both', async (tx) => {
        await tx.manager.query(`UPDATE workspace SET name = 'a${written}'`);
        await tx.manager.query(`UPDATE bot_api_key SET name = 'a${written}'`);
      });
    }
  })();
  for (let round = 0; round < 5; round += 1) {
    const file = `${place.path}/${round}.gz`;
    expect((await chatku(['backup', file], envOf(busy))).code).toBe(0);
    const lines = gunzipSync(await readFile(file))
      .toString()
      .split('\n');
    const rowAfter = (table: string) =>
      JSON.parse(lines[lines.findIndex((line) => line.startsWith(`{"table":"${table}"`)) + 1] ?? '');
    expect(rowAfter('workspace')[1]).toBe(rowAfter('bot_api_key')[2]);
  }
  stop = true;
  await writing;
  expect(written).toBeGreaterThan(5);
  await busy.stop();
});

describe('a restore', () => {
  test('leaves a database that is there alone, and moves it aside when told to', async () => {
    const file = await backup('--with-secret');
    expect((await restore([file])).code).toBe(0);
    await writeFile(`${restored()}/chatku.db`, 'an older one');
    const refused = await restore([file]);
    expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('--force')]);
    expect(await readFile(`${restored()}/chatku.db`, 'utf8')).toBe('an older one');
    expect((await restore([file, '--force'])).code).toBe(0);
    const [aside = ''] = (await readdir(restored())).filter((name) => name.startsWith('replaced-'));
    expect(await readFile(`${restored()}/${aside}/chatku.db`, 'utf8')).toBe('an older one');
    expect(await rowsOf(restored())).toEqual(await rowsOfServer());
  });

  test('waits for no server: one that runs on the folder keeps it', async () => {
    const file = await backup();
    const refused = await restore([file, '--force'], envOf(server));
    // Nodes on Postgres share no folder; there it is the tables that are in the way.
    expect([refused.code, refused.said]).toEqual([1, expect.stringMatching(/already in use|has tables already/)]);
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40)],
    [
      'cut at a line',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().split('\n').slice(0, -2).join('\n').concat('\n')),
    ],
    ['with a letter changed', (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().replace('Kedai', 'Kedal'))],
    [
      'without a row',
      (bytes: Buffer) =>
        gzipSync(
          gunzipSync(bytes)
            .toString()
            .split('\n')
            .filter((_, at) => at !== 2)
            .join('\n'),
        ),
    ],
    ['that is none', () => Buffer.from('hello')],
    ['that is empty', () => gzipSync('')],
  ])('refuses a backup %s, and touches nothing', async (_how, change) => {
    const file = await backup();
    const bytes = await readFile(file);
    const changed = change(bytes);
    expect(changed.equals(bytes)).toBe(false);
    await writeFile(file, changed);
    const { code, said } = await restore([file]);
    expect(code).toBe(1);
    expect(said).toMatch(/damaged|no backup/);
    expect(said).not.toContain('    at ');
    expect(existsSync(restored())).toBe(false);
  });

  test('refuses a backup of a newer schema, and names what it does not know', async () => {
    const file = await backup();
    const newer = gunzipSync(await readFile(file))
      .toString()
      .replace('"migrations":[', '"migrations":["Tomorrow9999999999999",');
    await writeFile(file, gzipSync(reckoned(newer)));
    const { code, said } = await restore([file]);
    expect([code, said]).toEqual([1, expect.stringContaining('Tomorrow9999999999999')]);
    expect(existsSync(restored())).toBe(false);
  });

  test('without the secret says which one is missing, and the server waits for it', async () => {
    const file = await backup();
    const { code, said } = await restore([file]);
    const fingerprint = (await readFile(server.dataDir.file('secret.fingerprint'), 'utf8')).slice(0, 16);
    expect([code, said]).toEqual([0, expect.stringContaining(`check value ${fingerprint}`)]);
    const { config } = readConfig({ CHATKU_DATA_DIR: restored() });
    await expect(DataDir.open(config)).rejects.toMatchObject({ problem: 'wrong_secret' });
    await writeFile(`${restored()}/secret`, await readFile(server.dataDir.file('secret')));
    await (await DataDir.open(config)).release();
  });

  test('into a folder that has the right secret uses it', async () => {
    const file = await backup();
    await mkdir(restored());
    await writeFile(`${restored()}/secret`, await readFile(server.dataDir.file('secret')));
    expect((await restore([file])).said).toContain('the one the backup was sealed with');
  });

  test('into a folder with another secret is refused', async () => {
    const file = await backup('--with-secret');
    await mkdir(restored());
    await writeFile(`${restored()}/secret`, `${Buffer.alloc(32, 1).toString('base64url')}\n`);
    const { code, said } = await restore([file]);
    expect([code, said]).toEqual([1, expect.stringContaining('does not open this backup')]);
    expect(await readdir(restored())).toEqual(expect.not.arrayContaining(['chatku.db']));
    expect((await restore([file, '--force'])).code).toBe(0);
    await (await DataDir.open(readConfig({ CHATKU_DATA_DIR: restored() }).config)).release();
  });

  test('with another secret in the settings is refused', async () => {
    const file = await backup();
    const { code, said } = await restore([file], { CHATKU_SECRET: 'another secret of forty characters......' });
    expect([code, said]).toEqual([1, expect.stringContaining('CHATKU_SECRET does not open this backup')]);
  });

  test('sends back to the beginning whoever was connected', async () => {
    await anEvent();
    const [{ last } = { last: 0 }] = await server.reader.manager.query('SELECT max(position) AS last FROM event');
    expect((await restore([await backup()])).code).toBe(0);
    const dataSource = await new DataSource(sqliteOptions(`${restored()}/chatku.db`, [])).initialize();
    await dataSource.query(
      `INSERT INTO event (workspace_id, bot_id, type, for_visitor, for_workspace, at_ms) VALUES ('w', 'b', 'contact', 0, 1, 2)`,
    );
    const positions = await dataSource.query('SELECT position FROM event ORDER BY 1');
    await dataSource.destroy();
    expect(positions).toEqual([{ position: Number(last) + 1_000_000 }, { position: Number(last) + 1_000_001 }]);
  });
});

describe.runIf(testEngine === 'postgres')('between the engines', () => {
  test('Postgres to SQLite and back again loses nothing', async () => {
    const before = await rowsOfServer();
    expect((await restore([await backup('--with-secret')])).code).toBe(0);
    const second = `${place.path}/second.gz`;
    expect((await chatku(['backup', second], { CHATKU_DATA_DIR: restored() })).code).toBe(0);
    const empty = await emptyPostgres();
    const into = { CHATKU_DATA_DIR: restored(), DATABASE_URL: empty.url };
    expect(await chatku(['restore', second], into)).toMatchObject({ code: 0 });
    expect(await rowsOf(restored(), empty.url)).toEqual(before);
    const again = await chatku(['restore', second, '--force'], into);
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('has tables already')]);
    expect(await rowsOf(restored(), empty.url)).toEqual(before);
    await empty.remove();
  });

  test('a backup waits for whoever takes it in, however long that one pauses', async () => {
    const empty = await emptyPostgres();
    const name = new URL(empty.url).pathname.slice(1);
    const owner = await postgresDataSource(postgresWriterOptions(empty.url, [])).initialize();
    await owner.query(`ALTER DATABASE "${name}" SET idle_in_transaction_session_timeout = '1min'`);
    await owner.destroy();
    const { dataSource } = await openForBackup({ dataDir: restored(), databaseUrl: empty.url, atRestSecret: null });
    expect(await dataSource.query('SHOW idle_in_transaction_session_timeout')).toEqual([
      { idle_in_transaction_session_timeout: '0' },
    ]);
    expect(await dataSource.query('SHOW default_transaction_read_only')).toEqual([
      { default_transaction_read_only: 'on' },
    ]);
    await dataSource.destroy();
    await empty.remove();
  });

  test('the last step of a restore, which goes through whole tables, has no limit of time either', async () => {
    const empty = await emptyPostgres();
    const target = new PostgresTarget(empty.url);
    const whole = await target.complete([]);
    const units = new PostgresUnitOfWork({ dataSource: whole, clock: new SystemClock(), logger: Logger.silent() });
    const said = (setting: string) => units.run('test.limits', (tx) => tx.manager.query(`SHOW ${setting}`));
    expect(await said('statement_timeout')).toEqual([{ statement_timeout: '0' }]);
    expect(await said('idle_in_transaction_session_timeout')).toEqual([{ idle_in_transaction_session_timeout: '0' }]);
    // The driver's own, which the server does not know of.
    expect(whole.options).toMatchObject({ extra: { query_timeout: 0 } });
    await whole.destroy();
    await empty.remove();
  });

  test.each([
    ['say nothing of the secret', 'with', 'DELETE FROM key_check'],
    ['say nothing of the secret', 'without', 'DELETE FROM key_check'],
    ['say an older secret', 'with', `UPDATE key_check SET digest = 'of an older secret'`],
    ['say an older secret', 'without', `UPDATE key_check SET digest = 'of an older secret'`],
  ])(
    'rows that %s, restored %s the secret at hand: only nodes with the right one start',
    async (_rows, held, change) => {
      expect((await restore([await backup('--with-secret')])).code).toBe(0);
      const sqlite = await new DataSource(sqliteOptions(`${restored()}/chatku.db`, [])).initialize();
      await sqlite.query(change);
      await sqlite.destroy();
      const second = `${place.path}/second.gz`;
      expect((await chatku(['backup', second], { CHATKU_DATA_DIR: restored() })).code).toBe(0);
      const empty = await emptyPostgres();
      const folder = held === 'with' ? restored() : `${place.path}/bare`;
      const into = { CHATKU_DATA_DIR: folder, DATABASE_URL: empty.url };
      expect(await chatku(['restore', second], into)).toMatchObject({ code: 0 });
      const strange = `${Buffer.alloc(32, 1).toString('base64url')}\n`;
      expect(await startsOn(empty.url, 'strange', strange)).toContain(
        'another secret than the database was filled with',
      );
      const right = await readFile(`${restored()}/secret`, 'utf8');
      expect(await startsOn(empty.url, 'right', right)).toBe('started');
      expect(await startsOn(empty.url, 'right', right)).toBe('started');
      expect(await startsOn(empty.url, 'strange', strange)).toContain('another secret');
      await empty.remove();
    },
  );

  test.each(['before its rows are there', 'after its rows are there'])(
    'a restore that was killed %s leaves a database that nobody opens, and that the next restore begins anew',
    async (when) => {
      await anEvent();
      const file = await backup('--with-secret');
      const empty = await emptyPostgres();
      const into = { CHATKU_DATA_DIR: restored(), DATABASE_URL: empty.url };
      const killed = new PostgresTarget(empty.url);
      await killed.begin();
      const meanwhile = await chatku(['restore', file], into);
      expect([meanwhile.code, meanwhile.said]).toEqual([1, expect.stringContaining('Another restore')]);
      const half = await killed.build(loadMigrations('postgres'));
      if (when.startsWith('after')) {
        const { sequences } = await fillDatabase(file, half, 'postgres');
        const events = sequences.find(({ table }) => table === 'event')?.value ?? 0;
        const [{ next } = { next: 0 }] = await half.query(`SELECT nextval('event_position_seq') AS next`);
        expect([events > 0, next]).toEqual([true, events + 1]);
      }
      await half.destroy();
      // All that a killed process does: its connections end.
      await killed.release();

      const node = `${place.path}/node`;
      for (const words of [['serve'], ['migrate', '--no-backup'], ['backup', `${place.path}/half.gz`]]) {
        const { code, said } = await chatku(words, { ...into, CHATKU_DATA_DIR: node });
        expect([code, said]).toEqual([1, expect.stringContaining('has not ended')]);
      }
      // No secret of a node that never came up is in the way of the one of the rows.
      expect(await readdir(node)).toEqual([]);
      await expect(openPostgresWriter(postgresWriterOptions(empty.url, []))).rejects.toThrow('has not ended');
      expect(await chatku(['restore', file], into)).toMatchObject({ code: 0 });
      expect(await rowsOf(restored(), empty.url)).toEqual(await rowsOfServer());
      expect(await chatku(['migrate', '--no-backup'], into)).toMatchObject({ code: 0 });
      await empty.remove();
    },
  );

  test('a backup that cannot be restored leaves the database without a table', async () => {
    const file = await backup();
    const text = gunzipSync(await readFile(file)).toString();
    // A text that SQLite keeps and Postgres does not.
    await writeFile(file, gzipSync(reckoned(text.replace('Kedai', 'Ke\\u0000dai'))));
    const empty = await emptyPostgres();
    const { code, said } = await chatku(['restore', file], { CHATKU_DATA_DIR: restored(), DATABASE_URL: empty.url });
    expect([code, said]).toEqual([1, expect.stringContaining('U+0000')]);
    expect(await rowsOf(restored(), empty.url)).toEqual({});
    await empty.remove();
  });
});

test('a folder that may not be read is told plainly', async () => {
  if (process.getuid?.() === 0) return;
  await mkdir(restored());
  await chmod(restored(), 0);
  const { code, said } = await chatku(['backup', `${place.path}/all.gz`], { CHATKU_DATA_DIR: restored() });
  expect([code, said]).toEqual([1, expect.stringContaining('cannot be read')]);
});

/** One more event in the server's log. */
const anEvent = () =>
  server.unitOfWork.run('test.event', (tx) =>
    tx.manager.query(
      `INSERT INTO event (workspace_id, bot_id, type, for_visitor, for_workspace, at_ms) VALUES ('w', 'b', 'contact', false, true, 1)`,
    ),
  );

/** What becomes of a node with this secret on a Postgres database. */
async function startsOn(databaseUrl: string, node: string, secret: string): Promise<string> {
  const folder = `${place.path}/node-${node}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/secret`, secret);
  const { config } = readConfig({ CHATKU_DATA_DIR: folder, DATABASE_URL: databaseUrl });
  const dataDir = await DataDir.open(config);
  try {
    await (await Api.create({ config, dataDir, logger: Logger.silent(), features: FEATURES })).stop();
    return 'started';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await dataDir.release();
  }
}

/** A backup whose text was changed, with the right sum again: as a program that writes them would. */
function reckoned(text: string): string {
  const lines = text.trimEnd().split('\n');
  const end = JSON.parse(lines.pop() ?? '') as { sha256: string };
  const body = lines.map((line) => `${line}\n`).join('');
  return `${body}${JSON.stringify({ ...end, sha256: createHash('sha256').update(body).digest('hex') })}\n`;
}
