import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Ports that were given to somebody here, who may not listen yet: the system may well name one twice. */
const given = new Set<number>();

/** A port nobody listens on, and a new one each time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

/** A program of this repository, with all it printed. */
export class Program {
  output = '';

  private constructor(readonly child: ChildProcess) {
    const keep = (chunk: Buffer): void => {
      this.output += chunk.toString('utf8');
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
  }

  static start(args: readonly string[], env: Readonly<Record<string, string>>): Program {
    const { PATH = '', HOME = '' } = process.env;
    return new Program(
      spawn(process.execPath, [...args], { cwd: ROOT, env: { PATH, HOME, ...env }, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  /** Waits until something answers 200 there. @throws with the program's output when it ends first */
  async ready(url: string): Promise<void> {
    for (;;) {
      if (this.child.exitCode !== null) throw new Error(`The program ended early:\n${this.output}`);
      const answer = await fetch(url).catch(() => null);
      if (answer?.ok === true) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits for a line. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match !== null) return match;
      if (this.child.exitCode !== null) throw new Error(`The program ended early:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Ends the program, and waits until it has. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    await ended;
  }
}

/** Chatku with the demo shop, as `npm start` runs them, on ports and a data folder of its own. */
export class Chatku {
  private constructor(
    readonly port: number,
    readonly shopPort: number,
    readonly dataDir: string,
    private api: Program,
    private readonly shop: Program,
    /** Signs the owner in, once. */
    readonly signInLink: string,
  ) {}

  /** The owner's, for whatever asks for it again. Made anew for each run. */
  static readonly password = randomBytes(18).toString('base64url');

  static async start(): Promise<Chatku> {
    const dataDir = await mkdtemp(join(tmpdir(), 'chatku-e2e-'));
    const port = await freePort();
    const shopPort = await freePort();
    const api = Chatku.#startApi(port, shopPort, dataDir);
    await api.ready(`http://127.0.0.1:${port}/health/ready`);
    const [link = ''] = await api.says(/http:\S+\/console\/sign-in#[A-Za-z0-9_-]{43}/);
    const shop = Program.start(['apps/demo-site/dist/main.js'], {
      DEMO_PORT: String(shopPort),
      CHATKU_DEMO_CONFIG: join(dataDir, 'demo-site.json'),
    });
    await shop.ready(`http://127.0.0.1:${shopPort}/`);
    return new Chatku(port, shopPort, dataDir, api, shop, link);
  }

  static #startApi(port: number, shopPort: number, dataDir: string, main = 'apps/api/dist/main.js'): Program {
    return Program.start([main, 'serve', '--demo'], {
      PORT: String(port),
      DEMO_PORT: String(shopPort),
      CHATKU_DATA_DIR: dataDir,
      CHATKU_LOG_LEVEL: 'warn',
      CHATKU_OWNER_EMAIL: 'owner@kedai-senja.example',
      CHATKU_OWNER_PASSWORD: Chatku.password,
    });
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  get shopUrl(): string {
    return `http://localhost:${this.shopPort}`;
  }

  /** What the server printed so far. */
  get output(): string {
    return this.api.output;
  }

  /** Stops the server as an upgrade does. */
  rest(): Promise<void> {
    return this.api.stop();
  }

  /** Kills the server with no chance to say good-bye. */
  kill(): Promise<void> {
    return this.api.stop('SIGKILL');
  }

  /** Starts the server again on the same data. @param main the program of another build, as after an upgrade */
  async revive(main?: string): Promise<void> {
    this.api = Chatku.#startApi(this.port, this.shopPort, this.dataDir, main);
    await this.api.ready(`http://127.0.0.1:${this.port}/health/ready`);
  }

  async stop(): Promise<void> {
    await this.shop.stop();
    await this.api.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
