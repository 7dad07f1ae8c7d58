import type { IncomingMessage } from 'node:http';
import { PROTOCOL_VERSION, WIDGET_SOCKET_PATH, WidgetClientFrame, type WidgetServerFrame } from '@chatku/schemas';
import { type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import * as v from 'valibot';
import type { RawData, WebSocketServer as SocketServer, WebSocket } from 'ws';
import { AppError } from '../../platform/errors/app-error.js';
import { addressKey } from '../../platform/http/caller.js';
import { busName, streamCursor } from '../events/index.js';
import { contactsOf, type Room } from '../presence/index.js';
import { requireOrigin, tokenHash, VERIFIED_SILENCE_MS } from '../sessions/index.js';
import { type Bye, byeOf } from './bye-of.js';
import { SocketHouse } from './socket-house.js';
import {
  CLOSE,
  HELLO_WITHIN_MS,
  type Heard,
  Pump,
  Registry,
  readFrame,
  Silence,
  sendFrame,
  spread,
  Waiting,
} from './sockets.js';
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

type Hello = Extract<WidgetClientFrame, { type: 'hello' }>;
/** What a visitor says after the greeting. */
type Said = Exclude<WidgetClientFrame, Hello>['type'];
const NOTHING: readonly Said[] = [];

/** What is kept of a visitor who was greeted. Most say nothing for long, so it is ids and numbers: no row, no secret, no request. */
interface Connection extends Heard {
  readonly socket: WebSocket;
  readonly session: SocketSession;
  readonly stream: string;
  /** Where its contact counts as there. */
  readonly room: Room;
  position: number;
  typedAtMs: number;
  /** What was said and not yet heard, of each kind one: more of them would say nothing more. */
  said: readonly Said[];
}

/** A frame of a visitor; null for any that is none. */
function frameOf(data: RawData, isBinary: boolean): WidgetClientFrame | null {
  const frame = v.safeParse(WidgetClientFrame, readFrame(data, isBinary));
  return frame.success ? frame.output : null;
}

/**
 * The visitors' socket. It says who it is in its first frame, and from then on only what is durable: each push reads the
 * events and the session in one statement, so that nothing of an identity that has ended is ever written.
 */
@WebSocketGateway({ path: WIDGET_SOCKET_PATH, maxPayload: FRAME_MAX_BYTES })
export class WidgetGateway implements OnGatewayConnection, OnApplicationBootstrap, BeforeApplicationShutdown, Follower {
  readonly #connections = new Registry<Connection>();
  readonly #waiting = new Waiting(WAITING_PER_ADDRESS);
  readonly #silence = new Silence(
    () => this.#connections.all(),
    SILENCE_MAX_MS,
    ({ socket }) => socket.terminate(),
  );
  readonly #pushing = new Pump<Connection>((connection) => this.#push(connection));
  /** One frame of a socket is under way at a time. */
  readonly #hearing = new Pump<Connection>((connection) => this.#hearAll(connection));
  @WebSocketServer()
  private readonly server!: SocketServer;
  #unsubscribe: () => void = () => {};

  constructor(private readonly house: SocketHouse) {}

  onApplicationBootstrap(): void {
    this.house.drain.onLeave((overMs) => this.#leave(overMs));
    this.house.watch.follow(this);
    const unsubscribeBus = this.house.bus.subscribe(({ streams }) => {
      for (const stream of streams) for (const one of this.#connections.of(stream)) void this.#pushing.kick(one);
    });
    const unsubscribeTyping = this.house.typing.onAgent(({ contactId }) => {
      for (const connection of this.#connections.of(busName({ kind: 'contact', id: contactId }))) {
        void this.#tellTyping(connection);
      }
    });
    this.#silence.start();
    this.#unsubscribe = () => {
      unsubscribeBus();
      unsubscribeTyping();
      this.#silence.stop();
    };
  }

  /** What another node did, where no wake-up told of it. */
  async lookAgain(grown: Grown): Promise<void> {
    for (const [stream, position] of grown) {
      for (const connection of this.#connections.of(stream)) {
        if (connection.position < position) void this.#pushing.kick(connection);
      }
    }
    const all = this.#connections.all();
    const { reader, stream, clock } = this.house;
    const standings = await stream.readStandings(reader, [...new Set(all.map(({ session }) => session.pageId))]);
    for (const connection of all) {
      const { session } = connection;
      if (!looksStanding(session, standings.get(session.pageId), clock.nowMs())) void this.#pushing.kick(connection);
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
    await this.house.closeAll(this.server.clients);
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
    this.#await(socket, request.headers.origin ?? null, leave);
  }

  /** Waits for the greeting. What it takes is let go of when that is over. */
  #await(socket: WebSocket, origin: string | null, leave: () => void): void {
    const timer = setTimeout(() => socket.close(CLOSE.unauthenticated, 'no hello'), HELLO_WITHIN_MS);
    let greeted = false;
    // What is said while the greeting is looked at waits for that.
    const said = new Set<Said>();
    const onClose = () => {
      clearTimeout(timer);
      leave();
    };
    const onMessage = (data: RawData, isBinary: boolean) => {
      const frame = frameOf(data, isBinary);
      if (frame === null || (frame.type === 'hello') === greeted) {
        socket.close(CLOSE.malformed, 'malformed frame');
      } else if (frame.type !== 'hello') {
        said.add(frame.type);
      } else {
        clearTimeout(timer);
        greeted = true;
        void this.#hello(socket, origin, frame).then((connection) => {
          leave();
          if (connection === null) return;
          socket.off('close', onClose).off('message', onMessage);
          this.#follow(connection, said);
        });
      }
    };
    socket.on('close', onClose).on('message', onMessage);
  }

  #follow(connection: Connection, said: Iterable<Said>): void {
    const { socket } = connection;
    // It may have closed while the greeting was looked at.
    if (socket.readyState !== socket.OPEN) {
      this.#forget(connection);
      return;
    }
    socket.on('close', () => this.#forget(connection));
    socket.on('message', (data, isBinary) => {
      connection.heardAtTick = this.#silence.tick;
      const frame = frameOf(data, isBinary);
      if (frame === null || frame.type === 'hello') socket.close(CLOSE.malformed, 'malformed frame');
      else this.#take(connection, frame.type);
    });
    for (const type of said) this.#take(connection, type);
  }

  async #hello(socket: WebSocket, origin: string | null, hello: Hello): Promise<Connection | null> {
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
        session: {
          pageId: found.page.id,
          epoch: hello.epoch,
          kind: found.kind,
          contactId: found.contact.id,
          tokenHash: tokenHash(hello.token),
        },
        stream: busName(stream),
        room: contactsOf(found.contact.workspaceId),
        position,
        typedAtMs: 0,
        heardAtTick: this.#silence.tick,
        said: NOTHING,
      };
      if (socket.readyState !== socket.OPEN) return null;
      this.#admit(connection);
      this.#send(connection, { type: 'welcome', epoch: hello.epoch });
      await this.#pushing.kick(connection);
      return connection;
    } catch (error) {
      this.#fail(socket, hello.epoch, error);
      return null;
    }
  }

  /** Makes room for it: of too many sockets of one page the oldest goes, most likely one whose other end is no more. */
  #admit(connection: Connection): void {
    const { pageId } = connection.session;
    const ofPage = this.#connections.of(connection.stream).filter(({ session }) => session.pageId === pageId);
    const [oldest] = ofPage;
    if (oldest !== undefined && ofPage.length >= SOCKETS_PER_PAGE) {
      this.#forget(oldest);
      oldest.socket.terminate();
    }
    this.#connections.add(connection.stream, connection);
    this.house.presence.arrived(connection.room, connection.session.contactId);
  }

  #forget(connection: Connection): void {
    const { stream, room, session } = connection;
    // It may have been forgotten already: to make room for another.
    if (this.#connections.remove(stream, connection)) this.house.presence.left(room, session.contactId);
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
  async #end({ socket, session }: Connection): Promise<void> {
    try {
      await this.house.sessions.requireLetIn(this.house.reader, session);
      this.#bye(socket, session.epoch, 'session_revoked');
    } catch (error) {
      this.#fail(socket, session.epoch, error);
    }
  }

  #take(connection: Connection, type: Said): void {
    if (!connection.said.includes(type)) connection.said = [...connection.said, type];
    void this.#hearing.kick(connection);
  }

  async #hearAll(connection: Connection): Promise<void> {
    for (;;) {
      const [type, ...later] = connection.said;
      if (type === undefined) return;
      connection.said = later.length === 0 ? NOTHING : later;
      await this.#hear(connection, type);
    }
  }

  async #hear(connection: Connection, type: Said): Promise<void> {
    const { reader, sessions, unitOfWork, stream, typing, clock } = this.house;
    if (type === 'typing') {
      if (clock.nowMs() - connection.typedAtMs < TYPING_EVERY_MS) return;
      connection.typedAtMs = clock.nowMs();
    }
    try {
      const found = await sessions.requireLetIn(reader, connection.session);
      if (type === 'ping') {
        if (sessions.isStale(found.page)) {
          await unitOfWork.run('sessions.socket-heartbeat', async (tx) => {
            await sessions.touch(tx, await sessions.requireLetIn(tx, connection.session));
          });
        }
        this.#send(connection, { type: 'pong', epoch: connection.session.epoch });
        return;
      }
      const conversationId = await stream.findOpenConversation(reader, found.contact.id);
      if (conversationId !== null) typing.fromVisitor({ workspaceId: found.contact.workspaceId, conversationId });
    } catch (error) {
      this.#fail(connection.socket, connection.session.epoch, error);
    }
  }

  async #tellTyping(connection: Connection): Promise<void> {
    try {
      // Ephemeral frames too are written only while the session stands.
      if ((await this.#read(connection)) === null) return;
      this.#send(connection, { type: 'typing', epoch: connection.session.epoch, author: 'agent' });
      await this.#pushing.kick(connection);
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
