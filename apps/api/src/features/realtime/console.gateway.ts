import type { IncomingMessage } from 'node:http';
import {
  CONSOLE_SOCKET_PATH,
  ConsoleClientFrame,
  type ConsoleServerFrame,
  may,
  PROTOCOL_VERSION,
} from '@chatku/schemas';
import { type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { type OnGatewayConnection, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import * as v from 'valibot';
import type { RawData, WebSocketServer as SocketServer, WebSocket } from 'ws';
import { addressKey } from '../../platform/http/caller.js';
import { busName, streamCursor } from '../events/index.js';
import { membersOf } from '../presence/index.js';
import { type Member, StaffSessionsService, staffStream } from '../workspaces/index.js';
import { PresenceWatch, type Watcher } from './presence-watch.js';
import { SocketHouse } from './socket-house.js';
import {
  CLOSE,
  closeSoon,
  frameBytes,
  HELLO_WITHIN_MS,
  type Heard,
  Pump,
  Registry,
  readFrame,
  Silence,
  sendAllBytes,
  sendFrame,
  spread,
  Waiting,
  type Wire,
} from './sockets.js';
import { toWorkspaceEvent } from './stream.mapper.js';
import type { Follower, Grown } from './stream-watch.js';

/** As long as the longest `watch`. */
const FRAME_MAX_BYTES = 16_384;
const WAITING_PER_ADDRESS = 50;
/** Sockets of one browser: each tab has one. */
const SOCKETS_PER_SESSION = 20;
/** ... and of one member, in all browsers that are signed in. */
const SOCKETS_PER_MEMBER = 60;
/** The console pings each 25 seconds, a hidden tab once a minute, as browsers have it: who missed three has gone without a word. */
const SILENCE_MAX_MS = 180_000;

type Hello = Extract<ConsoleClientFrame, { type: 'hello' }>;
/** What a console says after the greeting. */
type Said = Exclude<ConsoleClientFrame, Hello>;

/** What is kept of a member who was greeted: neither the cookie nor the request. */
interface Connection extends Heard, Watcher {
  readonly socket: WebSocket;
  readonly wire: Wire;
  readonly sessionId: string;
  readonly userId: string;
  /** What the bus calls its member. */
  readonly staff: string;
  readonly stream: string;
  position: number;
  seesMembers: boolean;
  /** What was said and not yet heard, of each kind the last. */
  readonly said: Map<Said['type'], Said>;
}

const TYPES: readonly string[] = ConsoleClientFrame.options.map(({ entries }) => entries.type.literal);

/** A frame of a console; null for any that is none, `unknown` for one of a type that a newer page may say. */
function frameOf(data: RawData, isBinary: boolean): ConsoleClientFrame | 'unknown' | null {
  const said = readFrame(data, isBinary);
  const frame = v.safeParse(ConsoleClientFrame, said);
  if (frame.success) return frame.output;
  const type: unknown = typeof said === 'object' && said !== null && 'type' in said ? said.type : null;
  return typeof type === 'string' && !TYPES.includes(type) ? 'unknown' : null;
}

/** Whoever may not read conversations hears nothing of them. */
const mayListen = (member: Pick<Member, 'role'>): boolean => may(member.role, 'conversations.read');

/** The console's socket: the cookie says who, the Origin and the CSRF secret say that it is our own page. */
@WebSocketGateway({ path: CONSOLE_SOCKET_PATH, maxPayload: FRAME_MAX_BYTES })
export class ConsoleGateway
  implements OnGatewayConnection, OnApplicationBootstrap, BeforeApplicationShutdown, Follower
{
  readonly #connections = new Registry<Connection>();
  readonly #byMember = new Registry<Connection>();
  /** By workspace: two at once would tell everything twice. */
  readonly #telling = new Pump<string>((workspaceId) => this.#tellAll(workspaceId));
  readonly #waiting = new Waiting(WAITING_PER_ADDRESS);
  readonly #silence = new Silence(
    () => this.#connections.all(),
    SILENCE_MAX_MS,
    ({ socket }) => closeSoon(socket, CLOSE.silent, 'silent'),
  );
  /** One frame of a socket is under way at a time. */
  readonly #hearing = new Pump<Connection>((connection) => this.#hearAll(connection));
  @WebSocketServer()
  private readonly server!: SocketServer;
  readonly #presence: PresenceWatch;
  #unsubscribe: () => void = () => {};

  constructor(
    private readonly house: SocketHouse,
    private readonly staff: StaffSessionsService,
  ) {
    this.#presence = new PresenceWatch(house.presence);
  }

  onApplicationBootstrap(): void {
    this.house.drain.onLeave((overMs) => this.#leave(overMs));
    this.house.watch.follow(this);
    const unsubscribeBus = this.house.bus.subscribe(({ streams }) => {
      for (const stream of streams) {
        const [follower] = this.#connections.of(stream);
        if (follower !== undefined) void this.#telling.kick(follower.workspaceId);
        // A session that ended, or another role: whoever may not listen any more is told at once.
        for (const connection of this.#byMember.of(stream)) void this.#recheck(connection);
      }
    });
    const unsubscribeTyping = this.house.typing.onVisitor(({ workspaceId, conversationId }) => {
      for (const { socket } of this.#connections.of(busName({ kind: 'workspace', id: workspaceId }))) {
        sendFrame(socket, { type: 'typing', conversation_id: conversationId } satisfies ConsoleServerFrame);
      }
    });
    const unsubscribePresence = this.#presence.start();
    this.#silence.start();
    this.#unsubscribe = () => {
      this.#silence.stop();
      unsubscribeBus();
      unsubscribePresence();
      unsubscribeTyping();
    };
  }

  /** What another node did, where no wake-up told of it. */
  async lookAgain(grown: Grown): Promise<void> {
    for (const [stream, position] of grown) {
      for (const connection of this.#connections.of(stream)) {
        if (connection.position < position) void this.#telling.kick(connection.workspaceId);
      }
    }
    await this.lookAtSessions();
  }

  async lookAtSessions(): Promise<void> {
    const all = this.#connections.all();
    const members = await this.staff.findMembersOf(this.house.reader, [...new Set(all.map((one) => one.sessionId))]);
    for (const connection of all) {
      const member = members.get(connection.sessionId);
      // Only a hint: the look of one's own decides, and says why.
      if (member === undefined || !mayListen(member)) void this.#recheck(connection);
      else this.#see(connection, member);
    }
  }

  /** While the process still serves, so that whoever is sent away finds another node, and not all in one moment. */
  #leave(overMs: number): void {
    spread(this.#connections.all(), overMs, (connection) => this.#bye(connection.socket, 'shutting_down'));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    for (const { socket } of this.#connections.all()) this.#bye(socket, 'shutting_down');
    await this.house.closeAll(this.server.clients);
  }

  handleConnection(socket: WebSocket, request: IncomingMessage): void {
    if (this.house.drain.isLeaving) {
      socket.close(CLOSE.restart, 'shutting_down');
      return;
    }
    const leave = this.#waiting.enter(addressKey(this.house.addressOf(request)));
    // A browser always names its origin here; another website's page must not ride on the cookie.
    if (leave === null || !this.staff.isOwnOrigin(request.headers.origin, request.headers.host)) {
      leave?.();
      socket.close(CLOSE.unauthenticated, 'not from the console');
      return;
    }
    this.#await(socket, request.socket, request.headers.cookie, leave);
  }

  /** Waits for the greeting. What it takes is let go of when that is over. */
  #await(socket: WebSocket, wire: Wire, cookie: string | undefined, leave: () => void): void {
    const timer = setTimeout(() => socket.close(CLOSE.unauthenticated, 'no hello'), HELLO_WITHIN_MS);
    let greeted = false;
    // What is said while the greeting is looked at waits for that.
    const said = new Map<Said['type'], Said>();
    const onClose = () => {
      clearTimeout(timer);
      leave();
    };
    const onMessage = (data: RawData, isBinary: boolean) => {
      const frame = frameOf(data, isBinary);
      if (frame === 'unknown' && greeted) return;
      if (frame === null || frame === 'unknown' || (frame.type === 'hello') === greeted) {
        socket.close(CLOSE.malformed, 'malformed frame');
      } else if (frame.type !== 'hello') {
        said.set(frame.type, frame);
      } else {
        clearTimeout(timer);
        greeted = true;
        void this.#hello(socket, wire, cookie, frame).then((connection) => {
          leave();
          if (connection === null) return;
          socket.off('close', onClose).off('message', onMessage);
          this.#follow(connection, said.values());
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
      if (frame === 'unknown') return;
      if (frame === null || frame.type === 'hello') socket.close(CLOSE.malformed, 'malformed frame');
      else this.#take(connection, frame);
    });
    for (const frame of said) this.#take(connection, frame);
  }

  async #hello(socket: WebSocket, wire: Wire, cookie: string | undefined, hello: Hello): Promise<Connection | null> {
    try {
      const { reader, events } = this.house;
      const member = await this.staff.findMember(reader, cookie);
      if (member === null || !mayListen(member) || member.csrf !== hello.csrf || hello.protocol !== PROTOCOL_VERSION) {
        this.#bye(socket, 'session_expired');
        return null;
      }
      const stream = { kind: 'workspace', id: member.workspaceId } as const;
      const position =
        hello.after === undefined
          ? await events.lastPositionOf(reader, member.workspaceId)
          : await events.resumeFrom(reader, stream, hello.after);
      if (position === null) {
        this.#bye(socket, 'resync_required');
        return null;
      }
      const connection: Connection = {
        socket,
        wire,
        workspaceId: member.workspaceId,
        sessionId: member.sessionId,
        userId: member.userId,
        tellPresence: (frame) => sendFrame(socket, frame),
        staff: staffStream(member.userId),
        stream: busName(stream),
        position,
        seesMembers: may(member.role, 'members.read'),
        heardAtTick: this.#silence.tick,
        said: new Map(),
      };
      if (socket.readyState !== socket.OPEN) return null;
      this.#makeRoom(connection);
      this.#connections.add(connection.stream, connection);
      this.#byMember.add(connection.staff, connection);
      this.house.presence.arrived(membersOf(member.workspaceId), member.userId);
      this.#send(connection, { type: 'welcome', cursor: streamCursor(stream, position) });
      await this.#telling.kick(member.workspaceId);
      return connection;
    } catch (error) {
      this.house.noteUnexpected(error);
      socket.close(CLOSE.restart, 'try again');
      return null;
    }
  }

  /** Brings everything the stream has to all who follow it. Most are equally far: they are told from one and the same look. */
  async #tellAll(workspaceId: string): Promise<void> {
    const stream = busName({ kind: 'workspace', id: workspaceId });
    for (;;) {
      const groups = new Map<number, Connection[]>();
      for (const connection of this.#connections.of(stream)) {
        const group = groups.get(connection.position);
        if (group === undefined) groups.set(connection.position, [connection]);
        else group.push(connection);
      }
      const told = await Promise.all([...groups].map(([after, group]) => this.#tell(workspaceId, after, group)));
      if (!told.includes(true)) return;
    }
  }

  /**
   * Tells those who are at one position what comes next, and ends those who may not listen any more: who they are is asked after the
   * events were read.
   *
   * @returns whether there was anything
   */
  async #tell(workspaceId: string, after: number, group: readonly Connection[]): Promise<boolean> {
    const { reader, stream } = this.house;
    try {
      const rows = await stream.readWorkspace(reader, workspaceId, after);
      const last = rows.at(-1);
      if (last === undefined) return false;
      const members = await this.staff.findMembersOf(reader, [...new Set(group.map((one) => one.sessionId))]);
      const frames = rows.flatMap((row) => {
        const event = toWorkspaceEvent(row);
        if (event === null) return [];
        const cursor = streamCursor({ kind: 'workspace', id: workspaceId }, row.position);
        return [frameBytes({ type: 'event', cursor, event } satisfies ConsoleServerFrame)];
      });
      for (const connection of group) {
        connection.position = last.position;
        const member = members.get(connection.sessionId);
        if (member === undefined || !mayListen(member) || member.workspaceId !== workspaceId) {
          this.#bye(connection.socket, 'session_expired');
        } else sendAllBytes(connection.socket, connection.wire, frames);
      }
      return true;
    } catch (error) {
      this.house.noteUnexpected(error);
      for (const { socket } of group) socket.close(CLOSE.restart, 'try again');
      return false;
    }
  }

  /** Of too many sockets of one session, or of one member, the oldest goes: most likely of a tab that nobody looks at. */
  #makeRoom({ staff, sessionId }: Connection): void {
    const ofMember = this.#byMember.of(staff);
    const ofSession = ofMember.filter((one) => one.sessionId === sessionId);
    const oldest =
      (ofSession.length >= SOCKETS_PER_SESSION ? ofSession[0] : undefined) ??
      (ofMember.length >= SOCKETS_PER_MEMBER ? ofMember[0] : undefined);
    if (oldest === undefined) return;
    this.#forget(oldest);
    oldest.socket.close(CLOSE.crowded, 'too many sockets');
  }

  #forget(connection: Connection): void {
    if (!this.#connections.remove(connection.stream, connection)) return;
    this.#byMember.remove(connection.staff, connection);
    this.#presence.forget(connection);
    this.house.presence.left(membersOf(connection.workspaceId), connection.userId);
  }

  async #recheck(connection: Connection): Promise<void> {
    try {
      await this.#stands(connection);
    } catch (error) {
      this.house.noteUnexpected(error);
      connection.socket.close(CLOSE.restart, 'try again');
    }
  }

  /** Another role may have taken the right to know of members. */
  #see(connection: Connection, member: Pick<Member, 'role'>): void {
    connection.seesMembers = may(member.role, 'members.read');
    if (!connection.seesMembers) this.#presence.forgetMembers(connection);
  }

  /** Is the member still signed in? If not, says so and closes. */
  async #stands(connection: Connection): Promise<boolean> {
    const member = await this.staff.findMemberOfSession(this.house.reader, connection.sessionId);
    if (member !== null && mayListen(member) && member.workspaceId === connection.workspaceId) {
      this.#see(connection, member);
      return true;
    }
    this.#bye(connection.socket, 'session_expired');
    return false;
  }

  #take(connection: Connection, frame: Said): void {
    connection.said.set(frame.type, frame);
    void this.#hearing.kick(connection);
  }

  async #hearAll(connection: Connection): Promise<void> {
    for (const [type, frame] of connection.said) {
      connection.said.delete(type);
      await this.#hear(connection, frame);
    }
  }

  async #hear(connection: Connection, frame: Said): Promise<void> {
    try {
      if (!(await this.#stands(connection))) return;
      if (frame.type === 'ping') {
        this.#send(connection, { type: 'pong' });
        return;
      }
      if (frame.type === 'watch') {
        // Whoever has closed meanwhile was forgotten, and is not to be remembered.
        if (connection.socket.readyState !== connection.socket.OPEN) return;
        this.#presence.watch(connection, frame.contact_ids, connection.seesMembers ? frame.member_ids : []);
        return;
      }
      const { reader, stream, typing } = this.house;
      const contactId = await stream.findContactOf(reader, connection.workspaceId, frame.conversation_id);
      if (contactId !== null) typing.fromAgent({ contactId });
    } catch (error) {
      this.house.noteUnexpected(error);
      connection.socket.close(CLOSE.restart, 'try again');
    }
  }

  #send(connection: Connection, frame: ConsoleServerFrame): void {
    sendFrame(connection.socket, frame);
  }

  #bye(socket: WebSocket, code: Extract<ConsoleServerFrame, { type: 'bye' }>['code']): void {
    sendFrame(socket, { type: 'bye', code } satisfies ConsoleServerFrame);
    socket.close(code === 'shutting_down' ? CLOSE.restart : CLOSE.ended, code);
  }
}
