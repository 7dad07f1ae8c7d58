/** The rooms of the house, read from the disk: which packages there are and what each can do. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds this repository. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @typedef {object} Manifest the parts of a package.json that matter here
 * @property {string} name
 * @property {string} [packageManager]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 */

/**
 * @typedef {object} Room
 * @property {string} name the folder's name: `api`, `crypto`
 * @property {string} path from the root, with forward slashes: `apps/api`
 * @property {string} folder absolute
 * @property {Manifest} manifest
 */

/**
 * Reads a package.json.
 *
 * @param {string} folder
 * @returns {Manifest}
 */
export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/**
 * Every package of the workspace, in a fixed order: packages first, since apps are built from them.
 *
 * @param {string} [root]
 * @returns {Room[]}
 */
export function listRooms(root = ROOT) {
  const rooms = [];
  for (const floor of ['packages', 'apps']) {
    const floorFolder = join(root, floor);
    if (!existsSync(floorFolder)) continue;
    for (const name of readdirSync(floorFolder).sort()) {
      const folder = join(floorFolder, name);
      if (existsSync(join(folder, 'package.json'))) {
        rooms.push({ name, path: `${floor}/${name}`, folder, manifest: readManifest(folder) });
      }
    }
  }
  const tooling = join(root, 'tooling');
  if (existsSync(join(tooling, 'package.json'))) {
    rooms.push({ name: 'tooling', path: 'tooling', folder: tooling, manifest: readManifest(tooling) });
  }
  return rooms;
}

/**
 * The version of pnpm the repository asks for: `pnpm@12.21.0`. Fetched through npx, so that nothing need be installed.
 *
 * @param {string} [root]
 * @returns {string}
 */
export function packageManagerOf(root = ROOT) {
  const wanted = readManifest(root).packageManager;
  if (wanted === undefined) throw new Error('package.json names no packageManager');
  return wanted;
}
