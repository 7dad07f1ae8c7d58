/** Installing what package-lock of pnpm names, and nothing when that has been done. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fingerprintOfContents, readStamp, writeStamp } from './fingerprint.mjs';
import { runTask, TaskFailed } from './task.mjs';
import { listRooms, packageManagerOf } from './workspace.mjs';

/** Loads the SQLite driver as the API would: the one dependency that is compiled, and so the one that can be half there. */
const TRY_SQLITE = "require('node:module').createRequire(process.cwd() + '/apps/api/')('sqlite3')";

const LONG_INSTALL_MS = 15_000;

/**
 * The environment for pnpm and all it starts.
 *
 * pnpm does not hand npm's `nodedir` on, and node-gyp would try to download Node's headers although they lie beside Node.
 * `-O1` halves the time the compiler needs for SQLite and costs nothing that could be measured.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {{ nodeFile?: string, exists?: (path: string) => boolean }} [machine]
 * @returns {NodeJS.ProcessEnv}
 */
export function installEnvironment(env, { nodeFile = process.execPath, exists = existsSync } = {}) {
  const prefix = dirname(dirname(nodeFile));
  const headersBesideNode = exists(join(prefix, 'include', 'node', 'node.h'));
  return {
    ...(headersBesideNode ? { npm_config_nodedir: prefix } : {}),
    CFLAGS: '-O1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    ...env,
  };
}

/**
 * Arguments that run a pnpm command through npx.
 *
 * @param {string} root
 * @param {string[]} args
 * @returns {{ command: string, args: string[] }}
 */
export function pnpmCommand(root, args) {
  return { command: 'npx', args: ['-y', packageManagerOf(root), ...args] };
}

/**
 * What an installation depends on: the lockfile, every manifest, and the machine (a compiled driver fits one kind only).
 *
 * @param {string} root
 * @returns {string}
 */
function wantedInstallation(root) {
  const paths = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'];
  for (const room of listRooms(root)) paths.push(`${room.path}/package.json`);
  return fingerprintOfContents(root, paths, [process.platform, process.arch]);
}

/**
 * @param {string} root
 * @returns {boolean} whether every package that needs a node_modules folder has one
 */
function hasFolders(root) {
  return (
    existsSync(join(root, 'node_modules', '.modules.yaml')) &&
    listRooms(root).every(({ folder, manifest }) => {
      const needs = { ...manifest.dependencies, ...manifest.devDependencies };
      return Object.keys(needs).length === 0 || existsSync(join(folder, 'node_modules'));
    })
  );
}

/**
 * @param {number} elapsedMs
 * @returns {string | undefined}
 */
function hint(elapsedMs) {
  return elapsedMs < LONG_INSTALL_MS
    ? undefined
    : 'fetching packages and compiling the SQLite driver: up to three minutes on a new machine';
}

/**
 * Installs dependencies where they are not installed yet.
 *
 * @param {object} context
 * @param {string} context.root
 * @param {NodeJS.ProcessEnv} context.env
 * @param {import('./terminal.mjs').Terminal} context.terminal
 * @param {import('./stopping.mjs').Stopping} context.stopping
 * @param {typeof runTask} [context.run]
 * @returns {Promise<boolean>} whether anything had to be done
 * @throws {TaskFailed} when pnpm fails; its output has been shown
 */
export async function ensureInstalled({ root, env, terminal, stopping, run = runTask }) {
  const wanted = wantedInstallation(root);
  if (readStamp(root, 'install') === wanted && hasFolders(root)) return false;

  const taskEnv = installEnvironment(env);
  /** @param {string} title @param {string[]} args */
  const pnpm = (title, args) =>
    run({ title, ...pnpmCommand(root, args), cwd: root, env: taskEnv, hint }, { terminal, stopping });
  const sqliteLoads = () =>
    run(
      {
        title: 'Trying the SQLite driver',
        command: process.execPath,
        args: ['-e', TRY_SQLITE],
        cwd: root,
        env: taskEnv,
      },
      { terminal, stopping },
    );

  try {
    // Not asking before node_modules is replaced: there is nobody to answer in CI, and nothing of a person's lies in it.
    await pnpm('Installing packages', [
      'install',
      '--frozen-lockfile',
      '--reporter=append-only',
      '--config.confirmModulesPurge=false',
    ]);
    try {
      await sqliteLoads();
    } catch (error) {
      if (!(error instanceof TaskFailed)) throw error;
      // An installation that was interrupted while it compiled looks finished to pnpm.
      await pnpm('Compiling the SQLite driver again', ['rebuild', 'sqlite3']);
      await sqliteLoads();
    }
  } catch (error) {
    if (error instanceof TaskFailed && /gyp ERR|node-gyp|node_sqlite3/.test(error.output)) {
      terminal.say();
      terminal.say('The SQLite driver could not be compiled. It needs a C++ compiler, make and Python 3:');
      terminal.say('  Debian, Ubuntu   apt-get install -y build-essential python3');
      terminal.say('  Fedora           dnf install -y gcc-c++ make python3');
      terminal.say('  macOS            xcode-select --install');
    }
    throw error;
  }
  writeStamp(root, 'install', wanted);
  return true;
}
