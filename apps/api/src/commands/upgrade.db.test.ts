import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FEATURES } from '../app.module.js';
import { openForBackup } from '../platform/backup/backup-source.js';
import { type ColumnShape, listMigrations, listTables, type TableShape } from '../platform/backup/database-catalog.js';
import { Snapshot } from '../platform/backup/snapshot.js';
import { DataDir } from '../platform/data-dir/data-dir.js';
import { sqliteOptions } from '../platform/database/data-sources.js';
import { migrationClass, readMigrations } from '../platform/database/migration-files.js';
import { postgresDataSource, postgresWriterOptions } from '../platform/database/postgres.js';
import { tempFolder } from '../platform/testing/temp-folder.js';
import { emptyPostgres, type TestPostgres, testEngine } from '../platform/testing/test-postgres.js';
import { runCommand } from './run-command.js';

const MIGRATIONS = readMigrations(testEngine);
const NEWEST = MIGRATIONS.at(-1)?.name ?? '';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let postgres: TestPostgres | null = null;

beforeEach(async () => {
  folder = await tempFolder();
  postgres = testEngine === 'postgres' ? await emptyPostgres() : null;
  await (await DataDir.open({ dataDir: dataDir(), atRestSecret: null })).release();
});
afterEach(async () => {
  await postgres?.remove();
  await folder.remove();
});

const dataDir = () => `${folder.path}/data`;
const place = () => ({ dataDir: dataDir(), databaseUrl: postgres?.url ?? null, atRestSecret: null });

const chatku = (...words: string[]) => chatkuIn(dataDir(), ...words);

async function chatkuIn(dataDir: string, ...words: string[]) {
  const said: string[] = [];
  const code = await runCommand({
    words,
    env: {
      CHATKU_LOG_LEVEL: 'silent',
      CHATKU_DATA_DIR: dataDir,
      PORT: '0',
      ...(postgres === null ? {} : { DATABASE_URL: postgres.url }),
    },
    features: FEATURES,
    terminal: { print: (line) => void said.push(line), complain: (line) => void said.push(line) },
  });
  return { code, said: said.join('\n') };
}

/** Works on the database as an administrator would, around everything. */
async function onDatabase<T>(work: (dataSource: DataSource) => Promise<T>, migrations: number = 0): Promise<T> {
  const classes = MIGRATIONS.slice(0, migrations).map(({ name, statements }) => migrationClass(name, statements));
  const settings = { migrations: classes, migrationsTableName: 'migration' };
  const dataSource =
    postgres === null
      ? new DataSource({ ...sqliteOptions(`${dataDir()}/chatku.db`, []), enableWAL: true, ...settings })
      : postgresDataSource({ ...postgresWriterOptions(postgres.url, []), ...settings } as DataSourceOptions);
  await dataSource.initialize();
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** A database as the version with so many migrations left it, two rows in each table. */
const leftBehind = (migrations: number) =>
  onDatabase(async (dataSource) => {
    await dataSource.runMigrations({ transaction: 'all' });
    for (const table of await listTables(dataSource, testEngine)) {
      for (const row of [1, 2]) await dataSource.query(insertion(table, row));
    }
  }, migrations);

function insertion({ name, columns }: TableShape, row: number): string {
  const value = ({ name: column, kind }: ColumnShape): string => {
    if (kind === 'boolean') return row === 1 ? 'true' : 'false';
    if (kind === 'integer' || kind === 'real') return String(row * 1000 + column.length);
    // Valid wherever JSON is wanted, and not the same in any two columns of a row.
    return `'["${name}.${column} ${row} – 中文"]'`;
  };
  const names = columns.map((column) => `"${column.name}"`).join(', ');
  return `INSERT INTO "${name}" (${names}) VALUES (${columns.map(value).join(', ')})`;
}

interface Kept {
  readonly table: TableShape;
  readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

/** Everything that is in the database. */
async function everything(): Promise<Kept[]> {
  const { dataSource, engine } = await openForBackup(place());
  const runner = dataSource.createQueryRunner();
  const snapshot = await Snapshot.take(runner, engine);
  const kept: Kept[] = [];
  for (const table of await snapshot.tables()) {
    const rows: Array<Record<string, unknown>> = [];
    for await (const page of snapshot.rows(table)) {
      for (const row of page) rows.push(Object.fromEntries(row.map((value, at) => [table.columns[at]?.name, value])));
    }
    kept.push({ table, rows });
  }
  await snapshot.close();
  await runner.release();
  await dataSource.destroy();
  return kept;
}

const ranSoFar = () => onDatabase((dataSource) => listMigrations(dataSource, testEngine));
const backupsIn = async (folder: string) =>
  existsSync(`${folder}/backups`) ? (await readdir(`${folder}/backups`)).sort() : [];
const backups = () => backupsIn(dataDir());

test.each(MIGRATIONS.slice(0, -1).map(({ name }, at) => [at + 1, name] as const))(
  'a database of the version with %i migrations (%s) comes to this one without losing a value',
  async (count) => {
    await leftBehind(count);
    const before = await everything();
    expect(before.length).toBeGreaterThan(10);
    expect(await chatku('migrate')).toMatchObject({ code: 0 });
    const after = new Map((await everything()).map((kept) => [kept.table.name, kept]));
    for (const { table, rows } of before) {
      const now = after.get(table.name);
      const same = now?.rows.map((row) => Object.fromEntries(table.columns.map(({ name }) => [name, row[name]])));
      expect([table.name, same]).toEqual([table.name, rows]);
    }
    expect(await ranSoFar()).toEqual(MIGRATIONS.map(({ name }) => name));
    expect(await backups()).toHaveLength(1);
  },
);

test('the backup of before an upgrade brings back what was before, also into this version', async () => {
  await leftBehind(1);
  const before = await everything();
  await chatku('migrate');
  const [file = ''] = await backups();
  await mkdir(`${folder.path}/kept`);
  await writeFile(`${folder.path}/kept/secret`, await readSecret());
  const said: string[] = [];
  const code = await runCommand({
    words: ['restore', `${dataDir()}/backups/${file}`],
    env: { CHATKU_LOG_LEVEL: 'silent', CHATKU_DATA_DIR: `${folder.path}/kept` },
    features: FEATURES,
    terminal: { print: (line) => void said.push(line), complain: (line) => void said.push(line) },
  });
  expect([code, said.join('\n')]).toEqual([0, expect.stringContaining(`Brought to this version`)]);
  const restored = await new DataSource(sqliteOptions(`${folder.path}/kept/chatku.db`, [])).initialize();
  const contacts = await restored.query('SELECT id FROM contact ORDER BY id');
  await restored.destroy();
  const kept = before.find(({ table }) => table.name === 'contact');
  expect(contacts).toEqual(kept?.rows.map(({ id }) => ({ id })));
});

const readSecret = () => readFile(`${dataDir()}/secret`);

test('three backups of before upgrades are kept, and nothing else is touched', async () => {
  await leftBehind(1);
  await mkdir(`${dataDir()}/backups`);
  const older = ['20200101', '20210101', '20220101'].map((day) => `before-upgrade-${day}T000000Z.jsonl.gz`);
  for (const name of [...older, 'mine.jsonl.gz']) await writeFile(`${dataDir()}/backups/${name}`, '');
  await chatku('migrate');
  const left = await backups();
  expect(left).toEqual([...older.slice(1), expect.stringMatching(/^before-upgrade-20/), 'mine.jsonl.gz']);
});

test('--dry-run says what would run, with its SQL, and changes nothing', async () => {
  await leftBehind(MIGRATIONS.length - 1);
  const before = await ranSoFar();
  const { code, said } = await chatku('migrate', '--dry-run');
  expect(code).toBe(0);
  expect(said).toContain(`-- ${NEWEST}`);
  expect(said).toContain(MIGRATIONS.at(-1)?.statements[0]);
  expect(said).not.toContain(MIGRATIONS[0]?.name);
  expect(await ranSoFar()).toEqual(before);
  expect(await backups()).toEqual([]);
  await chatku('migrate', '--no-backup');
  expect(await backups()).toEqual([]);
  expect((await chatku('migrate', '--dry-run')).said).toContain('up to date');
});

test('--dry-run on nothing makes nothing', async () => {
  await rm(dataDir(), { recursive: true });
  const { code, said } = await chatku('migrate', '--dry-run');
  expect([code, said]).toEqual([0, expect.stringContaining('would make it')]);
  expect(existsSync(dataDir())).toBe(false);
});

test('a migration that fails is rolled back with those before it, and the backup is named', async () => {
  // Two are pending; what the second makes is there already.
  await leftBehind(MIGRATIONS.length - 2);
  await onDatabase((dataSource) => dataSource.query(MIGRATIONS.at(-1)?.statements[0] ?? ''));
  const before = await everything();
  const { code, said } = await chatku('migrate');
  const [file = 'none'] = await backups();
  expect([code, said]).toEqual([1, expect.stringContaining('rolled back wholly')]);
  expect(said).toContain(`${dataDir()}/backups/${file}`);
  expect(await everything()).toEqual(before);
  expect(await ranSoFar()).toHaveLength(MIGRATIONS.length - 2);
});

describe.runIf(testEngine === 'postgres')('two nodes at once on an older schema', () => {
  test('one of them backs up and migrates, and the other finds it done', async () => {
    await leftBehind(1);
    const others = `${folder.path}/other`;
    await (await DataDir.open({ dataDir: others, atRestSecret: null })).release();
    const [one, other] = await Promise.all([chatku('migrate'), chatkuIn(others, 'migrate')]);
    expect([one.code, other.code]).toEqual([0, 0]);
    const kept = await Promise.all([dataDir(), others].map(backupsIn));
    expect(kept.flat()).toHaveLength(1);
    expect([one.said, other.said].filter((said) => said.includes('Backup of before'))).toHaveLength(1);
    expect([one.said, other.said].filter((said) => said.includes(`Ran ${NEWEST}`))).toHaveLength(1);
    expect(await ranSoFar()).toHaveLength(MIGRATIONS.length);
  });
});

test('without room for the backup nothing is migrated', async () => {
  await leftBehind(1);
  await writeFile(`${dataDir()}/backups`, 'a file in its way');
  const { code, said } = await chatku('migrate');
  expect([code, said]).toEqual([1, expect.stringContaining('Nothing was changed')]);
  expect(said).toContain('--no-backup');
  expect(await ranSoFar()).toHaveLength(1);
  expect((await chatku('migrate', '--no-backup')).code).toBe(0);
});

test.each(['/', ''])(
  'backups go into the folder of the data folder, made by "backups%s", and the upgrade finds its place there',
  async (slash) => {
    await leftBehind(1);
    const first = await chatku('backup', `${dataDir()}/backups${slash}`);
    expect(first).toMatchObject({ code: 0 });
    expect(await backups()).toEqual([expect.stringMatching(/^chatku-\d{8}T\d{6}Z\.jsonl\.gz$/)]);
    expect(await chatku('migrate')).toMatchObject({ code: 0 });
    expect(await backups()).toEqual([expect.stringMatching(/^before-upgrade-/), expect.stringMatching(/^chatku-/)]);
    expect(await ranSoFar()).toHaveLength(MIGRATIONS.length);
  },
);

test('a folder to back up into is made with those above it, for its user only', async () => {
  await leftBehind(1);
  const place = `${folder.path}/var/backups/`;
  expect(await chatku('backup', place)).toMatchObject({ code: 0 });
  expect(await readdir(place)).toHaveLength(1);
  expect((await stat(place)).mode & 0o777).toBe(0o700);
});

test.each(['', '/below'])(
  'a file in the place of the folder to back up into is told, and stays (%j)',
  async (below) => {
    await leftBehind(1);
    await writeFile(`${folder.path}/file`, 'mine');
    const { code, said } = await chatku('backup', `${folder.path}/file${below}/`);
    expect([code, said]).toEqual([1, expect.stringContaining('is no folder')]);
    expect(await readFile(`${folder.path}/file`, 'utf8')).toBe('mine');
  },
);

describe('a database of a newer version', () => {
  test.each([[['serve']], [['migrate']], [['migrate', '--dry-run']], [['reset-password']]])(
    'is refused by %j, and left as it is',
    async (words) => {
      await leftBehind(MIGRATIONS.length);
      await onDatabase((dataSource) =>
        dataSource.query(
          `INSERT INTO "migration" ("timestamp", "name") VALUES (9999999999999, 'Tomorrow9999999999999')`,
        ),
      );
      const before = await everything();
      const { code, said } = await chatku(...words);
      expect([code, said]).toEqual([1, expect.stringContaining('does not know Tomorrow9999999999999')]);
      expect(said).toContain('Install the newer version again');
      expect(said).not.toContain('    at ');
      expect(await everything()).toEqual(before);
      expect(await backups()).toEqual([]);
    },
  );
});
