import { randomUUID } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FEATURES } from '../app.module.js';
import { KeyRingService } from '../features/identity/key-ring.service.js';
import { MAIL_JOB, MailService, placeOfMail } from '../features/mail/mail.service.js';
import { SecondFactorService } from '../features/workspaces/second-factor.service.js';
import { totpCode, totpStepOf } from '../features/workspaces/totp.js';
import { WorkspacesRepository } from '../features/workspaces/workspaces.repository.js';
import { openForBackup } from '../platform/backup/backup-source.js';
import { Snapshot } from '../platform/backup/snapshot.js';
import { readConfig } from '../platform/config/config.js';
import { DataDir } from '../platform/data-dir/data-dir.js';
import { SecretBox } from '../platform/data-dir/secret-box.js';
import { Logger } from '../platform/logging/logger.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { OutboxRepository } from '../platform/outbox/outbox.repository.js';
import { rotateSecret, SETTLE_MS } from '../platform/secret-rotation/rotate-secret.js';
import type { Harness } from '../platform/testing/harness.js';
import { tempFolder } from '../platform/testing/temp-folder.js';
import { testEngine } from '../platform/testing/test-engine.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { startApi } from '../testing/start-api.js';

const SERVER = {
  host: 'mail.example.com',
  port: 587,
  security: 'starttls',
  user: 'u',
  password: 'mail-password',
  from: 'a@example.com',
} as const;

/** A mail that waits until tomorrow. */
const MAIL = 'mail-of-tomorrow';

let api: Harness;
let me: ConsoleClient;
let bot: { id: string; workspaceId: string };
let recoveryCodes: string[];
let appSecret: string;

beforeEach(async () => {
  api = await startApi();
  await fill();
});
afterEach(() => api.stop());

/** Something sealed of every kind. */
async function fill(): Promise<void> {
  me = await signIn(api);
  bot = { id: randomUUID(), workspaceId: me.user.workspaceId };
  for (let count = 0; count < 3; count += 1) await api.get(KeyRingService).add(bot as never);
  const factor = api.get(SecondFactorService);
  const { ticket, secret } = factor.offer(me.user);
  appSecret = secret;
  const code = codeOf(secret);
  recoveryCodes = await api.unitOfWork.run('test.two-step', (tx) => factor.turnOn(tx, me.user, ticket, code));
  await api.unitOfWork.run('test.mail', async (tx) => {
    await api.get(MailService).store(tx, SERVER);
    const sealed = api.dataDir.secretBox.seal('{"to":"b@example.com"}', placeOfMail(MAIL));
    const payload = { mail: 'invitation', sealed, useless_after_ms: null };
    const dueAtMs = tx.nowMs + 86_400_000;
    await api.get(Outbox).add(tx, [{ id: MAIL, kind: MAIL_JOB, workspaceId: bot.workspaceId, payload, dueAtMs }]);
  });
}

const codeOf = (secret: string): string => totpCode(secret, totpStepOf(api.clock.nowMs()));

const rotate = (over: Partial<Parameters<typeof rotateSecret>[0]> = {}) =>
  rotateSecret({
    config: api.config,
    features: FEATURES,
    clock: api.clock,
    logger: Logger.silent(),
    isOnlyNode: true,
    wait: () => Promise.resolve(),
    ...over,
  });

/** Everything that was sealed opens, for the server as it runs now. */
async function requireAllOpen(): Promise<void> {
  expect(await api.get(KeyRingService).openAll(api.reader, bot.id)).toHaveLength(3);
  expect(await api.get(MailService).findStored(api.reader)).toMatchObject({ password: SERVER.password });
  const [mail] = await api.get(OutboxRepository).listAfter(api.reader, MAIL_JOB, '', 1);
  const waiting = mail?.payload as { sealed: string } | undefined;
  expect(api.dataDir.secretBox.open(waiting?.sealed ?? '', placeOfMail(MAIL))).toContain('b@example.com');
  const user = await api.get(WorkspacesRepository).findUser(api.reader, me.user.id);
  const used = await api.unitOfWork.run('test.use', (tx) =>
    api.get(SecondFactorService).use(tx, user as never, recoveryCodes.pop() ?? ''),
  );
  expect(used).toBe('recovery');
}

/** Whatever looks sealed, in any column of any table, wherever it stands in it. */
async function sealedTexts(): Promise<Set<string>> {
  const { dataSource, engine } = await openForBackup(api.config);
  const runner = dataSource.createQueryRunner();
  const snapshot = await Snapshot.take(runner, engine);
  const found = new Set<string>();
  for (const table of await snapshot.tables()) {
    for await (const rows of snapshot.rows(table)) {
      for (const [text] of JSON.stringify(rows).matchAll(/v1\.[A-Za-z0-9_-]{38,}/g)) found.add(text);
    }
  }
  await snapshot.close();
  await runner.release();
  await dataSource.destroy();
  return found;
}

const secretFile = () => readFile(api.dataDir.file('secret'), 'utf8');

describe('beside a running server', () => {
  test('seals everything again, and the server goes on with the new secret', async () => {
    const before = await sealedTexts();
    const old = await secretFile();
    const waits: number[] = [];
    const { resealed } = await rotate({ wait: async (ms) => void waits.push(ms) });
    expect(waits).toEqual([SETTLE_MS]);
    expect(Object.fromEntries(resealed)).toMatchObject({
      'special keys': 3,
      'two-step secrets': 1,
      'mail settings': 1,
      'waiting mails': 1,
      'keys of recovery codes': 1,
    });
    expect(before.size).toBeGreaterThanOrEqual(5);
    for (const text of await sealedTexts()) expect(before).not.toContain(text);
    expect((await secretFile()).trim()).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await secretFile()).not.toBe(old);
    await requireAllOpen();
    await api.restart();
    await requireAllOpen();
  });

  test('what it seals meanwhile is sealed again too', async () => {
    // A key that was sealed with the old secret and is stored only after the first round, as a unit of work under way would.
    const row = (await api.reader.manager.query('SELECT * FROM special_key ORDER BY id LIMIT 1'))[0];
    const late = randomUUID();
    const sealed = api.dataDir.secretBox.seal('late key', `special-key:${bot.id}:${late}`);
    const stored = async () => {
      await api.unitOfWork.run('test.late', (tx) =>
        tx.manager.query(
          `INSERT INTO special_key (id, workspace_id, bot_id, kind, state, sealed, fingerprint, ending, imported, created_at_ms)
           VALUES ('${late}', '${row.workspace_id}', '${bot.id}', 'hash', 'active', '${sealed}', 'late', 'late', true, 1)`,
        ),
      );
    };
    await rotate({ wait: stored });
    const keys = await api.get(KeyRingService).openAll(api.reader, bot.id);
    expect(keys).toHaveLength(4);
  });

  test('an app’s codes go on', async () => {
    await rotate();
    api.clock.advance(60_000);
    const user = await api.get(WorkspacesRepository).findUser(api.reader, me.user.id);
    const used = await api.unitOfWork.run('test.use', (tx) =>
      api.get(SecondFactorService).use(tx, user as never, codeOf(appSecret)),
    );
    expect(used).toBe('app');
  });

  test('twice over, recovery codes of the beginning still count, once each', async () => {
    await rotate();
    await rotate();
    const [code = ''] = recoveryCodes;
    const user = await api.get(WorkspacesRepository).findUser(api.reader, me.user.id);
    const use = () => api.unitOfWork.run('test.use', (tx) => api.get(SecondFactorService).use(tx, user as never, code));
    expect(await use()).toBe('recovery');
    await expect(use()).rejects.toMatchObject({ code: 'second_step_refused' });
  });

  test('a key that was imported is known again after it', async () => {
    const text = 'an imported key of thirty-two letters or more';
    const other = { id: randomUUID(), workspaceId: bot.workspaceId };
    await api.get(KeyRingService).import(other as never, text);
    await rotate();
    await expect(api.get(KeyRingService).import(bot as never, text)).rejects.toMatchObject({ code: 'key_in_use' });
  });
});

test('what no secret opens is counted and left as it is, and all others are sealed again', async () => {
  const foreign = new SecretBox(Buffer.alloc(32, 9));
  const [{ id }] = await api.reader.manager.query('SELECT id FROM special_key ORDER BY id LIMIT 1');
  const key = foreign.seal('key of another secret', `special-key:${bot.id}:${id}`);
  const twoStep = foreign.seal('secret of another secret', 'anywhere');
  await api.unitOfWork.run('test.damage', async (tx) => {
    await tx.manager.query(`UPDATE special_key SET sealed = '${key}' WHERE id = '${id}'`);
    await tx.manager.query(`UPDATE staff_user SET totp_secret = '${twoStep}'`);
    await tx.manager.query(`UPDATE mail_settings SET sealed = 'never sealed'`);
    await api.get(OutboxRepository).replacePayload(tx, MAIL, { mail: 'invitation' });
    await tx.manager.query(
      `INSERT INTO older_code_key (id, sealed, created_at_ms) VALUES ('${'0'.repeat(32)}', '${twoStep}', 1)`,
    );
  });
  const before = await sealedTexts();
  const { resealed, unopened } = await rotate();
  expect(Object.fromEntries(unopened)).toEqual({
    'special keys': 1,
    'two-step secrets': 1,
    'mail settings': 1,
    'waiting mails': 1,
    'keys of recovery codes': 1,
  });
  expect(Object.fromEntries(resealed)).toMatchObject({ 'special keys': 2, 'keys of recovery codes': 1 });
  expect([...(await sealedTexts())].filter((text) => before.has(text)).sort()).toEqual([key, twoStep].sort());
  expect((await secretFile()).trim().split('\n')).toHaveLength(1);
});

describe('two at once', () => {
  test('the second is refused and changes nothing, and once the first is done the way is free', async () => {
    let refused = 0;
    await rotate({
      wait: async () => {
        const secrets = await secretFile();
        await expect(rotate()).rejects.toThrow('being changed already');
        expect(await secretFile()).toBe(secrets);
        refused += 1;
      },
    });
    expect(refused).toBe(1);
    await requireAllOpen();
    await rotate();
  });

  test.runIf(testEngine === 'postgres')('also from the data folder of another node', async () => {
    const folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    const { databaseUrl, atRestSecret } = api.config;
    await cp(api.config.dataDir, dataDir, { recursive: true });
    const other = { dataDir, databaseUrl, atRestSecret };
    let refused = 0;
    await rotate({
      wait: async () => {
        await expect(rotate({ config: other })).rejects.toThrow('being changed already');
        refused += 1;
      },
    });
    expect(refused).toBe(1);
    await folder.remove();
  });
});

class Killed extends Error {}

test('killed after any step, everything opens, and the next call goes on to the end', async () => {
  const steps: string[] = [];
  await rotate({ onStep: (step) => void steps.push(step) });
  expect(steps.length).toBeGreaterThan(7);
  await requireAllOpen();
  for (let at = 0; at < steps.length; at += 1) {
    const before = await sealedTexts();
    let left = at;
    const dying = rotate({
      onStep: (step) => {
        expect(step).toBe(steps[at - left]);
        if (left === 0) throw new Killed();
        left -= 1;
      },
    });
    await expect(dying).rejects.toThrow(Killed);
    // The running server, and one that starts now.
    expect(await api.get(KeyRingService).openAll(api.reader, bot.id)).toHaveLength(3);
    await api.restart();
    expect(await api.get(KeyRingService).openAll(api.reader, bot.id)).toHaveLength(3);
    expect(await api.get(MailService).findStored(api.reader)).toMatchObject({ password: SERVER.password });
    await rotate();
    for (const text of await sealedTexts()) expect(before).not.toContain(text);
    expect((await secretFile()).trim().split('\n')).toHaveLength(1);
  }
  await api.restart();
  await requireAllOpen();
});

describe('a secret of the settings', () => {
  const [first, second] = ['first secret of the settings, forty chars', 'second secret of the settings, forty char'];

  test('is rotated from the one to the other, and only then is the other enough', async () => {
    await api.stop();
    api = await startApi({ env: { CHATKU_SECRET: first } });
    await fill();
    const { dataDir, databaseUrl } = api.config;
    const place = { CHATKU_DATA_DIR: dataDir, ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) };
    const { config: alone } = readConfig({ ...place, CHATKU_SECRET: second });
    const { config: both } = readConfig({ ...place, CHATKU_SECRET: second, CHATKU_SECRET_PREVIOUS: first });
    await expect(rotate({ config: alone })).rejects.toMatchObject({ problem: 'wrong_secret' });
    await expect(rotate()).rejects.toThrow('CHATKU_SECRET_PREVIOUS');
    const before = await sealedTexts();
    const { source } = await rotate({ config: both });
    expect(source).toBe('settings');
    for (const text of await sealedTexts()) expect(before).not.toContain(text);
    const box = await DataDir.readSecretBox(alone);
    const [row] = await api.reader.manager.query('SELECT id, sealed FROM special_key LIMIT 1');
    expect(box?.open(row.sealed, `special-key:${bot.id}:${row.id}`)).toMatch(/.{20,}/);
    await expect(DataDir.readSecretBox(readConfig({ ...place, CHATKU_SECRET: first }).config)).rejects.toMatchObject({
      problem: 'wrong_secret',
    });
  });

  test('needs the one of before to be another', () => {
    const wrong = (env: Record<string, string>) => () => readConfig(env);
    expect(wrong({ CHATKU_SECRET_PREVIOUS: first })).toThrow('CHATKU_SECRET_PREVIOUS');
    expect(wrong({ CHATKU_SECRET: first, CHATKU_SECRET_PREVIOUS: first })).toThrow('CHATKU_SECRET_PREVIOUS');
  });
});

test('a folder whose secret is not its own is left alone', async () => {
  await writeFile(api.dataDir.file('secret'), `${Buffer.alloc(32, 5).toString('base64url')}\n`);
  const before = await sealedTexts();
  await expect(rotate()).rejects.toMatchObject({ problem: 'wrong_secret' });
  expect(await sealedTexts()).toEqual(before);
});

test.runIf(testEngine === 'postgres')('on Postgres, other nodes are asked about', async () => {
  await expect(rotate({ isOnlyNode: false })).rejects.toThrow('--only-node');
});
