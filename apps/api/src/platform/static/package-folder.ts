import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of an installed package, found as Node finds it: the nearest `node_modules` on the way up. (Its exports
 * cannot be asked: they name modules, not the files we serve, and nothing at all before the package is built.)
 *
 * @throws when it is not installed.
 */
export function packageFolder(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`The package ${name} is not installed.`);
    folder = parent;
  }
}
