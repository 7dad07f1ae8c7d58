/** Packages as the API has them: the benchmarks have none of their own. */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../bootstrap/workspace.mjs';

/**
 * Loads a package.
 *
 * @param {string} name
 * @param {string} [file] within it; its entry file unless told
 * @returns {Promise<any>}
 */
export function apiPackage(name, file) {
  const folder = realpathSync(join(ROOT, 'apps', 'api', 'node_modules', name));
  const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return import(pathToFileURL(join(folder, file ?? main)).href);
}
