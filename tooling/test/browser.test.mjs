import { expect, test } from 'vitest';
import { TaskFailed } from '../bootstrap/task.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { ensureChromium, findChromium } from './browser.mjs';

/** @param {Partial<Parameters<typeof findChromium>[0]> & { files?: string[], folders?: Record<string, string[]> }} [options] */
function machine({ files = [], folders = {}, ...rest } = {}) {
  return {
    platform: /** @type {NodeJS.Platform} */ ('linux'),
    env: {},
    home: '/home/siti',
    exists: (/** @type {string} */ path) => files.includes(path),
    list: (/** @type {string} */ folder) => folders[folder] ?? [],
    starts: () => true,
    ...rest,
  };
}

/** @param {(title: string) => void} effect */
function context(effect) {
  const never = new AbortController().signal;
  /** @type {string[]} */
  const said = [];
  /** @type {string[]} */
  const ran = [];
  return {
    said,
    ran,
    root: ROOT,
    terminal: { say: (line = '') => void said.push(line), begin: () => ({ detail() {}, done() {}, failed() {} }) },
    stopping: { asked: never, forced: never },
    run: async (/** @type {import('../bootstrap/task.mjs').Task} */ task) => {
      ran.push([task.command === process.execPath ? 'node' : task.command, ...task.args.slice(-1)].join(' '));
      effect(task.title);
      return '';
    },
  };
}

test('the browser named in the environment is used before any other', () => {
  const both = machine({ files: ['/opt/mine', '/usr/bin/chromium'], env: { CHATKU_CHROMIUM: '/opt/mine' } });
  expect(findChromium(both)).toBe('/opt/mine');
});

test('a named browser that is not there is an error, not a reason to take another', () => {
  const wrong = machine({ files: ['/usr/bin/chromium'], env: { CHATKU_CHROMIUM: '/opt/typo' } });
  expect(() => findChromium(wrong)).toThrow('/opt/typo');
});

test('a program that only pretends to be a browser is passed over', () => {
  const ubuntu = machine({
    files: ['/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    starts: (file) => file !== '/usr/bin/chromium-browser',
  });
  expect(findChromium(ubuntu)).toBe('/usr/bin/google-chrome');
});

test.each([
  ['linux', {}, '/home/siti/.cache/ms-playwright', 'chrome-linux64/chrome'],
  ['linux', { PLAYWRIGHT_BROWSERS_PATH: '/browsers' }, '/browsers', 'chrome-linux/chrome'],
  [
    'darwin',
    {},
    '/home/siti/Library/Caches/ms-playwright',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ],
])("the newest of Playwright's downloads is found on %s", (platform, env, cache, program) => {
  const files = ['chromium-999', 'chromium-1200'].map((folder) => `${cache}/${folder}/${program}`);
  const folders = { [cache]: ['chromium-999', 'chromium-1200', 'ffmpeg-1011', 'firefox-1500'] };
  expect(findChromium(machine({ platform: /** @type {NodeJS.Platform} */ (platform), env, files, folders }))).toBe(
    files[1],
  );
});

test('nothing found is said as undefined', () => {
  expect(findChromium(machine())).toBeUndefined();
});

test('root on Debian gets the one of the distribution, and is told so', async () => {
  /** @type {string[]} */
  const files = ['/usr/bin/apt-get'];
  const stage = context((title) => title === 'Installing chromium' && files.push('/usr/bin/chromium'));
  expect(await ensureChromium({ ...stage, machine: machine({ files }), isRoot: true })).toBe('/usr/bin/chromium');
  expect(stage.ran).toEqual(['apt-get update', 'apt-get chromium']);
  expect(stage.said[0]).toContain('apt-get');
});

test("everyone else gets Playwright's download, and is told so", async () => {
  const cache = '/home/siti/.cache/ms-playwright';
  /** @type {Record<string, string[]>} */
  const folders = {};
  const files = ['/usr/bin/apt-get', `${cache}/chromium-1200/chrome-linux/chrome`];
  const stage = context(() => {
    folders[cache] = ['chromium-1200'];
  });
  expect(await ensureChromium({ ...stage, machine: machine({ files, folders }), isRoot: false })).toBe(files[1]);
  expect(stage.ran).toEqual(['node chromium']);
  expect(stage.said[0]).toContain('Playwright');
});

test('where neither way works the person is told what to do', async () => {
  const stage = context((title) => {
    throw new TaskFailed(title, 1, '');
  });
  const nothing = ensureChromium({ ...stage, machine: machine({ files: ['/usr/bin/apt-get'] }), isRoot: true });
  await expect(nothing).rejects.toThrow(/CHATKU_CHROMIUM=[\s\S]*CHATKU_SKIP_BROWSER=1/);
  expect(stage.ran).toHaveLength(3);
});
