import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runSuite } from './run-suite.mjs';

const GOOD = "import { test } from 'vitest';\ntest('good', () => {});\n";
const BAD = "import { test } from 'vitest';\ntest('good', () => {});\ntest('bad', () => { throw new Error('no'); });\n";

/** @type {string} */
let folder;

/** @param {string} path @param {string} content */
function write(path, content) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/**
 * @param {Partial<import('./suites.mjs').Suite>} [changes]
 * @param {boolean} [skipBrowser]
 * @param {Record<string, string>} [given]
 */
function run(changes = {}, skipBrowser = false, given = {}) {
  const never = new AbortController().signal;
  const suite = {
    name: 'room',
    path: 'packages/room',
    folder,
    config: 'vitest.config.mjs',
    needsBrowser: false,
    ...changes,
  };
  const env = {
    ...process.env,
    CHATKU_REQUIRE_ENGINES: '',
    ...(skipBrowser ? { CHATKU_SKIP_BROWSER: '1' } : {}),
    ...given,
  };
  return runSuite(suite, { env, skipBrowser, stopping: { asked: never, forced: never }, onOutput: () => {} });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chatku-room-'));
  const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(vitest, join(folder, 'node_modules', 'vitest'), 'junction');
  write('package.json', '{ "type": "module" }');
  write('vitest.config.mjs', 'export default {};');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('passed and failed tests are counted by vitest itself', async () => {
  write('a.test.js', BAD);
  expect((await run()).tally).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('a room without a config has failed', async () => {
  expect((await run({ config: undefined })).tally.failed).toBe(1);
});

test('a suite whose engine is not there is left out aloud and counted, and is a failure where it is demanded', async () => {
  write('a.test.js', BAD);
  write('b.test.js', GOOD);
  const suite = { needsVariable: 'ROOM_ENGINE_URL' };
  const { tally, problems } = await run(suite);
  expect(tally).toEqual({ passed: 0, failed: 0, skipped: 2 });
  expect(problems).toEqual(['ROOM_ENGINE_URL is not set, so NONE of its tests ran: 2 test files left out']);
  expect((await run(suite, false, { CHATKU_REQUIRE_ENGINES: '1' })).tally).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  });
  expect((await run(suite, false, { ROOM_ENGINE_URL: 'x' })).tally).toEqual({ passed: 2, failed: 1, skipped: 0 });
});

test('a suite does not see what it must not', async () => {
  write(
    'a.test.js',
    "import { expect, test } from 'vitest';\ntest('x', () => expect(process.env.ROOM_ENGINE_URL).toBeUndefined());\n",
  );
  expect((await run({ without: ['ROOM_ENGINE_URL'] }, false, { ROOM_ENGINE_URL: 'x' })).tally.passed).toBe(1);
});

test('a suite whose config does not load has failed', async () => {
  write('a.test.js', GOOD);
  write('vitest.config.mjs', 'throw new Error("broken");');
  const { tally, problems } = await run();
  expect(tally.failed).toBe(1);
  expect(problems[0]).toContain('no report');
});

test('a suite without a test has failed', async () => {
  const { tally } = await run();
  expect(tally).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a suite that passes when it has no tests has failed all the same', async () => {
  write('vitest.config.mjs', 'export default { test: { passWithNoTests: true } };');
  expect((await run()).tally).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a test file that does not load has failed, and the others are counted', async () => {
  write('a.test.js', GOOD);
  write('b.test.js', "import './missing.js';\n");
  expect((await run()).tally).toEqual({ passed: 1, failed: 1, skipped: 0 });
});

test('an error that no test caught has failed the suite', async () => {
  write('a.test.js', `${GOOD}Promise.reject(new Error('nobody waits for me'));\n`);
  expect((await run()).tally).toMatchObject({ passed: 1, failed: 1 });
});

test('without a browser the files that need one are counted as skipped, and the rest still run', async () => {
  write('a.test.js', GOOD);
  write('b.browser.test.js', GOOD);
  const config = `const skip = process.env.CHATKU_SKIP_BROWSER === '1';
    export default { test: { exclude: skip ? ['**/*.browser.test.js', '**/node_modules/**'] : ['**/node_modules/**'] } };`;
  write('vitest.config.mjs', config);
  const { tally, problems } = await run({ needsBrowser: true }, true);
  expect(tally).toEqual({ passed: 1, failed: 0, skipped: 1 });
  expect(problems).toEqual(['1 test files left out: they need a browser']);
});

test('a suite that is all browser is left out whole and still counted', async () => {
  write('a.test.js', GOOD);
  write('b.test.js', GOOD);
  const config = `export default { test: { include: process.env.CHATKU_SKIP_BROWSER === '1' ? [] : ['*.test.js'] } };`;
  write('vitest.config.mjs', config);
  expect((await run({ needsBrowser: true }, true)).tally).toEqual({ passed: 0, failed: 0, skipped: 2 });
});
