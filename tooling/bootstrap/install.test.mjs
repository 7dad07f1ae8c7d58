import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, installEnvironment } from './install.mjs';
import { Interrupted } from './stopping.mjs';
import { TaskFailed } from './task.mjs';

/** @type {string} */
let root;
/** @type {string[]} */
let titles;
/** @type {string[]} */
let said;

/** @param {string} path @param {string | object} content */
function write(path, content) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

/** @param {(task: import('./task.mjs').Task) => void} [effect] */
function context(effect) {
  const never = new AbortController().signal;
  return {
    root,
    env: {},
    terminal: { say: (line = '') => void said.push(line), begin: () => ({ detail() {}, done() {}, failed() {} }) },
    stopping: { asked: never, forced: never },
    /** @param {import('./task.mjs').Task} task */
    run: async (task) => {
      titles.push(task.title);
      if (task.title === 'Installing packages') {
        write('node_modules/.modules.yaml', '');
        write('apps/api/node_modules/.here', '');
      }
      if (task.title === 'Building') write('apps/api/dist/main.js', 'built');
      effect?.(task);
      return '';
    },
  };
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chatku-install-'));
  titles = [];
  said = [];
  write('package.json', { packageManager: 'pnpm@0.0.0' });
  write('pnpm-lock.yaml', 'lock');
  write('apps/api/package.json', { name: 'api', dependencies: { sqlite3: '1' }, scripts: { build: 'tsc' } });
  write('apps/api/src/main.ts', 'first');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a second installation does nothing', async () => {
  expect(await ensureInstalled(context())).toBe(true);
  expect(titles).toEqual(['Installing packages', 'Trying the SQLite driver']);
  expect(await ensureInstalled(context())).toBe(false);
  expect(titles).toHaveLength(2);
});

test.each([
  ['the lockfile', 'pnpm-lock.yaml', 'other'],
  ['a manifest', 'apps/api/package.json', { name: 'api', dependencies: { sqlite3: '2' } }],
])('%s that changed is installed', async (_what, path, content) => {
  await ensureInstalled(context());
  write(path, content);
  expect(await ensureInstalled(context())).toBe(true);
});

test('a node_modules folder that was removed is installed again', async () => {
  await ensureInstalled(context());
  rmSync(join(root, 'apps/api/node_modules'), { recursive: true });
  expect(await ensureInstalled(context())).toBe(true);
  rmSync(join(root, 'node_modules'), { recursive: true });
  expect(await ensureInstalled(context())).toBe(true);
});

test('an installation that failed is not remembered as done', async () => {
  const fails = context(() => {
    throw new TaskFailed('Installing packages', 1, 'no network');
  });
  await expect(ensureInstalled(fails)).rejects.toThrow(TaskFailed);
  expect(await ensureInstalled(context())).toBe(true);
});

test('a driver left half compiled by an interrupted installation is compiled again', async () => {
  let tries = 0;
  const half = context((task) => {
    if (task.title === 'Trying the SQLite driver' && tries++ === 0) throw new TaskFailed(task.title, 1, 'no binding');
  });
  expect(await ensureInstalled(half)).toBe(true);
  expect(titles.slice(1)).toEqual([
    'Trying the SQLite driver',
    'Compiling the SQLite driver again',
    'Trying the SQLite driver',
  ]);
});

test('a missing compiler is named, with the command that installs one', async () => {
  const noCompiler = context((task) => {
    throw new TaskFailed(task.title, 1, 'gyp ERR! stack Error: not found: make');
  });
  await expect(ensureInstalled(noCompiler)).rejects.toThrow(TaskFailed);
  expect(said.join('\n')).toContain('apt-get install -y build-essential python3');
});

test('a signal during the installation is not taken for a driver that does not load', async () => {
  const stopped = context((task) => {
    if (task.title === 'Trying the SQLite driver') throw new Interrupted('SIGINT');
  });
  await expect(ensureInstalled(stopped)).rejects.toThrow(Interrupted);
  expect(titles).not.toContain('Compiling the SQLite driver again');
});

test('headers beside Node are used, and what the person has set is left alone', () => {
  const here = {
    nodeFile: '/opt/node/bin/node',
    exists: (/** @type {string} */ path) => path.startsWith('/opt/node/include'),
  };
  expect(installEnvironment({}, here)).toMatchObject({ npm_config_nodedir: '/opt/node', CFLAGS: '-O1' });
  expect(installEnvironment({ CFLAGS: '-O3', npm_config_nodedir: '/mine' }, here)).toMatchObject({
    npm_config_nodedir: '/mine',
    CFLAGS: '-O3',
  });
  expect(installEnvironment({}, { ...here, exists: () => false })).not.toHaveProperty('npm_config_nodedir');
});

test('a second build does nothing, outside of git too', async () => {
  expect(await ensureBuilt(context())).toBe(true);
  expect(await ensureBuilt(context())).toBe(false);
});

test.each([
  ['a source that changed', () => write('apps/api/src/main.ts', 'second')],
  ['a source that is new', () => write('apps/api/src/other.ts', '')],
  ['a source that is gone', () => rmSync(join(root, 'apps/api/src/main.ts'))],
  ['a built file that is gone', () => rmSync(join(root, 'apps/api/dist'), { recursive: true })],
  ['a built file that somebody else wrote', () => write('apps/api/dist/main.js', 'built elsewhere')],
])('%s is built', async (_what, change) => {
  await ensureBuilt(context());
  change();
  expect(await ensureBuilt(context())).toBe(true);
});

test('a source that was only touched and a test that changed are not built', async () => {
  write('apps/api/src/main.test.ts', 'one');
  await ensureBuilt(context());
  utimesSync(join(root, 'apps/api/src/main.ts'), new Date(0), new Date(0));
  write('apps/api/src/main.test.ts', 'two');
  expect(await ensureBuilt(context())).toBe(false);
});

test('a build that leaves nothing behind is an error, whatever its exit code', async () => {
  const empty = context(() => rmSync(join(root, 'apps/api/dist'), { recursive: true, force: true }));
  await expect(ensureBuilt(empty)).rejects.toThrow('apps/api');
});
