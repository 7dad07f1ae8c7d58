import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BUNDLE, loadBundle } from './load-bundle.js';
import { LINE_BITS, LINES, nameSources } from './name-sources.js';

const { prepareStackTrace } = Error;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatku-stack-'));
});
afterEach(async () => {
  Error.prepareStackTrace = prepareStackTrace;
  await rm(folder, { recursive: true });
});

declare global {
  var thrown: Error;
}

/** Runs a program whose second line comes from line 12 of the first source and whose third from nowhere. */
async function run(program: string, { withLines = true } = {}): Promise<string[]> {
  await writeFile(join(folder, BUNDLE), `(() => {${program}\n})`);
  const places = new Uint32Array([0, (1 << LINE_BITS) | 12, 0]);
  const names = JSON.stringify(['apps/api/src/a.ts', 'apps/api/src/b.ts']);
  if (withLines)
    await writeFile(join(folder, LINES), Buffer.concat([Buffer.from(`${names}\n`), Buffer.from(places.buffer)]));
  nameSources(folder);
  loadBundle(folder);
  return (globalThis.thrown.stack ?? '').split('\n');
}

test('a stack names the source of a line, with the function, and the bundle where a line has none', async () => {
  const [head, inside, outside, ...others] = await run(
    '// first line\nfunction inside() { globalThis.thrown = new TypeError("as said"); }\ninside();',
  );
  expect(head).toBe('TypeError: as said');
  expect(inside).toBe('    at inside (apps/api/src/b.ts:12)');
  expect(outside).toContain(`${BUNDLE}:3:1`);
  expect(others.join('\n')).toContain('name-sources.test.ts');
});

test('what Node throws keeps its code', async () => {
  const [head] = await run('// first\ntry { new URL("no address"); } catch (error) { globalThis.thrown = error; }');
  expect(head).toBe('TypeError [ERR_INVALID_URL]: Invalid URL');
});

test('without the file of places a stack names the bundle', async () => {
  const [, inside] = await run('// first\nglobalThis.thrown = new Error("x");', { withLines: false });
  expect(inside).toContain(`${BUNDLE}:2:`);
});
