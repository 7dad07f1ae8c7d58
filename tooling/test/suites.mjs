/** Which test suites there are: every room must have one, so that none can be lost without a word. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listRooms } from '../bootstrap/workspace.mjs';

const CONFIGS = ['vitest.config.ts', 'vitest.config.mts', 'vitest.config.mjs'];

/** Suites of tooling that start no browser. The others there run the whole product, or a part of it, in one. */
const WITHOUT_BROWSER = ['chaos', 'deploy', 'import-law', 'samples'];

/** The end-to-end suite comes last: what it would find wrong is found faster, and more precisely, before it. */
const LAST = 'e2e';

/**
 * @typedef {object} Suite
 * @property {string} name what to type after `npm test --`
 * @property {string} path from the root
 * @property {string} folder absolute
 * @property {string | undefined} config the file's name; undefined where a room has none, which is a failure
 * @property {boolean} needsBrowser
 * @property {string} [needsVariable] the variable of the environment that names what the suite runs on
 * @property {readonly string[]} [without] variables that the suite must not see
 */

/** Names where databases may be made, for the run on Postgres. */
const POSTGRES = 'CHATKU_TEST_DATABASE_URL';

/**
 * @param {string} folder
 * @returns {string | undefined}
 */
function configIn(folder) {
  return CONFIGS.find((name) => existsSync(join(folder, name)));
}

/**
 * Every suite, in the order they run.
 *
 * @param {string} root
 * @returns {Suite[]}
 */
export function listSuites(root) {
  /** @type {Suite[]} */
  const suites = [];
  for (const { name, path, folder, manifest } of listRooms(root)) {
    const needs = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const needsBrowser = path !== 'tooling' && needs.some((dependency) => dependency.includes('playwright'));
    const suite = { name, path, folder, config: configIn(folder), needsBrowser };
    // The API's tests run on either engine, as a person would choose it.
    if (path === 'apps/api') {
      suites.push({ ...suite, without: [POSTGRES] }, { ...suite, name: `${name}-postgres`, needsVariable: POSTGRES });
    } else suites.push(suite);
  }
  const tooling = join(root, 'tooling');
  if (existsSync(tooling)) {
    for (const name of readdirSync(tooling).sort()) {
      const folder = join(tooling, name);
      const config = name === 'node_modules' ? undefined : configIn(folder);
      if (config === undefined) continue;
      suites.push({ name, path: `tooling/${name}`, folder, config, needsBrowser: !WITHOUT_BROWSER.includes(name) });
    }
  }
  return [...suites.filter(({ name }) => name !== LAST), ...suites.filter(({ name }) => name === LAST)];
}

/**
 * The suites a person asked for by name; all of them where none is named.
 *
 * @param {Suite[]} suites
 * @param {string[]} names
 * @returns {Suite[]}
 * @throws {Error} naming what there is, when a name is unknown
 */
export function chooseSuites(suites, names) {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `No suite is called ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}.`,
    );
  }
  return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name));
}
