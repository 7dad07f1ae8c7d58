/**
 * Finds a Chromium for the tests that need a real browser, and gets one where there is none.
 *
 * As a program (`node tooling/test/browser.mjs`) it prints the path, having installed a browser if need be.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listenForStop } from '../bootstrap/stopping.mjs';
import { runTask, TaskFailed } from '../bootstrap/task.mjs';
import { createTerminal } from '../bootstrap/terminal.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';

const RUNS_AS_ROOT = process.getuid?.() === 0;

/**
 * Arguments for a Chromium that tests start: no calls home, and no sandbox for root, for whom it does not start otherwise.
 *
 * @type {readonly string[]}
 */
export const chromiumArgs = [
  ...(RUNS_AS_ROOT ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/**
 * @typedef {object} Machine what the search looks at; replaced in tests
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {string} home
 * @property {(path: string) => boolean} exists
 * @property {(folder: string) => string[]} list
 * @property {(file: string) => boolean} starts whether the program answers when asked for its version
 */

/** @type {Machine} */
const THIS_MACHINE = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  // Ubuntu's chromium-browser may be a script that only says "install the snap". On Windows the question opens a window.
  starts: (file) => process.platform === 'win32' || spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0,
};

/**
 * The usual places, in order of preference.
 *
 * @param {Machine} machine
 * @returns {string[]}
 */
function usualPlaces({ platform, env, home }) {
  if (platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', join(home, 'Applications')].map((base) => join(base, `${name}.app`, 'Contents', 'MacOS', name)),
    );
  }
  if (platform === 'win32') {
    const bases = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((base) => base !== undefined);
    const programs = ['Chromium', join('Google', 'Chrome'), join('Microsoft', 'Edge')];
    return programs.flatMap((program) =>
      bases.map((base) => join(base, program, 'Application', program.endsWith('Edge') ? 'msedge.exe' : 'chrome.exe')),
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
  return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) => names.map((name) => join(folder, name)));
}

/**
 * What Playwright has downloaded, newest first.
 *
 * @param {Machine} machine
 * @returns {string[]}
 */
function playwrightsPlaces({ platform, env, home, list }) {
  const caches = {
    darwin: join(home, 'Library', 'Caches', 'ms-playwright'),
    win32: join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'ms-playwright'),
  };
  const cache =
    env.PLAYWRIGHT_BROWSERS_PATH ||
    caches[/** @type {keyof typeof caches} */ (platform)] ||
    join(env.XDG_CACHE_HOME || join(home, '.cache'), 'ms-playwright');
  const revision = (/** @type {string} */ name) => Number(name.split('-').at(-1));
  const inFolder = [
    ['chrome-linux', 'chrome'],
    ['chrome-linux64', 'chrome'],
    ['chrome-win', 'chrome.exe'],
    ['chrome-win64', 'chrome.exe'],
    ...['chrome-mac', 'chrome-mac-arm64', 'chrome-mac-x64'].flatMap((folder) =>
      ['Chromium', 'Google Chrome for Testing'].map((name) => [folder, `${name}.app`, 'Contents', 'MacOS', name]),
    ),
  ];
  return list(cache)
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => revision(b) - revision(a))
    .flatMap((name) => inFolder.map((path) => join(cache, name, ...path)));
}

/**
 * The browser to test in: the one named in `CHATKU_CHROMIUM`, else the first that is there and starts.
 *
 * @param {Machine} [machine]
 * @returns {string | undefined} the path of the program
 * @throws {Error} when `CHATKU_CHROMIUM` names something that is not there
 */
export function findChromium(machine = THIS_MACHINE) {
  const named = machine.env.CHATKU_CHROMIUM;
  if (named) {
    if (machine.exists(named)) return named;
    throw new Error(
      `CHATKU_CHROMIUM names ${named}, where no file is. Correct it, or unset it to have a browser found.`,
    );
  }
  const places = [...usualPlaces(machine), ...playwrightsPlaces(machine)];
  return places.find((path) => machine.exists(path) && machine.starts(path));
}

/**
 * Playwright's own installer, of the version this repository tests with.
 *
 * @param {string} root
 * @returns {string} the path of its command-line program
 */
function playwrightProgram(root) {
  const manifest = createRequire(join(root, 'packages', 'crypto', 'package.json')).resolve('playwright/package.json');
  return join(dirname(manifest), 'cli.js');
}

/**
 * Finds a browser, or says how it gets one and gets it: from the distribution on Debian and Ubuntu as root, else by
 * Playwright's download.
 *
 * @param {object} context
 * @param {string} context.root
 * @param {import('../bootstrap/terminal.mjs').Terminal} context.terminal
 * @param {import('../bootstrap/stopping.mjs').Stopping} context.stopping
 * @param {typeof runTask} [context.run]
 * @param {Machine} [context.machine]
 * @param {boolean} [context.isRoot]
 * @returns {Promise<string>} the path of the program
 * @throws {Error} with what to do, when neither way brings one
 */
export async function ensureChromium(context) {
  const { root, terminal, stopping, run = runTask, machine = THIS_MACHINE, isRoot = RUNS_AS_ROOT } = context;
  const found = findChromium(machine);
  if (found !== undefined) return found;

  const env = { ...machine.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {string} title @param {string} command @param {string[]} args */
  const attempt = async (title, command, args) => {
    try {
      await run({ title, command, args, cwd: root, env }, { terminal, stopping });
      return true;
    } catch (error) {
      if (error instanceof TaskFailed) return false;
      throw error;
    }
  };

  if (machine.platform === 'linux' && isRoot && machine.exists('/usr/bin/apt-get')) {
    terminal.say('No browser found. Getting Chromium from the distribution (apt-get), which takes about a minute.');
    await attempt('Reading the list of packages', 'apt-get', ['update']);
    await attempt('Installing chromium', 'apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
    const installed = findChromium(machine);
    if (installed !== undefined) return installed;
  }
  terminal.say("No browser found. Getting Chromium by Playwright's download into its cache folder (about 170 MB).");
  await attempt('Downloading Chromium', process.execPath, [playwrightProgram(root), 'install', 'chromium']);
  const downloaded = findChromium(machine);
  if (downloaded !== undefined) return downloaded;
  throw new Error(
    'No browser could be had. Install Chromium or Chrome and name it: CHATKU_CHROMIUM=/path/to/chromium npm test\n' +
      '(CHATKU_SKIP_BROWSER=1 leaves the browser tests out; they are then counted as skipped.)',
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const terminal = createTerminal({ out: process.stderr });
  process.stdout.write(`${await ensureChromium({ root: ROOT, terminal, stopping: listenForStop() })}\n`);
}
