import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lack } from '../form.js';
import { freePort } from '../free-port.js';

/** What is stopped when this process ends before it was told to. */
const running = new Set<OwnRedis>();
process.once('exit', () => {
  for (const redis of running) redis.stopAtExit();
});

/** A Redis of this run's own, on a port of its own, that keeps nothing on disk. */
export class OwnRedis {
  #child: ChildProcess | null = null;

  private constructor(
    private readonly port: number,
    private readonly folder: string,
  ) {}

  /** Why none can be started here; null where one can. */
  static lack(): Lack | null {
    const { error } = spawnSync('redis-server', ['--version']);
    return error === undefined
      ? null
      : { why: 'no Redis server is installed (apt install redis-server).', isProgram: true };
  }

  static async start(): Promise<OwnRedis> {
    const redis = new OwnRedis(await freePort(), mkdtempSync(join(tmpdir(), 'chatku-redis-')));
    running.add(redis);
    await redis.revive();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}/0`;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async revive(): Promise<void> {
    const args = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      this.folder,
    ];
    const child = spawn('redis-server', args, { stdio: 'ignore' });
    this.#child = child;
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error('redis-server ended early.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  stopAtExit(): void {
    this.#child?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async remove(): Promise<void> {
    running.delete(this);
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.port, '127.0.0.1', () => socket.write('PING\r\n'));
      socket.once('data', (bytes) => {
        socket.destroy();
        resolve(bytes.toString().startsWith('+PONG'));
      });
      socket.once('error', () => resolve(false));
    });
  }
}
