import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BUNDLE, CODE_CACHE, codeCacheOf, loadBundle } from './load-bundle.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatku-bundle-'));
});
afterEach(() => rm(folder, { recursive: true }));

declare global {
  var ranOnce: unknown;
}

/** Writes a program and runs it. @returns the script, and what the program said. */
async function run(program: string) {
  const digest = createHash('sha256').update(program).digest('hex');
  await writeFile(
    join(folder, BUNDLE),
    `// ${digest}\n(function (exports, require, module, __filename, __dirname) {${program}\n})`,
  );
  globalThis.ranOnce = undefined;
  const script = loadBundle(folder);
  return { script, said: globalThis.ranOnce };
}

test('runs the program as Node runs a file: with a `require` of its place, and its own name', async () => {
  const { said } = await run(
    "globalThis.ranOnce = [__filename, __dirname, require('node:path').sep.length, typeof module.exports];",
  );
  expect(said).toEqual([join(folder, BUNDLE), folder, 1, 'object']);
});

test('takes what V8 has compiled of this very program', async () => {
  const program = 'globalThis.ranOnce = (() => 41 + 1)();';
  const { script } = await run(program);
  expect(script.cachedDataRejected).toBeUndefined();
  await writeFile(join(folder, CODE_CACHE), codeCacheOf(folder, script));
  const again = await run(program);
  expect([again.script.cachedDataRejected, again.said]).toEqual([false, 42]);
});

test('runs the program itself where the cache is of another one, of the same length even', async () => {
  const { script } = await run('globalThis.ranOnce = "one";');
  await writeFile(join(folder, CODE_CACHE), codeCacheOf(folder, script));
  const other = await run('globalThis.ranOnce = "two";');
  expect([other.script.cachedDataRejected, other.said]).toEqual([undefined, 'two']);
});

test('runs the program all the same where V8 refuses the cache', async () => {
  const program = 'globalThis.ranOnce = "refused";';
  const digest = createHash('sha256').update(program).digest('hex');
  const payload = 'what no V8 has made';
  const checksum = createHash('sha256').update(payload).digest('hex');
  await writeFile(join(folder, CODE_CACHE), digest + checksum + payload);
  const { script, said } = await run(program);
  expect([script.cachedDataRejected, said]).toEqual([true, 'refused']);
});

test.each([0.05, 0.3, 0.6, 0.95])('does not hand V8 a cache that is damaged at %d of it', async (place) => {
  const program = 'globalThis.ranOnce = (() => 41 + 1)();';
  const { script } = await run(program);
  const cache = codeCacheOf(folder, script);
  const at = Math.floor(cache.length * place);
  cache.writeUInt8(cache.readUInt8(at) ^ 0xff, at);
  await writeFile(join(folder, CODE_CACHE), cache);
  const again = await run(program);
  expect([again.script.cachedDataRejected, again.said]).toEqual([undefined, 42]);
});

test('does not hand V8 a cache that ends too early', async () => {
  const program = 'globalThis.ranOnce = (() => 41 + 1)();';
  const { script } = await run(program);
  await writeFile(join(folder, CODE_CACHE), codeCacheOf(folder, script).subarray(0, -8));
  const again = await run(program);
  expect([again.script.cachedDataRejected, again.said]).toEqual([undefined, 42]);
});

test('runs the program all the same where the cache cannot be read', async () => {
  await mkdir(join(folder, CODE_CACHE));
  expect((await run('globalThis.ranOnce = "unread";')).said).toBe('unread');
});
