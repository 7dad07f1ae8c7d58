/** What is held against the repository before its tests are run. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listRooms } from '../bootstrap/workspace.mjs';

/**
 * @typedef {object} Check
 * @property {string} title
 * @property {string} [command] what to run; missing where the check has failed before anything could be run
 * @property {string[]} args
 * @property {string} cwd
 * @property {string} [mistake] why nothing can be run
 */

/**
 * A script of a room's package.json, run by npm: it knows where the programs lie, and pnpm need not be installed.
 *
 * @param {string} title
 * @param {import('../bootstrap/workspace.mjs').Room} room
 * @param {string} script
 * @returns {Check}
 */
function script(title, room, script) {
  return { title, command: 'npm', args: ['run', '--silent', script], cwd: room.folder };
}

/**
 * Every check, in the order in which they are cheapest to mend.
 *
 * @param {string} root
 * @returns {Check[]}
 */
export function listChecks(root) {
  const biome = dirname(createRequire(join(root, 'package.json')).resolve('@biomejs/biome/package.json'));
  /** @type {Check[]} */
  const checks = [
    {
      title: 'format and lint',
      command: process.execPath,
      args: [join(biome, 'bin', 'biome'), 'check', '.'],
      cwd: root,
    },
    { title: 'import law', command: process.execPath, args: ['tooling/import-law/check.mjs'], cwd: root },
  ];
  for (const room of listRooms(root)) {
    const title = `types of ${room.name}`;
    if (room.manifest.scripts?.typecheck !== undefined) checks.push(script(title, room, 'typecheck'));
    else if (existsSync(join(room.folder, 'tsconfig.json'))) {
      checks.push({
        title,
        args: [],
        cwd: room.folder,
        mistake: `${room.path} has a tsconfig.json but no script "typecheck".`,
      });
    }
  }
  for (const room of listRooms(root)) {
    const title = `generated files of ${room.name}`;
    const scripts = room.manifest.scripts ?? {};
    if (scripts['generate:check'] !== undefined) checks.push(script(title, room, 'generate:check'));
    else if (scripts.generate !== undefined) {
      const mistake = `${room.path} has a script "generate" but none "generate:check" that sees whether its files are up to date.`;
      checks.push({ title, args: [], cwd: room.folder, mistake });
    }
  }
  return checks;
}
