/**
 * A child of `bundle.mjs`: starts the built server in a data folder of its own, writes what V8 has compiled until it was ready, and
 * ends. What a start needs is in it, and nothing else takes memory.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CODE_CACHE, codeCacheOf, loadBundle } from '../dist/launch/load-bundle.js';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'chatku-build-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const name of Object.keys(process.env))
  if (!['PATH', 'TMPDIR', 'TEMP', 'TMP'].includes(name)) delete process.env[name];
Object.assign(process.env, { PORT: '0', CHATKU_DATA_DIR: folder });
process.argv.splice(2, Infinity, 'serve');

// The server tells its parent when it is ready; here it is heard by the process itself.
process.send = () => {
  setImmediate(() => {
    writeFileSync(join(DIST, CODE_CACHE), codeCacheOf(DIST, script));
    // The program keeps what it writes to its own user; this is read by whoever starts it.
    chmodSync(join(DIST, CODE_CACHE), 0o644);
    process.kill(process.pid, 'SIGTERM');
  });
  return true;
};
const script = loadBundle(DIST);
