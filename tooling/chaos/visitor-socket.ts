import { type Message, PROTOCOL_VERSION, WIDGET_SOCKET_PATH, type WidgetServerFrame } from '@chatku/schemas';
import { WebSocket } from 'ws';
import type { VisitorClient } from './visitor-client.js';

/** A visitor's socket, as a widget holds it open: it says hello, pings, and keeps the ids of what it is told. */
export class VisitorSocket {
  /** Messages that were pushed, in the order they came. */
  readonly pushed: Pick<Message, 'id' | 'seq' | 'conversation_id'>[] = [];
  pings = 0;
  pongs = 0;
  /** Why it closed before it was told to; null while it is open. */
  broken: string | null = null;
  #listeners = new Set<() => void>();

  private constructor(private readonly socket: WebSocket) {}

  /** Opens one and waits for its welcome. @throws when it is refused */
  static async open(url: string, visitor: VisitorClient): Promise<VisitorSocket> {
    const history = await visitor.read(url);
    const [, page = '', epoch] = visitor.sender.page.split('.');
    const socket = new WebSocket(url.replace('http', 'ws') + WIDGET_SOCKET_PATH, { perMessageDeflate: false });
    const mine = new VisitorSocket(socket);
    const hello = {
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      bot_id: visitor.botId,
      token: visitor.sender.token,
      page,
      epoch: Number(epoch),
      after: history?.body['after'],
    };
    socket.on('error', () => {});
    socket.on('open', () => socket.send(JSON.stringify(hello)));
    await new Promise<void>((resolve, reject) => {
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as WidgetServerFrame;
        if (frame.type === 'welcome') resolve();
        mine.#take(frame);
      });
      socket.on('close', (code) => {
        mine.broken ??= `closed with ${code}`;
        reject(new Error(`A socket was refused: ${mine.broken}`));
      });
    });
    return mine;
  }

  ping(): void {
    this.pings += 1;
    this.socket.send('{"type":"ping"}');
  }

  /** Resolves when so many messages have been pushed. */
  async told(count: number): Promise<void> {
    while (this.pushed.length < count) await new Promise<void>((resolve) => this.#listeners.add(resolve));
  }

  close(): void {
    this.broken ??= '';
    this.socket.terminate();
  }

  #take(frame: WidgetServerFrame): void {
    if (frame.type === 'pong') this.pongs += 1;
    if (frame.type === 'bye') this.broken ??= `bye: ${frame.code}`;
    if (frame.type !== 'event' || frame.event.type !== 'message') return;
    const { id, seq, conversation_id: conversationId } = frame.event.message;
    this.pushed.push({ id, seq, conversation_id: conversationId });
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
