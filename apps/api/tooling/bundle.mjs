/**
 * Makes one file of the built API: `dist/chatku.cjs`, with what says where each of its lines comes from and with V8's code cache.
 * The last step of `build`. What stays outside: native code, files that are served or executed as they are (migrations, console,
 * widget, Swagger UI), and optional companions of libraries, which nobody has installed.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { BUNDLE, CODE_CACHE } from '../dist/launch/load-bundle.js';
import { LINES } from '../dist/launch/name-sources.js';
import { LEFT_OUT, PATCHES } from './bundle-exceptions.mjs';
import { placesOf } from './line-places.mjs';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const forward = (/** @type {string} */ path) => path.split(sep).join('/');

/**
 * Compiled files with the map of their compiler, so that lines are those of the TypeScript; and each with the address it has when it
 * is a file of its own: what it looks for beside itself, or on the way up, is found.
 */
const ownFiles = {
  name: 'own-files',
  load: {
    filter: { id: /[\\/](apps|packages)[\\/]\w+[\\/]dist[\\/].*\.js$/ },
    handler(/** @type {string} */ id) {
      const map = existsSync(`${id}.map`) ? JSON.parse(readFileSync(`${id}.map`, 'utf8')) : null;
      const address = `new URL(${JSON.stringify(forward(relative(DIST, id)))}, chatkuAddress).href`;
      return { code: readFileSync(id, 'utf8').replaceAll('import.meta.url', address), map };
    },
  },
};

/** What libraries look for on the disk by other means than `import`; a change of theirs stops the build. */
const patches = {
  name: 'patches',
  transform: {
    filter: { id: PATCHES.map(({ file }) => file) },
    handler(/** @type {string} */ code, /** @type {string} */ id) {
      const { from, to } = /** @type {(typeof PATCHES)[number]} */ (PATCHES.find(({ file }) => file.test(id)));
      const changed = code.replace(from, /** @type {string} */ (to));
      if (changed === code) throw new Error(`${id} has changed: look at bundle-exceptions.mjs.`);
      applied.add(from);
      return { code: changed, map: null };
    },
  },
};
const applied = new Set();

/** Where the digest of the program goes, by which its code cache knows it. */
const NO_DIGEST = '0'.repeat(64);

/** As Node wraps a module. */
const WRAPPER = {
  head: "(function (exports, require, module, __filename, __dirname) { const chatkuAddress = require('node:url').pathToFileURL(__filename).href; ",
  foot: '})',
};

/** @returns {Promise<void>} */
async function writeBundle() {
  const bundle = await rolldown({
    input: join(DIST, 'chatku.js'),
    platform: 'node',
    external: [/^node:/, ...builtinModules, ...LEFT_OUT.map((name) => new RegExp(`^${name}(/|$)`))],
    plugins: [ownFiles, patches],
    onLog(level, log, print) {
      // What is not installed must be on the list: else a library's file would be missing, and be missed at run time only.
      if (log.code === 'UNRESOLVED_IMPORT') throw new Error(log.message);
      if (log.code !== 'EVAL' && log.code !== 'COMMONJS_VARIABLE_IN_ESM') print(level, log);
    },
  });
  const { output } = await bundle.generate({
    format: 'cjs',
    // One file, in which what is imported later is made ready later.
    codeSplitting: false,
    dynamicImportInCjs: false,
    // Classes go by their names: Nest's providers, the operations of the OpenAPI document, errors in the log.
    keepNames: true,
    comments: { legal: true, annotation: false, jsdoc: false },
    sourcemap: 'hidden',
  });
  await bundle.close();
  const [{ code, map }, ...more] = /** @type {import('rolldown').OutputChunk[]} */ (
    output.filter(({ type }) => type === 'chunk')
  );
  if (more.length > 0) throw new Error('The bundle is more than one file.');
  const missed = PATCHES.filter(({ from }) => !applied.has(from));
  if (missed.length > 0) throw new Error(`Nothing is like ${missed[0]?.file} any more: look at bundle-exceptions.mjs.`);
  // One byte a character: half the memory, and no decoding at the start.
  const ascii = code.replace(/[^\0-\x7f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const wrapped = `// ${NO_DIGEST}\n${WRAPPER.head}${ascii}\n${WRAPPER.foot}\n`;
  put(BUNDLE, wrapped.replace(NO_DIGEST, createHash('sha256').update(wrapped).digest('hex')));
  const mappings = `;${map.mappings}`;
  put(
    LINES,
    placesOf({ ...map, mappings }, (source) => forward(relative(ROOT, join(DIST, source)))),
  );
}

/**
 * Writes a file whole or not at all: a server that is started again while this runs finds the former program or this one.
 *
 * @param {string} file
 * @param {string | Uint8Array} content
 */
function put(file, content) {
  const made = join(DIST, `${file}.new`);
  writeFileSync(made, content);
  renameSync(made, join(DIST, file));
}

/** A server that is not ready by then never will be. */
const READY_WITHIN_MS = 120_000;

/** Runs the program until it serves, in a process of its own, which then writes what V8 has compiled. */
function writeCodeCache() {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./code-cache.mjs', import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      timeout: READY_WITHIN_MS,
      killSignal: 'SIGKILL',
    });
    child.once('exit', (code, signal) => {
      if (code === 0 && existsSync(join(DIST, CODE_CACHE))) resolve(undefined);
      else reject(new Error(`The built server did not start (${signal ?? `exit code ${code}`}).`));
    });
  });
}

// That of another program is of no use, and is seen to be; gone, it cannot be taken for the one that is made below.
rmSync(join(DIST, CODE_CACHE), { force: true });
await writeBundle();
await writeCodeCache();
