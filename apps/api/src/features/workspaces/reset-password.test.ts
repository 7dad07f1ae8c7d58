import request from 'supertest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FEATURES } from '../../app.module.js';
import { runCommand } from '../../commands/run-command.js';
import type { Terminal } from '../../platform/commands/terminal.js';
import { readConfig } from '../../platform/config/config.js';
import { DataDir } from '../../platform/data-dir/data-dir.js';
import { Api } from '../../platform/http/create-api.js';
import { Logger } from '../../platform/logging/logger.js';
import { tempFolder } from '../../platform/testing/temp-folder.js';

const email = 'boss@example.com';
const password = 'the password that was forgotten';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const env = () => ({
  CHATKU_DATA_DIR: folder.path,
  CHATKU_OWNER_EMAIL: email,
  CHATKU_OWNER_PASSWORD: password,
  CHATKU_LOG_LEVEL: 'silent',
});

/** A terminal that remembers what was written to it. */
function listening(): Terminal & { printed: string[]; complained: string[] } {
  const printed: string[] = [];
  const complained: string[] = [];
  return {
    printed,
    complained,
    print: (line) => void printed.push(line),
    complain: (line) => void complained.push(line),
  };
}

/** Runs a server on the folder for as long as `use` takes. */
async function served<T>(use: (api: Api) => Promise<T>): Promise<T> {
  const { config } = readConfig(env());
  const dataDir = await DataDir.open(config);
  const api = await Api.create({
    config,
    dataDir,
    features: FEATURES,
    logger: Logger.create({ level: 'silent', destination: { write: () => undefined } }),
  });
  try {
    return await use(api);
  } finally {
    await api.stop();
    await dataDir.release();
  }
}

const signIn = (api: Api, typed: string) =>
  request(api.nest.getHttpServer()).post('/v1/console/session').send({ email, password: typed });
const reset = async (...args: string[]) => {
  const terminal = listening();
  const exit = await runCommand({ words: ['reset-password', ...args], env: env(), features: FEATURES, terminal });
  return { exit, ...terminal };
};

test('a reset password is printed once, the old one is dead, and everybody is signed out', async () => {
  const cookie = await served(async (api) => {
    const answer = await signIn(api, password).expect(200);
    return String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
  });
  const { exit, printed } = await reset();
  expect(exit).toBe(0);
  const fresh = / is (\S+)$/.exec(printed[0] ?? '')?.[1] ?? '';
  expect(printed[0]).toContain(email);
  await served(async (api) => {
    await request(api.nest.getHttpServer()).get('/v1/console/session').set('cookie', cookie).expect(401);
    await signIn(api, password).expect(403);
    await signIn(api, fresh).expect(200);
  });
});

test('somebody is named by e-mail, in any letter case', async () => {
  await served(async () => undefined);
  expect((await reset('BOSS@example.com')).exit).toBe(0);
  const unknown = await reset('nobody@example.com');
  expect(unknown.exit).toBe(1);
  expect(unknown.complained.join(' ')).toContain('no such user');
  expect((await reset('a@example.com', 'b@example.com')).exit).toBe(64);
});

test('an installation without an owner says so', async () => {
  const { exit, complained } = await reset();
  expect(exit).toBe(1);
  expect(complained.join(' ')).toContain('no such owner');
});

test('while the server runs it says that the folder is in use, and changes nothing', async () => {
  await served(async (api) => {
    const { exit, complained, printed } = await reset();
    expect(exit).toBe(1);
    expect(complained.join(' ')).toContain('already in use');
    expect(printed).toEqual([]);
    await signIn(api, password).expect(200);
  });
});
