import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tempFolder } from '../platform/testing/temp-folder.js';

/** How it is started: what `compiledApi` gave, and the settings beside port and data folder. */
export interface NodeProcessOptions {
  readonly compiled: (module: string) => string;
  readonly env: Readonly<Record<string, string>>;
}

/** The server as a process of its own, for laws on several of them. */
export class NodeProcess {
  base = '';
  #child: ChildProcess | null = null;
  #output = '';

  private constructor(
    private readonly options: NodeProcessOptions,
    private readonly folder: Awaited<ReturnType<typeof tempFolder>>,
  ) {}

  static async start(options: NodeProcessOptions): Promise<NodeProcess> {
    const node = new NodeProcess(options, await tempFolder());
    await node.start();
    return node;
  }

  /** Starts it, for the first time or again: on the port it had before. */
  async start(): Promise<void> {
    const child = fork(this.options.compiled('chatku'), ['serve'], {
      env: {
        PATH: process.env['PATH'],
        PORT: this.base === '' ? '0' : new URL(this.base).port,
        CHATKU_DATA_DIR: this.folder.path,
        CHATKU_LOG_LEVEL: 'warn',
        ...this.options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        this.#output += String(chunk);
      });
    }
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (message: { port: number }) => resolve(message.port));
      child.once('exit', () => reject(new Error(`The node did not start:\n${this.#output}`)));
    });
    this.base = `http://127.0.0.1:${port}`;
  }

  /** Lines of its log that say that something failed. */
  get errors(): string[] {
    return this.#output.split('\n').filter((line) => /"level":"(error|fatal)"/.test(line));
  }

  /** Asks it to stop, as whoever deploys does. @returns its exit code. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    return (await ended)[0];
  }

  /** Ends it whatever it does, and removes its folder. */
  async remove(): Promise<void> {
    const child = this.#child;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await this.folder.remove();
  }
}
