import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createIdentifierHash } from '@chatku/crypto';
import sqlite3 from 'sqlite3';
import request from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FEATURES } from '../app.module.js';
import { runCommand } from '../commands/run-command.js';
import { KeyRingService } from '../features/identity/key-ring.service.js';
import { openForBackup } from '../platform/backup/backup-source.js';
import { Snapshot } from '../platform/backup/snapshot.js';
import { readConfig } from '../platform/config/config.js';
import { DataDir } from '../platform/data-dir/data-dir.js';
import { Reader } from '../platform/database/reader.js';
import { Api } from '../platform/http/create-api.js';
import { Logger } from '../platform/logging/logger.js';
import { tempFolder } from '../platform/testing/temp-folder.js';

/*
 * Databases as older versions left them, dumped when those versions ran: a bot with a key, a guest, a user, an agent's reply, and in the
 * later one two-step sign-in, mail settings and an invitation. Never made anew: what lies in the field does not change either. A version
 * that is released adds its own.
 */
const FOLDER = fileURLToPath(new URL('../testing/older-databases/', import.meta.url));
const SECRET = 'the at-rest secret of the fixtures, forty';
const ORIGIN = 'https://shop.example.my';

const dumps = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const env = () => ({ CHATKU_DATA_DIR: `${folder.path}/data`, CHATKU_SECRET: SECRET, CHATKU_LOG_LEVEL: 'silent' });

async function load(dump: string): Promise<void> {
  await mkdir(`${folder.path}/data`);
  const sql = await readFile(FOLDER + dump, 'utf8');
  await new Promise<void>((resolve, reject) => {
    const database = new sqlite3.Database(`${folder.path}/data/chatku.db`, (opened) => {
      if (opened !== null) return reject(opened);
      database.exec(sql, (failed) => (failed === null ? database.close(() => resolve()) : reject(failed)));
    });
  });
}

type Rows = Map<string, Array<Record<string, unknown>>>;

async function everything(): Promise<Rows> {
  const source = await openForBackup(readConfig(env()).config);
  const runner = source.dataSource.createQueryRunner();
  const snapshot = await Snapshot.take(runner, source.engine);
  const found: Rows = new Map();
  for (const table of await snapshot.tables()) {
    const rows: Array<Record<string, unknown>> = [];
    for await (const page of snapshot.rows(table)) {
      for (const row of page) rows.push(Object.fromEntries(row.map((value, at) => [table.columns[at]?.name, value])));
    }
    found.set(table.name, rows);
  }
  await snapshot.close();
  await runner.release();
  await source.dataSource.destroy();
  return found;
}

test('there is one of the first schema, and one of the last before this', () => {
  expect(dumps).toEqual(['1764000000000-baseline.sql', '1795443600000-reset-link-password.sql']);
});

test.each(dumps)('%s comes to this version without losing a value, and serves', async (dump) => {
  await load(dump);
  const before = await everything();
  expect(before.get('message')).toHaveLength(3);
  const said: string[] = [];
  const terminal = { print: (line: string) => void said.push(line), complain: (line: string) => void said.push(line) };
  const code = await runCommand({ words: ['migrate'], env: env(), features: FEATURES, terminal });
  expect([code, said.join('\n')]).toEqual([0, expect.stringContaining('Backup of before')]);
  const after = await everything();
  for (const [table, rows] of before) {
    const names = Object.keys(rows[0] ?? {});
    const same = after.get(table)?.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
    expect([table, same]).toEqual([table, rows]);
  }

  const { config } = readConfig(env());
  const dataDir = await DataDir.open(config);
  const api = await Api.create({ config, dataDir, logger: Logger.silent(), features: FEATURES });
  try {
    const botId = String(before.get('bot')?.[0]?.['id']);
    const [key] = await api.nest.get(KeyRingService, { strict: false }).openAll(api.nest.get(Reader), botId);
    const user_id = 'fixture-user';
    const identifier_hash = createIdentifierHash({ userId: user_id, key: key?.key ?? '' });
    const page = `1.${randomBytes(32).toString('base64url')}.1`;
    const widget = `/v1/bots/${botId}/widget`;
    const server = api.nest.getHttpServer();
    const { body: session } = await request(server)
      .post(`${widget}/identify`)
      .set({ origin: ORIGIN, 'chatku-page': page })
      .send({ user_id, identifier_hash, group: null })
      .expect(200);
    const { body: history } = await request(server)
      .get(`${widget}/messages`)
      .set({ origin: ORIGIN, 'chatku-page': page, authorization: `Bearer ${session.token}` })
      .expect(200);
    const texts = history.items.map((message: { body: { text: string } }) => message.body.text);
    expect(texts).toEqual(['hello as a user', 'hello from the team']);
  } finally {
    await api.stop();
    await dataDir.release();
  }
});
