import { CONSOLE_SOCKET_PATH, PROTOCOL_VERSION, type WidgetServerFrame } from '@chatku/schemas';
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import type { ConsoleClient } from '../testing/console-client.js';
import { ORIGIN, type Page } from './world.js';

/** How long a frame may take on a busy machine; never what a law asserts. */
const PATIENCE_MS = 5_000;

/** A visitor's socket, or a member's, that remembers what it was told. */
export class Ear {
  readonly frames: WidgetServerFrame[] = [];
  closeCode: number | null = null;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data) => this.frames.push(JSON.parse(String(data))));
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    socket.on('error', () => {});
  }

  /** @param base what `harness.listen()` gave */
  static async open(
    base: string,
    origin: string = ORIGIN,
    path = '/v1/widget/socket',
    headers: Record<string, string> = {},
  ): Promise<Ear> {
    const ear = new Ear(new WebSocket(base.replace('http', 'ws') + path, { origin, headers }));
    await new Promise((resolve, reject) => {
      ear.socket.once('open', resolve);
      ear.socket.once('error', reject);
    });
    return ear;
  }

  /** Opens a socket, says who it is, and waits for the first word. */
  static async follow(base: string, page: Page, after?: string): Promise<Ear> {
    const ear = await Ear.open(base);
    ear.hello(page, after ?? (await page.history()).after);
    await ear.until(() => ear.frames.length > 0);
    return ear;
  }

  /** The console of a member, from now on. */
  static async ofMember(base: string, { cookie, csrf }: Pick<ConsoleClient, 'cookie' | 'csrf'>): Promise<Ear> {
    const ear = await Ear.open(base, base, CONSOLE_SOCKET_PATH, { cookie });
    ear.say({ type: 'hello', protocol: PROTOCOL_VERSION, csrf });
    await ear.until(() => ear.frames.length > 0);
    return ear;
  }

  hello(page: Page, after: string, protocol = 1): void {
    const { secret, epoch, token, world } = page;
    this.say({ type: 'hello', protocol, bot_id: world.bot.id, token, page: secret, epoch, after });
  }

  say(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  until(check: () => boolean): Promise<void> {
    return vi.waitFor(() => {
      if (!check()) throw new Error(`not yet: ${JSON.stringify(this.frames)} ${this.closeCode}`);
    }, PATIENCE_MS);
  }

  /** Texts of the messages it was told, in their order. */
  get texts(): string[] {
    return this.frames.flatMap((frame) =>
      frame.type === 'event' && frame.event.type === 'message' ? [frame.event.message.body.text] : [],
    );
  }

  /** Why it was sent away. */
  get bye(): string | undefined {
    return this.frames.flatMap((frame) => (frame.type === 'bye' ? [frame.code] : []))[0];
  }
}
