import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe } from 'vitest';
import { Logger } from '../logging/logger.js';
import { RedisLink } from '../redis/redis-link.js';
import { parseRedisUrl } from '../redis/redis-place.js';
import { tempFolder } from './temp-folder.js';

const PROGRAM = process.env['CHATKU_TEST_REDIS_SERVER'] ?? 'redis-server';

const isRedisThere = spawnSync(PROGRAM, ['--version']).status === 0;
if (!isRedisThere) {
  const missing = `Tests that kill a Redis of their own need the program ${PROGRAM} (package redis-server)`;
  if (process.env['CHATKU_REQUIRE_ENGINES'] === '1')
    throw new Error(`${missing}; CHATKU_REQUIRE_ENGINES=1 demands it.`);
  console.warn(`SKIPPED: ${missing}.`);
}

/** Tests on a Redis of their own; skipped, and counted as that, where there is no such program. */
export function describeWithRedis(name: string, body: () => void): void {
  describe.skipIf(!isRedisThere)(name, body);
}

/** A Redis of the test's own: kept in memory, on a free port, killed at will. */
export class OwnRedis {
  readonly url: string;
  readonly #port: number;
  readonly #words: readonly string[];
  readonly #removeFolder: () => Promise<void>;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  private constructor(port: number, words: readonly string[], folder: Awaited<ReturnType<typeof tempFolder>>) {
    this.#port = port;
    this.#words = words;
    this.#folder = folder.path;
    this.#removeFolder = folder.remove;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** @param words more of its command line, for example `--requirepass`. */
  static async start(words: readonly string[] = []): Promise<OwnRedis> {
    const own = new OwnRedis(await freePort(), words, await tempFolder());
    await own.restart();
    return own;
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Starts it on the same port, empty; returns when it takes connections. */
  async restart(): Promise<void> {
    const words = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn(PROGRAM, [...words, '--dir', this.#folder, ...this.#words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    let said = '';
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (chunk) => {
        said += String(chunk);
        if (/Ready to accept connections/i.test(said)) resolve();
      });
      child.once('exit', () => reject(new Error(`Redis did not start:\n${said}`)));
      child.once('error', reject);
    });
    await ready;
  }

  /** It keeps its connections and answers nothing more, as a machine that hangs. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** It goes on. */
  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.#removeFolder();
  }
}

/** A way to it, as a node of the installation `chatku:test` has one. */
export function linkTo(url: string | null, options: { logger?: Logger; prefix?: string } = {}): RedisLink {
  return new RedisLink({
    place: url === null ? null : parseRedisUrl(url),
    prefix: options.prefix ?? 'chatku:test',
    logger: options.logger ?? Logger.silent(),
  });
}

/** Settles when the link is in this state. */
export function stateOf(link: RedisLink, state: RedisLink['state']): Promise<void> {
  if (link.state === state) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = link.onChange((now) => {
      if (now !== state) return;
      stop();
      resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
