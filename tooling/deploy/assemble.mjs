/**
 * `node tooling/deploy/assemble.mjs FOLDER` lays out what is needed to serve and nothing else: the built API, console and
 * widget, and their production dependencies. Install and build first. The Dockerfile runs it, and so does whoever installs by
 * hand; the folder can be moved, and is read-only to the server.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installEnvironment, pnpmCommand } from '../bootstrap/install.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SERVER = 'apps/api';

/** Never asked for at run time: types, maps, tests. */
const DEAD_FILE = /\.(map|d\.[cm]?ts|tsbuildinfo)$|\.(test|bench)\.js$/;
/** Of the built API the program in one file, what loads it, and the SQL of the migrations. The modules it was made of stay behind. */
const SERVED = [
  /^main\.js$/,
  /^launch(\/|$)/,
  /^chatku\.(cjs|cache|lines)$/,
  /^platform(\/database(\/migrations(\/.*)?)?)?$/,
];
/** Optional companions of libraries that are there for building only. */
const COMPILERS = /^(typescript|node-gyp)@/;
/** What compiling the SQLite driver leaves behind, beside the one file that is loaded. */
const SQLITE_LEFTOVERS = ['deps', 'src', 'build/Release/obj', 'build/Release/obj.target', 'build/Release/.deps'];

/**
 * The rooms the server needs, itself among them: its workspace dependencies, and theirs.
 *
 * @param {string} root
 * @returns {string[]} paths from the root
 */
export function roomsToServe(root) {
  const byName = new Map(
    ['apps', 'packages'].flatMap((parent) =>
      readdirSync(join(root, parent))
        .filter((name) => existsSync(join(root, parent, name, 'package.json')))
        .map((name) => {
          const manifest = JSON.parse(readFileSync(join(root, parent, name, 'package.json'), 'utf8'));
          return /** @type {const} */ ([manifest.name, { path: `${parent}/${name}`, manifest }]);
        }),
    ),
  );
  const found = /** @type {Set<string>} */ (new Set());
  const add = (/** @type {string} */ name) => {
    const room = byName.get(name);
    if (room === undefined || found.has(room.path)) return;
    found.add(room.path);
    for (const dependency of Object.keys(room.manifest.dependencies ?? {})) add(dependency);
  };
  add('@chatku/api');
  return [...found].sort();
}

/**
 * Fills an empty or missing folder.
 *
 * @param {string} folder
 * @throws {Error} when the folder holds something, or a room has not been built
 */
export function assemble(folder) {
  const out = resolve(folder);
  if (existsSync(out) && readdirSync(out).length > 0) throw new Error(`${out} is not empty.`);
  mkdirSync(out, { recursive: true });
  const rooms = roomsToServe(ROOT);
  for (const room of rooms) {
    const dist = join(ROOT, room, 'dist');
    if (!existsSync(dist)) throw new Error(`${room} has not been built.`);
    cpSync(dist, join(out, room, 'dist'), {
      recursive: true,
      filter: (path) => !DEAD_FILE.test(path) && (room !== SERVER || isServed(relative(dist, path))),
    });
    cpSync(join(ROOT, room, 'package.json'), join(out, room, 'package.json'));
  }
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', 'LICENSE']) {
    cpSync(join(ROOT, file), join(out, file));
  }
  installProduction(out);
  prune(out);
  const program = join(out, SERVER, 'dist/main.js');
  chmodSync(program, 0o755);
}

/** @param {string} path in the folder of the built API */
function isServed(path) {
  return path === '' || SERVED.some((kind) => kind.test(path.split(sep).join('/')));
}

/** @param {string} out */
function installProduction(out) {
  const install = ['install', '--prod', '--frozen-lockfile', '--prefer-offline', '--filter', '@chatku/api...'];
  // Copied, since a hard link would hand a change of owner or mode on to pnpm's store.
  const { command, args } = pnpmCommand(ROOT, [...install, '--package-import-method=copy']);
  execFileSync(command, args, {
    cwd: out,
    env: { ...installEnvironment(process.env), CI: 'true' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** @param {string} out */
function prune(out) {
  const store = join(out, 'node_modules/.pnpm');
  const sqlite = readdirSync(store).find((name) => /^sqlite3@/.test(name));
  if (sqlite === undefined) throw new Error('The SQLite driver was not installed.');
  for (const name of readdirSync(store).filter((entry) => COMPILERS.test(entry))) {
    rmSync(join(store, name), { recursive: true, force: true });
  }
  for (const leftover of SQLITE_LEFTOVERS) {
    rmSync(join(store, sqlite, 'node_modules/sqlite3', leftover), { recursive: true, force: true });
  }
  for (const entry of readdirSync(store, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && DEAD_FILE.test(entry.name)) rmSync(join(entry.parentPath, entry.name));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...rest] = process.argv.slice(2);
  if (folder === undefined || rest.length > 0) {
    process.stderr.write('Usage: node tooling/deploy/assemble.mjs FOLDER\n');
    process.exit(64);
  }
  assemble(folder);
}
