import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where Postgres's own programs lie, or null: on the path, or where Debian and Ubuntu put them. */
function postgresPrograms() {
  const versions = '/usr/lib/postgresql';
  const folders = existsSync(versions) ? readdirSync(versions).map((version) => join(versions, version, 'bin')) : [];
  const candidates = [...(process.env.PATH ?? '').split(':'), ...folders.sort().reverse()];
  return (
    candidates.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null
  );
}

/** Postgres refuses to run as root; then the user it was installed with is taken. */
function unprivileged() {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
  return { uid, gid };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts an empty Postgres in a temporary folder, ordered by bytes (LC_COLLATE C).
 *
 * @returns its address and a function that ends and removes it, or null where Postgres is not installed.
 */
export async function temporaryPostgres() {
  const programs = postgresPrograms();
  if (programs === null) return null;
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'chatku-postgres-'));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });
  const port = await freePort();
  const settings = [`listen_addresses=127.0.0.1`, `port=${port}`, `unix_socket_directories=${folder}`, 'fsync=off'];
  let server = await start(programs, data, settings, { ...user, cwd: folder });
  const pause = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
  };
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    /** Ends it as whoever restarts it would; its data stay. */
    pause,
    /** Starts it again on the same port. */
    resume: async () => {
      server = await start(programs, data, settings, { ...user, cwd: folder });
    },
    stop: async () => {
      if (server.exitCode === null) await pause();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the server and waits until it takes connections. */
async function start(programs, data, settings, options) {
  const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(join(programs, 'postgres'), args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`Postgres did not start:\n${said}`)));
  });
  return server;
}
