import { connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to bytes on their way, in either direction. */
export type Fault =
  | { readonly kind: 'none' }
  /** Every piece comes so much later, in order. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** After so many bytes of one direction both ends see an orderly end, wherever in a message that is. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** After so many bytes of one direction both ends see a reset. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** Nothing comes through any more and nobody is told; a connection that lost a byte so stays dead for ever. */
  | { readonly kind: 'half_open' };

const FAIR: Fault = { kind: 'none' };

/** One end's bytes on their way to the other. */
class Direction {
  /** Bytes passed since the present fault began. */
  #passed = 0;
  #fault: Fault = FAIR;
  #isDead = false;
  /** What was delayed arrives in order. */
  #queue: Promise<void> = Promise.resolve();
  #isQueued = 0;

  constructor(
    private readonly to: Socket,
    private readonly breakOff: (how: 'cut' | 'reset') => void,
  ) {}

  suffer(fault: Fault): void {
    this.#fault = fault;
    this.#passed = 0;
  }

  take(bytes: Buffer): void {
    const fault = this.#fault;
    if (this.#isDead || fault.kind === 'half_open') {
      this.#isDead = true;
      return;
    }
    if (fault.kind === 'delay') {
      this.#later(fault.ms, () => this.#write(bytes));
    } else if (fault.kind === 'none') {
      this.#after(() => this.#write(bytes));
    } else {
      const rest = Math.max(0, fault.afterBytes - this.#passed);
      this.#passed += bytes.length;
      this.#after(() => this.#write(bytes.subarray(0, rest)));
      if (bytes.length >= rest) this.#after(() => this.breakOff(fault.kind));
    }
  }

  /** The sender has ended; so, in its turn, does what comes to the other end, unless nothing comes there any more. */
  end(): void {
    if (this.#isDead || this.#fault.kind === 'half_open') return;
    this.#after(() => this.to.end());
  }

  #write(bytes: Buffer): void {
    if (bytes.length > 0 && !this.to.destroyed) this.to.write(bytes);
  }

  /** At once, unless something before it is still under way. */
  #after(work: () => void): void {
    if (this.#isQueued === 0) work();
    else this.#later(0, work);
  }

  #later(ms: number, work: () => void): void {
    this.#isQueued += 1;
    const due = new Promise<void>((resolve) => setTimeout(resolve, ms));
    this.#queue = Promise.all([this.#queue, due]).then(() => {
      this.#isQueued -= 1;
      work();
    });
  }
}

class Passage {
  readonly #up: Direction;
  readonly #down: Direction;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly over: (passage: Passage) => void,
  ) {
    this.#up = new Direction(server, (how) => this.breakOff(how));
    this.#down = new Direction(client, (how) => this.breakOff(how));
    client.on('data', (bytes) => this.#up.take(bytes));
    server.on('data', (bytes) => this.#down.take(bytes));
    client.on('end', () => this.#up.end());
    server.on('end', () => this.#down.end());
    // An end that breaks, or that cannot be reached, breaks the other.
    client.on('error', () => this.breakOff('reset'));
    server.on('error', () => this.breakOff('reset'));
    client.on('close', () => this.#maybeOver());
    server.on('close', () => this.#maybeOver());
  }

  suffer(fault: Fault): void {
    this.#up.suffer(fault);
    this.#down.suffer(fault);
  }

  breakOff(how: 'cut' | 'reset'): void {
    for (const end of [this.client, this.server]) {
      if (how === 'reset') end.resetAndDestroy();
      else end.destroySoon();
    }
  }

  #maybeOver(): void {
    if (this.client.destroyed && this.server.destroyed) this.over(this);
  }
}

/** A stretch of bad network before a server, or before several of them: bare TCP, so HTTP and WebSockets suffer alike. */
export class FaultProxy {
  readonly #passages = new Set<Passage>();
  #fault: Fault = FAIR;
  /** Connections that came in so far. */
  taken = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param target a port of this machine, asked for at each connection; nobody needs to listen there yet */
  static async start(target: () => number): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const proxy = new FaultProxy(server, typeof address === 'object' && address !== null ? address.port : 0);
    server.on('connection', (client) => proxy.#take(client, target()));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Connections that are under way. */
  get open(): number {
    return this.#passages.size;
  }

  /** From now on, for the connections there are and for those that come. */
  suffer(fault: Fault): void {
    this.#fault = fault;
    for (const passage of this.#passages) passage.suffer(fault);
  }

  /** Breaks every connection there is. */
  breakAll(): void {
    for (const passage of this.#passages) passage.breakOff('reset');
  }

  async stop(): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #take(client: Socket, targetPort: number): void {
    this.taken += 1;
    const server = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    client.setNoDelay(true);
    server.setNoDelay(true);
    const passage = new Passage(client, server, (over) => this.#passages.delete(over));
    this.#passages.add(passage);
    passage.suffer(this.#fault);
  }
}
