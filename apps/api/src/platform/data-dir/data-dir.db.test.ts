import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compiledApi } from '../testing/built.js';
import { tempFolder } from '../testing/temp-folder.js';
import { DataDir } from './data-dir.js';
import { dataDirErrorOf } from './data-dir-error.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;

beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const open = (dataDir = `${folder.path}/data`, atRestSecret: string | null = null) =>
  DataDir.open({ dataDir, atRestSecret });
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

describe('a new folder', () => {
  test('is for this user alone, and so is all in it', async () => {
    const dataDir = await open(`${folder.path}/a/b/data`);
    expect(await modeOf(dataDir.path)).toBe('700');
    for (const name of await readdir(dataDir.path))
      expect([name, await modeOf(dataDir.file(name))]).toEqual([name, '600']);
    await dataDir.release();
  });

  test('gets a secret that stays', async () => {
    const first = await open();
    const sealed = first.secretBox.seal('text', 'place');
    await first.release();
    const second = await open();
    expect(second.secretBox.open(sealed, 'place')).toBe('text');
    await second.release();
  });
});

test('a folder the person made keeps its mode', async () => {
  await mkdir(`${folder.path}/data`);
  await chmod(`${folder.path}/data`, 0o750);
  const dataDir = await open();
  expect(await modeOf(dataDir.path)).toBe('750');
  await dataDir.release();
});

describe('the lock', () => {
  test('keeps a second one out until it is released', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      problem: 'in_use',
      message: expect.stringContaining('already in use'),
    });
    await first.release();
    await (await open()).release();
  });

  test('of a process that was killed is gone with it', async () => {
    const compiled = await compiledApi('data-dir');
    const child = spawn(process.execPath, [compiled('platform/testing/locking-child'), `${folder.path}/data`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(open()).rejects.toMatchObject({ problem: 'in_use' });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await (await open()).release();
  });
});

describe('a folder that cannot be used is told in plain words', () => {
  test('a file in its way', async () => {
    await writeFile(`${folder.path}/file`, '');
    await expect(open(`${folder.path}/file`)).rejects.toMatchObject({ problem: 'unwritable' });
    await expect(open(`${folder.path}/file/below`)).rejects.toMatchObject({ problem: 'unwritable' });
  });

  test('a place where nothing can be made', async () => {
    await expect(open('/proc/chatku')).rejects.toMatchObject({
      problem: 'unwritable',
      message: expect.stringContaining('CHATKU_DATA_DIR'),
    });
  });

  test.each([
    ['ENOSPC', 'disk_full'],
    ['SQLITE_FULL', 'disk_full'],
    ['EROFS', 'unwritable'],
    ['EACCES', 'unwritable'],
  ])('%s is %s', (code, problem) => {
    expect(dataDirErrorOf(Object.assign(new Error(code), { code }), '/x')).toMatchObject({ problem });
  });
});

describe('the secret', () => {
  const fromEnvironment = 'an at-rest secret of forty characters...';

  test('from the environment leaves no secret in the folder', async () => {
    const dataDir = await open(undefined, fromEnvironment);
    expect(await readdir(dataDir.path)).not.toContain('secret');
    await dataDir.release();
  });

  test('that is another one is noticed at the start', async () => {
    await (await open(undefined, fromEnvironment)).release();
    await expect(open(undefined, `${fromEnvironment}!`)).rejects.toMatchObject({ problem: 'wrong_secret' });
  });

  test('that went missing is not replaced by a new one', async () => {
    await (await open(undefined, fromEnvironment)).release();
    await expect(open()).rejects.toMatchObject({ problem: 'wrong_secret' });
    await (await open(undefined, fromEnvironment)).release();
    await rm(`${folder.path}/data`, { recursive: true });
    await (await open()).release();
    await rm(`${folder.path}/data/secret`);
    await expect(open()).rejects.toMatchObject({ problem: 'wrong_secret' });
  });

  test('that was damaged is told', async () => {
    await (await open()).release();
    await writeFile(`${folder.path}/data/secret`, 'half');
    await expect(open()).rejects.toMatchObject({ problem: 'unreadable_secret' });
  });

  test('is never part of what is told about it', async () => {
    await (await open()).release();
    const secret = (await readFile(`${folder.path}/data/secret`, 'utf8')).trim();
    const fingerprint = await readFile(`${folder.path}/data/secret.fingerprint`, 'utf8');
    expect(fingerprint).not.toContain(secret);
    expect(fingerprint).not.toContain(Buffer.from(secret, 'base64url').toString('hex'));
  });

  test('that cannot be used gives the lock back', async () => {
    await (await open(undefined, fromEnvironment)).release();
    await expect(open()).rejects.toMatchObject({ problem: 'wrong_secret' });
    await (await open(undefined, fromEnvironment)).release();
  });
});
