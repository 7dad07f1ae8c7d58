import { startApi } from '../product/api-server.mjs';

type Server = Awaited<ReturnType<typeof startApi>>;

/** One process of the built API, on a port it keeps, that may be killed and started again. */
export class ApiNode {
  #server: Server;
  #up: Promise<void> = Promise.resolve();
  #isUp = true;
  #aheadMs = 0;

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    private readonly env: Record<string, string>,
    server: Server,
  ) {
    this.#server = server;
  }

  static async start(dataDir: string, env: Record<string, string> = {}): Promise<ApiNode> {
    const server = await startApi(dataDir, { env });
    return new ApiNode(dataDir, Number(new URL(server.url).port), env, server);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#server.pid;
  }

  get output(): string {
    return this.#server.output();
  }

  /** @throws with what it said, when the process ended and nobody here ended it */
  requireRunning(): void {
    if (!this.#server.runs()) throw new Error(`The server on port ${this.port} ended by itself:\n${this.output}`);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Resolves when the process runs that was last asked for. @throws when it did not start */
  up(): Promise<void> {
    return this.#up;
  }

  /** Kills the process with no chance to say good-bye, and starts another on the same data. */
  async killAndRevive(): Promise<void> {
    this.#isUp = false;
    const revived = this.#server.kill().then(() => this.#start());
    this.#up = revived;
    await revived;
  }

  /**
   * Sets its clock, which stays so over kills. It was started with `clock/moved-clock.mjs`.
   *
   * @param aheadMs of the machine's; below zero: behind it
   */
  async setClock(aheadMs: number): Promise<void> {
    this.#aheadMs = aheadMs;
    this.#server.send({ kind: 'clock', aheadMs });
    await this.#server.message('clock');
  }

  async kill(): Promise<void> {
    this.#isUp = false;
    await this.#server.kill();
  }

  async revive(): Promise<void> {
    this.#up = this.#start();
    await this.#up;
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async #start(): Promise<void> {
    const env = { ...this.env, CHAOS_CLOCK_AHEAD_MS: String(this.#aheadMs) };
    this.#server = await startApi(this.dataDir, { env, port: this.port });
    this.#isUp = true;
  }
}

/** The first of the nodes that runs, from a turn on: as behind a proxy that looks at them. */
export function nodeInTurn(nodes: readonly ApiNode[], turn: number): ApiNode {
  const inTurn = nodes.map((_, at) => nodes[(turn + at) % nodes.length] as ApiNode);
  return inTurn.find(({ isUp }) => isUp) ?? (inTurn[0] as ApiNode);
}
