import { execFile, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Lack } from '../form.js';
import { freePort } from '../free-port.js';
import type { Rows } from '../stored.js';

const run = promisify(execFile);
const VERSIONS = '/usr/lib/postgresql';

/** Where the programs of the newest Postgres of this machine lie; null where there is none. */
function binaries(): string | null {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(VERSIONS, version, 'bin'));
  const { stdout } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  return [...folders, stdout?.trim() ?? ''].find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** Postgres refuses to run as root: who runs it then. Undefined: whoever runs this. */
function servant(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (which: string) => Number(spawnSync('id', [which, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** What is stopped when this process ends before it was told to: a Postgres is nobody's child. */
const running = new Set<() => void>();
process.once('exit', () => {
  for (const stop of running) stop();
});

/** A Postgres of this run's own, on a port and in a folder that go when it goes. */
export class OwnPostgres {
  readonly #stopAtExit = (): void => {
    spawnSync(join(this.bin, 'pg_ctl'), ['stop', '-m', 'immediate', '-D', this.#data], { ...this.as, stdio: 'ignore' });
    rmSync(this.folder, { recursive: true, force: true });
  };

  private constructor(
    private readonly bin: string,
    private readonly folder: string,
    private readonly port: number,
    private readonly as: { uid: number; gid: number } | undefined,
  ) {}

  /** Why none can be started here; null where one can. */
  static lack(): Lack | null {
    if (binaries() === null)
      return { why: 'no Postgres server is installed (apt install postgresql).', isProgram: true };
    if (Number.isInteger(servant()?.uid ?? 0)) return null;
    return { why: 'Postgres does not run as root, and there is no user postgres.', isProgram: false };
  }

  static async start(): Promise<OwnPostgres> {
    const bin = binaries();
    if (bin === null) throw new Error(OwnPostgres.lack()?.why);
    const as = servant();
    // Not beside the sources: whoever runs Postgres must be able to reach it.
    const folder = mkdtempSync(join(tmpdir(), 'chatku-postgres-'));
    if (as !== undefined) chownSync(folder, as.uid, as.gid);
    const postgres = new OwnPostgres(bin, folder, await freePort(), as);
    running.add(postgres.#stopAtExit);
    try {
      await postgres.#do(
        'initdb',
        '--auth=trust',
        '--username=postgres',
        '--encoding=UTF8',
        '--no-sync',
        '-D',
        postgres.#data,
      );
      await postgres.revive();
      return postgres;
    } catch (error) {
      await postgres.remove();
      throw error;
    }
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** Stops it as a crash does: no connection is told, nothing is tidied up. */
  async crash(): Promise<void> {
    await this.#do('pg_ctl', 'stop', '-m', 'immediate', '-w', '-D', this.#data);
  }

  async revive(): Promise<void> {
    // Durable as an installation is: `fsync` and `synchronous_commit` stay as they come.
    const options = `-p ${this.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${this.folder} -c max_connections=60`;
    await this.#do('pg_ctl', 'start', '-w', '-D', this.#data, '-l', join(this.folder, 'log'), '-o', options);
  }

  /**
   * What its own check finds wrong in its tables and indexes, each row held against each index; empty where all is well. (Some machines
   * leave that part of Postgres out: null there.)
   */
  async damages(): Promise<string | null> {
    const known = await this.rows.query("SELECT name FROM pg_available_extensions WHERE name = 'amcheck'");
    if (known.length === 0 || !existsSync(join(this.bin, 'pg_amcheck'))) return null;
    const where = ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres', 'postgres'];
    const args = ['--install-missing', '--heapallindexed', '--parent-check', ...where];
    try {
      return (await run(join(this.bin, 'pg_amcheck'), args)).stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout?: string; stderr?: string };
      return `${stdout ?? ''}${stderr ?? String(error)}`;
    }
  }

  async remove(): Promise<void> {
    running.delete(this.#stopAtExit);
    await this.crash().catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Its rows, asked past the API. */
  get rows(): Rows {
    return {
      query: async <Row>(sql: string) => {
        const asJson = `SELECT coalesce(json_agg(found), '[]'::json) FROM (${sql}) AS found`;
        const args = ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', this.url, '-c', asJson];
        const { stdout } = await run(join(this.bin, 'psql'), args, { maxBuffer: 2 ** 29 });
        return JSON.parse(stdout) as Row[];
      },
      close: async () => {},
    };
  }

  get #data(): string {
    return join(this.folder, 'data');
  }

  async #do(program: string, ...args: string[]): Promise<void> {
    // Nothing of it goes to a pipe of this process, which the server would hold open.
    await new Promise<void>((resolve, reject) => {
      const child = execFile(join(this.bin, program), args, { cwd: this.folder, ...this.as }, (error, _, stderr) => {
        if (error !== null) reject(new Error(`${program} ${args[0]} failed: ${stderr}`));
      });
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0) resolve();
      });
    });
  }
}
