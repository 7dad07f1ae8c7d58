/** The fastest SQLite binding that Node 20 has, installed when a benchmark wants it: no part of the product, nor of its first install. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { installEnvironment } from '../bootstrap/install.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';

/** Runs on Node 20; 13 does not. */
export const FASTEST_BINDING = { name: 'better-sqlite3', version: '12.9.0' };

const HOME = join(ROOT, 'node_modules', '.cache', 'chatku-bench', `${FASTEST_BINDING.name}-${FASTEST_BINDING.version}`);

/**
 * Installs the binding in the benchmarks' own folder, where it stays for the next run. Compiling takes about a minute.
 *
 * @returns {string} the folder of the package
 * @throws {Error} when it cannot be installed or loaded
 */
export function ensureFastestBinding() {
  const folder = join(HOME, 'node_modules', FASTEST_BINDING.name);
  if (!existsSync(join(folder, 'build', 'Release', 'better_sqlite3.node'))) {
    mkdirSync(HOME, { recursive: true });
    writeFileSync(join(HOME, 'package.json'), '{ "private": true }\n');
    const { name, version } = FASTEST_BINDING;
    const installed = spawnSync('npm', ['install', `${name}@${version}`, '--no-audit', '--no-fund'], {
      cwd: HOME,
      env: { ...installEnvironment(process.env), CFLAGS: '-O2' },
      encoding: 'utf8',
    });
    if (installed.status !== 0) {
      throw new Error(`${name} could not be installed for the floors:\n${installed.stderr?.slice(-2_000)}`);
    }
  }
  createRequire(import.meta.url)(folder);
  return folder;
}
