import { type Server, startApi } from '../product/api-server.mjs';

/** One process of the built API, on a port it keeps, that may be killed and started again. */
export class ApiNode {
  #server: Server;
  #up: Promise<void> = Promise.resolve();
  #isUp = true;

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
    this.#server = await startApi(this.dataDir, { env: this.env, port: this.port });
    this.#isUp = true;
  }
}
