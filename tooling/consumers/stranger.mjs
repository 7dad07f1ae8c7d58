/**
 * Consumes our packages as somebody else would: from their tarballs, in an empty project outside of this repository, with
 * npm. Nothing of the workspace is in reach there, so what was forgotten in `files`, `exports` or `dependencies` is missed.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pnpmCommand } from '../bootstrap/install.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';

const run = promisify(execFile);
const WINDOWS = process.platform === 'win32';
const PROGRAMS = fileURLToPath(new URL('./programs/', import.meta.url));
const TSC = join(dirname(createRequire(join(ROOT, 'package.json')).resolve('typescript/package.json')), 'bin', 'tsc');

/**
 * The environment without what `npm test` has put in it: a nested npm would take this repository for its own project.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function cleanEnvironment() {
  const inherited = /^(npm_package_|npm_lifecycle_|npm_config_local_prefix|npm_command|INIT_CWD|NODE_OPTIONS|VITEST)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
}

/**
 * Runs a program; what it wrote is part of the error when it fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>}
 */
async function call(command, args, cwd) {
  try {
    const { stdout } = await run(command, args, {
      cwd,
      env: cleanEnvironment(),
      shell: WINDOWS && command !== process.execPath,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}

/**
 * @typedef {object} Conditions the paths of one door
 * @property {string} [types]
 * @property {string} [import]
 */

/**
 * @typedef {object} Tarball
 * @property {string} file
 * @property {string[]} contents paths inside the package
 */

/**
 * Packs a room with pnpm, which writes the real version in place of `workspace:*`, as publishing would.
 *
 * @param {string} room the folder's name in packages
 * @param {string} target where to put it
 * @returns {Promise<Tarball>}
 */
export async function pack(room, target) {
  const { command, args } = pnpmCommand(ROOT, ['pack', '--json', '--pack-destination', target]);
  const output = await call(command, args, join(ROOT, 'packages', room));
  const { filename, files } = JSON.parse(output.slice(output.indexOf('{')));
  return { file: filename, contents: files.map((/** @type {{ path: string }} */ { path }) => path) };
}

/**
 * @typedef {object} Stranger an empty project with our packages installed
 * @property {string} folder
 * @property {(packageName: string) => Record<string, unknown> & { exports: Record<string, Conditions> }} manifestOf
 * @property {(moduleResolution: 'NodeNext' | 'Bundler') => Promise<void>} typeCheck throws with what the compiler says
 * @property {() => Promise<string>} runProgram what the compiled program wrote
 * @property {(code: string) => Promise<string>} evaluate what a line of JavaScript wrote
 * @property {() => void} remove
 */

/**
 * Makes the project: one program, our tarballs, and what they depend on from the registry.
 *
 * @param {object} options
 * @param {string} options.program the file in `programs`
 * @param {string[]} options.rooms
 * @param {string[]} [options.lib] what the program's surroundings offer: nothing but the language, unless a browser is meant
 * @returns {Promise<Stranger & { tarballs: Record<string, Tarball> }>}
 */
export async function becomeStranger({ program, rooms, lib = ['ES2023'] }) {
  const folder = mkdtempSync(join(tmpdir(), 'chatku-stranger-'));
  const shelf = join(folder, 'tarballs');
  mkdirSync(shelf);
  /** @type {Record<string, Tarball>} */
  const tarballs = {};
  for (const room of rooms) tarballs[room] = await pack(room, shelf);

  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }));
  cpSync(join(PROGRAMS, program), join(folder, 'program.ts'));
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
  await call('npm', ['install', ...flags, ...readdirSync(shelf).map((name) => join(shelf, name))], folder);

  // Our own declarations are checked too (skipLibCheck off), under the strictest settings a stranger may have.
  const compilerOptions = {
    target: 'ES2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    lib,
    types: [],
  };
  const resolutions = { NodeNext: { module: 'NodeNext', outDir: 'out' }, Bundler: { module: 'ESNext', noEmit: true } };
  for (const [moduleResolution, more] of Object.entries(resolutions)) {
    const config = { compilerOptions: { ...compilerOptions, moduleResolution, ...more }, files: ['program.ts'] };
    writeFileSync(join(folder, `tsconfig.${moduleResolution}.json`), JSON.stringify(config));
  }
  return {
    folder,
    tarballs,
    manifestOf: (name) => JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')),
    typeCheck: async (moduleResolution) => {
      await call(process.execPath, [TSC, '-p', `tsconfig.${moduleResolution}.json`], folder);
    },
    runProgram: () => call(process.execPath, ['out/program.js'], folder),
    evaluate: (code) => call(process.execPath, ['--eval', code], folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
