/** Reads a tree and says where it breaks the law. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { ROOT } from '../bootstrap/workspace.mjs';
import { CATCH_ALL_FOLDERS, law } from './law.mjs';

const NOT_OURS = '(^|/)(node_modules|dist|coverage|\\.turbo)(/|$)';

/**
 * @typedef {object} Violation
 * @property {string} rule
 * @property {string} from a file or folder, from the root
 * @property {string} to what it imports or names
 */

/**
 * @typedef {object} Findings
 * @property {number} modules how many files were read; none means that nothing was examined
 * @property {Violation[]} violations
 */

/**
 * Every import of the tree, held against the law.
 *
 * @param {string} root
 * @returns {Promise<Findings>}
 */
export async function examineImports(root) {
  const floors = ['apps', 'packages'].filter((floor) => existsSync(join(root, floor)));
  const { output } = await cruise(
    floors,
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: law },
      // Seen as an edge, but not entered: what others import is their affair, and what is built repeats what is not.
      doNotFollow: { path: NOT_OURS },
      // What the console shows a website to paste is no room of the house: its imports are the website's.
      exclude: { path: '(^|/)(dist|coverage|\\.turbo)/|^apps/console/installs/[^/]+/' },
      // `import type` is an import: a room that only knows another's types still knows it.
      tsPreCompilationDeps: true,
    },
    {
      // The condition "source" leads from a package's name to its sources; by way of dist, which is left out, the edge
      // would vanish without a word.
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'],
    },
  );
  if (typeof output === 'string') throw new Error('dependency-cruiser gave a text where a result was expected');
  const ours = output.modules.filter(({ source }) => !new RegExp(NOT_OURS).test(source) && /\.[cm]?tsx?$/.test(source));
  return {
    modules: ours.length,
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

/**
 * Folders whose name is refused.
 *
 * @param {string} root
 * @returns {Violation[]}
 */
export function examineFolders(root) {
  /** @type {Violation[]} */
  const violations = [];
  /** @param {string} path */
  const enter = (path) => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const inside = `${path}/${entry.name}`;
      if (!entry.isDirectory() || new RegExp(NOT_OURS).test(inside)) continue;
      if (CATCH_ALL_FOLDERS.includes(entry.name)) {
        violations.push({ rule: 'no-catch-all-folders', from: inside, to: entry.name });
      }
      enter(inside);
    }
  };
  for (const floor of ['apps', 'packages', 'tooling']) if (existsSync(join(root, floor))) enter(floor);
  return violations;
}

/**
 * Names that pure rooms may not use, found by the linter: the rule itself is an override in biome.json.
 *
 * @param {string} root its own biome.json is used
 * @returns {Violation[]}
 */
export function examineNames(root) {
  const rooms = ['schemas', 'crypto', 'flow']
    .map((room) => `packages/${room}/src`)
    .filter((path) => existsSync(join(root, path)));
  const biome = join(
    dirname(createRequire(join(ROOT, 'package.json')).resolve('@biomejs/biome/package.json')),
    'bin',
    'biome',
  );
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      biome,
      'lint',
      '--reporter=json',
      '--max-diagnostics=none',
      '--only=style/noRestrictedGlobals',
      '--only=nursery/noJsRestrictedProperties',
      ...rooms,
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  /** @type {{ summary: { unchanged: number, changed: number }, diagnostics: { message: string | { content: string }[], location: { path: string | { file: string } } }[] }} */
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new Error(`The linter gave no report:\n${stderr}`);
  }
  if (report.summary.unchanged + report.summary.changed === 0)
    throw new Error('The linter read no file of the pure rooms.');
  return report.diagnostics.map(({ message, location }) => ({
    rule: 'pure-rooms-name-no-surroundings',
    from: typeof location.path === 'string' ? location.path : location.path.file,
    to: (typeof message === 'string' ? message : message.map(({ content }) => content).join('')).replace(
      /^Do not use (the global variable )?/,
      '',
    ),
  }));
}

/**
 * All of it.
 *
 * @param {string} root
 * @returns {Promise<Findings>}
 * @throws {Error} when nothing was examined, which must never look like a tree in order
 */
export async function examine(root) {
  const { modules, violations } = await examineImports(root);
  if (modules === 0) throw new Error('No module was examined: dependency-cruiser found none that it can read.');
  return { modules, violations: [...violations, ...examineFolders(root), ...examineNames(root)] };
}
