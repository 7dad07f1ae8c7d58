import type { IncomingMessage } from 'node:http';
import { PROTOCOL_VERSION, WIDGET_SOCKET_PATH, WidgetClientFrame, type WidgetServerFrame } from '@chatku/schemas';
import { type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway } from '@nestjs/websockets';
import * as v from 'valibot';
import type { WebSocket } from 'ws';
import { AppError } from '../../platform/errors/app-error.js';
import { addressKey } from '../../platform/http/caller.js';
import { busName, streamCursor } from '../events/index.js';
import { requireOrigin, tokenHash, VERIFIED_SILENCE_MS, type Visitor } from '../sessions/index.js';
import { type Bye, byeOf } from './bye-of.js';
import { SocketHouse } from './socket-house.js';
import { CLOSE, HELLO_WITHIN_MS, Pump, Registry, readFrame, sendFrame, spread, Waiting } from './sockets.js';
import { toWidgetEvent } from './stream.mapper.js';
import { looksStanding, type SocketSession } from './stream-row.js';
import type { Follower, Grown } from './stream-watch.js';

const FRAME_MAX_BYTES = 4096;
/** Sockets of one address that may be waiting for their first frame. */
const WAITING_PER_ADDRESS = 50;
/** Sockets of one page; a page needs one. */
const SOCKETS_PER_PAGE = 5;
/** The widget pings each 45 seconds: who missed three has gone without a word. */
const SILENCE_MAX_MS = 135_000;
/** A visitor's typing is passed on at most this often. */
const TYPING_EVERY_MS = 2_000;

interface Connection {
  readonly socket: WebSocket;
  readonly visitor: Visitor;
  readonly session: SocketSession;
  readonly stream: string;
  readonly pump: Pump;
  position: number;
  typedAtMs: number;
}

/**
 * The visitors' socket. It says who it is in its first frame, and from then on only what is durable: each push reads the
 * events and the session in one statement, so that nothing of an identity that has ended is ever written.
 */
@WebSocketGateway({ path: WIDGET_SOCKET_PATH, maxPayload: FRAME_MAX_BYTES })
export class WidgetGateway implements OnGatewayConnection, OnApplicationBootstrap, BeforeApplicationShutdown, Follower {
  readonly #connections = new Registry<Connection>();
  readonly #byPage = new Registry<Connection>();
  readonly #waiting = new Waiting(WAITING_PER_ADDRESS);
  readonly #sockets = new Set<WebSocket>();
  #unsubscribe: () => void = () => {};

  constructor(private readonly house: SocketHouse) {}

  onApplicationBootstrap(): void {
    this.house.drain.onLeave((overMs) => this.#leave(overMs));
    this.house.watch.follow(this);
    const unsubscribeBus = this.house.bus.subscribe(({ streams }) => {
      for (const stream of streams) for (const connection of this.#connections.of(stream)) void connection.pump.kick();
    });
    const unsubscribeTyping = this.house.typing.onAgent(({ contactId }) => {
      for (const connection of this.#connections.of(busName({ kind: 'contact', id: contactId }))) {
        void this.#tellTyping(connection);
      }
    });
    this.#unsubscribe = () => {
      unsubscribeBus();
      unsubscribeTyping();
    };
  }

  /** What another node did, where no wake-up told of it. */
  async lookAgain(grown: Grown): Promise<void> {
    for (const [stream, position] of grown) {
      for (const connection of this.#connections.of(stream)) {
        if (connection.position < position) void connection.pump.kick();
      }
    }
    const all = this.#connections.all();
    const { reader, stream, clock } = this.house;
    const standings = await stream.readStandings(reader, [...new Set(all.map(({ session }) => session.pageId))]);
    for (const { session, pump } of all) {
      if (!looksStanding(session, standings.get(session.pageId), clock.nowMs())) void pump.kick();
    }
  }

  /** While the process still serves, so that whoever is sent away finds another node, and not all in one moment. */
  #leave(overMs: number): void {
    spread(this.#connections.all(), overMs, (connection) =>
      this.#bye(connection.socket, connection.session.epoch, 'shutting_down'),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    for (const connection of this.#connections.all())
      this.#bye(connection.socket, connection.session.epoch, 'shutting_down');
    await this.house.closeAll(this.#sockets);
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    if (this.house.drain.isLeaving) {
      socket.close(CLOSE.restart, 'shutting_down');
      return;
    }
    const leave = this.#waiting.enter(addressKey(this.house.addressOf(request)));
    if (leave === null) {
      socket.close(CLOSE.unauthenticated, 'too many sockets');
      return;
    }
    this.#sockets.add(socket);
    const origin = request.headers.origin ?? null;
    const timer = setTimeout(() => socket.close(CLOSE.unauthenticated, 'no hello'), HELLO_WITHIN_MS);
    const silence = setTimeout(() => socket.terminate(), SILENCE_MAX_MS);
    let connection: Connection | null = null;
    let greeting: Promise<Connection | null> | null = null;
    // One frame of a socket is under way at a time, and of each kind one waits: more of them would say nothing more.
    const said = new Set<'typing' | 'ping'>();
    const hearing = new Pump(async () => {
      // What is said while the greeting is looked at waits for that.
      const made = (await greeting) ?? null;
      for (const type of said) {
        said.delete(type);
        if (made !== null) await this.#hear(made, type);
      }
    });
    socket.on('close', () => {
      clearTimeout(timer);
      clearTimeout(silence);
      leave();
      this.#sockets.delete(socket);
      if (connection !== null) this.#forget(connection);
    });
    // The library closes the socket itself after an error (an oversize frame, say); nobody needs to hear more.
    socket.on('error', () => socket.terminate());
    socket.on('message', (data, isBinary) => {
      silence.refresh();
      const frame = v.safeParse(WidgetClientFrame, readFrame(data, isBinary));
      if (!frame.success || (frame.output.type === 'hello') === (greeting !== null)) {
        socket.close(CLOSE.malformed, 'malformed frame');
        return;
      }
      if (frame.output.type === 'hello') {
        clearTimeout(timer);
        greeting = this.#hello(socket, origin, frame.output).then((made) => {
          leave();
          connection = made;
          // It may have closed while the greeting was looked at.
          if (made !== null && socket.readyState !== socket.OPEN) this.#forget(made);
          return made;
        });
      } else {
        said.add(frame.output.type);
        void hearing.kick();
      }
    });
  }

  async #hello(
    socket: WebSocket,
    origin: string | null,
    hello: Extract<WidgetClientFrame, { type: 'hello' }>,
  ): Promise<Connection | null> {
    const { reader, bots, sessions, events } = this.house;
    try {
      if (hello.protocol !== PROTOCOL_VERSION) throw new AppError('protocol_too_old', 'Reload the page.');
      const bot = await bots.getById(reader, hello.bot_id);
      requireOrigin(bot, origin, this.house.config.publicUrl);
      const claim = { secret: hello.page, epoch: hello.epoch };
      const found = await sessions.requireVisitor(reader, bot, claim, hello.token);
      const stream = { kind: 'contact', id: found.contact.id } as const;
      const position = await events.resumeFrom(reader, stream, hello.after);
      if (position === null) throw new AppError('resync_required', 'Fetch the history anew.');
      const connection: Connection = {
        socket,
        visitor: { ...found, bot, claim, token: hello.token, origin, address: '', requestId: '' },
        session: {
          pageId: found.page.id,
          epoch: hello.epoch,
          kind: found.kind,
          contactId: found.contact.id,
          tokenHash: tokenHash(hello.token),
        },
        stream: busName(stream),
        pump: new Pump(() => this.#push(connection)),
        position,
        typedAtMs: 0,
      };
      if (socket.readyState !== socket.OPEN) return null;
      this.#admit(connection);
      this.#send(connection, { type: 'welcome', epoch: hello.epoch });
      await connection.pump.kick();
      return connection;
    } catch (error) {
      this.#fail(socket, hello.epoch, error);
      return null;
    }
  }

  /** Makes room for it: of too many sockets of one page the oldest goes, most likely one whose other end is no more. */
  #admit(connection: Connection): void {
    const [oldest, ...others] = this.#byPage.of(connection.session.pageId);
    if (oldest !== undefined && others.length + 1 >= SOCKETS_PER_PAGE) {
      this.#forget(oldest);
      oldest.socket.terminate();
    }
    this.#connections.add(connection.stream, connection);
    this.#byPage.add(connection.session.pageId, connection);
  }

  #forget(connection: Connection): void {
    this.#connections.remove(connection.stream, connection);
    this.#byPage.remove(connection.session.pageId, connection);
  }

  /** Brings everything the stream has after the cursor; ends the socket when the session has ended. */
  async #push(connection: Connection): Promise<void> {
    try {
      for (;;) {
        const rows = await this.#read(connection);
        if (rows === null) return;
        for (const row of rows) {
          connection.position = row.position;
          const event = toWidgetEvent(row);
          if (event === null) continue;
          const cursor = streamCursor({ kind: 'contact', id: connection.session.contactId }, row.position);
          this.#send(connection, { type: 'event', epoch: connection.session.epoch, cursor, event });
        }
        if (rows.length === 0) return;
      }
    } catch (error) {
      // The reads failed: the client comes back with its cursor and loses nothing.
      this.house.noteUnexpected(error);
      connection.socket.close(CLOSE.restart, 'try again');
    }
  }

  async #read(connection: Connection): ReturnType<SocketHouse['stream']['readVisitor']> {
    const { reader, stream, clock } = this.house;
    const nowMs = clock.nowMs();
    const limits = { nowMs, silentSinceMs: nowMs - VERIFIED_SILENCE_MS };
    const rows = await stream.readVisitor(reader, connection.session, connection.position, limits);
    if (rows === null) await this.#end(connection);
    return rows;
  }

  /** The session does not stand any more: says why, and closes. */
  async #end({ socket, visitor, session }: Connection): Promise<void> {
    try {
      await this.house.sessions.requireVisitor(this.house.reader, visitor.bot, visitor.claim, visitor.token);
      this.#bye(socket, session.epoch, 'session_revoked');
    } catch (error) {
      this.#fail(socket, session.epoch, error);
    }
  }

  async #hear(connection: Connection, type: 'typing' | 'ping'): Promise<void> {
    const { reader, sessions, unitOfWork, stream, typing, clock } = this.house;
    if (type === 'typing') {
      if (clock.nowMs() - connection.typedAtMs < TYPING_EVERY_MS) return;
      connection.typedAtMs = clock.nowMs();
    }
    try {
      const { visitor } = connection;
      const found = await sessions.requireVisitor(reader, visitor.bot, visitor.claim, visitor.token);
      if (type === 'ping') {
        if (sessions.isStale(found.page)) {
          await unitOfWork.run('sessions.socket-heartbeat', async (tx) => {
            await sessions.requireStill(tx, visitor);
            await sessions.touch(tx, found);
          });
        }
        this.#send(connection, { type: 'pong', epoch: connection.session.epoch });
        return;
      }
      const conversationId = await stream.findOpenConversation(reader, found.contact.id);
      if (conversationId !== null) typing.fromVisitor({ workspaceId: visitor.bot.workspaceId, conversationId });
    } catch (error) {
      this.#fail(connection.socket, connection.session.epoch, error);
    }
  }

  async #tellTyping(connection: Connection): Promise<void> {
    try {
      // Ephemeral frames too are written only while the session stands.
      if ((await this.#read(connection)) === null) return;
      this.#send(connection, { type: 'typing', epoch: connection.session.epoch, author: 'agent' });
      await connection.pump.kick();
    } catch (error) {
      // Lost, as any typing may be: the socket itself is told of failures by what is durable.
      this.house.noteUnexpected(error);
    }
  }

  #send(connection: Connection, frame: WidgetServerFrame): void {
    sendFrame(connection.socket, frame);
  }

  /** Says why the session has ended; where it has not, the client is to come back as who it is. */
  #fail(socket: WebSocket, epoch: number, error: unknown): void {
    this.house.noteUnexpected(error);
    const code = byeOf(error);
    if (code === null) socket.close(CLOSE.restart, 'try again');
    else this.#bye(socket, epoch, code);
  }

  #bye(socket: WebSocket, epoch: number, code: Bye): void {
    sendFrame(socket, { type: 'bye', epoch, code } satisfies WidgetServerFrame);
    socket.close(code === 'shutting_down' ? CLOSE.restart : CLOSE.ended, code);
  }
}
