import {
  AddTagBody,
  GuestBody,
  GuestSession,
  Heartbeat,
  IdentifyBody,
  LinkBody,
  LinkResult,
  type Message,
  OpenResult,
  PageActResult,
  PageAttributesResult,
  pageHeader,
  pathOf,
  SeenBody,
  StartFlowBody,
  TrackEventBody,
  VerifiedSession,
  WidgetClientFrame,
  type WidgetEvent,
  WidgetMessages,
  WidgetSendBody,
  WidgetSendResult,
  WidgetServerFrame,
} from '@chatku/schemas';
import type { Browser, Clock } from './browser.fixture.js';

export const API = 'https://chat.example.com';
export const BOT = '0194f3a2-7c11-7d2e-9b5a-3f0c8e6d1a42';

/** The hash a website's backend would make; here any text that only fits this id. */
export const proofOf = (userId: string) => ({ identifier_hash: `hash of ${userId}` });

type Schema = { '~standard': { validate(value: unknown): unknown } };
/** Holds a body to the wire contract, with the very schemas of the API. */
const held = <T>(schema: Schema, value: T): T => {
  const { issues } = schema['~standard'].validate(value) as { issues?: readonly { message: string }[] };
  if (issues) throw new Error(`not of the contract: ${JSON.stringify(issues)} ${JSON.stringify(value)}`);
  return value;
};

type PageState = {
  epoch: number;
  kind: 'none' | 'guest' | 'verified';
  contactId: string;
  token: string | null;
  group: string | null;
  /** Why the page shows nobody. */
  ended: string | null;
  loggedOutOf: string | null;
};

type Call = { name: string; body: Record<string, unknown>; epoch: number; page: string; token: string | null };
type Reply = { status: number; body?: object; text?: string };

const refuse = (status: number, code: string): Reply => ({ status, body: { code, request_id: 'request-1' } });

/** A socket at the server's end. */
export type FarSocket = {
  hello: Record<string, unknown> | null;
  frames: Record<string, unknown>[];
  say(frame: object): void;
  drop(): void;
};

/** The API at the network's far end, as the widget's protocol has it; everything in memory, every body held to the schemas. */
export class FarEnd {
  readonly calls: Call[] = [];
  readonly sockets: FarSocket[] = [];
  readonly messages = new Map<string, Message[]>();
  readonly users = new Map<string, string>();
  readonly guests = new Map<string, string>();
  readonly pages = new Map<string, PageState>();
  readonly groups = new Map<string, 'live' | 'retired'>();
  /** Answers in place of the server's own, first in, first out, by route. */
  readonly script = new Map<string, Reply[]>();
  /** Routes whose answers wait until `release`. */
  readonly held = new Set<string>();
  pageSize = 30;
  takesSockets = true;
  link: VerifiedSession['link'] = { kind: 'none' };
  #waiting: (() => void)[] = [];
  #ids = 0;

  constructor(readonly clock: Clock) {}

  id(): string {
    return `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`;
  }

  token(): string {
    return String(++this.#ids).padStart(43, 't');
  }

  of(name: string): Call[] {
    return this.calls.filter((call) => call.name === name);
  }

  next(name: string, ...replies: Reply[]): void {
    this.script.set(name, [...(this.script.get(name) ?? []), ...replies]);
  }

  refuseNext(name: string, status: number, code: string): void {
    this.next(name, refuse(status, code));
  }

  /** Lets held answers go, the newest first if asked: late answers overtake each other. */
  release(newestFirst = false): void {
    this.held.clear();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of newestFirst ? waiting.reverse() : waiting) go();
  }

  /** The server's side of a contact speaks. */
  say(contactId: string, text: string, author: Message['author'] = 'agent', more: Partial<Message> = {}): Message {
    const thread = this.messages.get(contactId) ?? [];
    this.messages.set(contactId, thread);
    const conversation = thread.at(-1)?.conversation_id ?? this.id();
    const message: Message = {
      id: this.id(),
      conversation_id: conversation,
      seq: thread.length + 1,
      author,
      body: { text },
      created_at: new Date(this.clock.nowMs).toISOString(),
      ...more,
    };
    thread.push(message);
    this.tell(contactId, { type: 'message', message });
    return message;
  }

  tell(contactId: string, event: WidgetEvent): void {
    for (const socket of this.sockets) {
      const page = this.pages.get(String(socket.hello?.['page']));
      if (page?.contactId !== contactId || page.epoch !== socket.hello?.['epoch']) continue;
      socket.say({ type: 'event', epoch: page.epoch, cursor: `c${this.messages.get(contactId)?.length ?? 0}`, event });
    }
  }

  /** Ends every verified session there is, as an admin does; pages with a socket are told. */
  endSessions(code: 'session_expired' | 'session_revoked' | 'logged_out', group?: string): void {
    for (const [secret, page] of this.pages) {
      if (page.kind !== 'verified' || (group && page.group !== group)) continue;
      if (code === 'logged_out') page.loggedOutOf = page.group;
      Object.assign(page, { kind: 'none', token: null, ended: code });
      for (const socket of this.sockets) {
        if (socket.hello?.['page'] === secret) socket.say({ type: 'bye', epoch: page.epoch, code });
      }
    }
  }

  async fetch(browser: Browser, url: string, init: RequestInit): Promise<Response> {
    const reach = () => {
      if (browser.isOffline) throw new TypeError('Failed to fetch');
      init.signal?.throwIfAborted();
    };
    await null;
    reach();
    const call = this.#read(url, init);
    this.calls.push(call);
    const reply = this.script.get(call.name)?.shift() ?? this.#answer(call, url);
    if (this.held.has(call.name)) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        init.signal?.addEventListener('abort', () => reject(new DOMException('timed out', 'TimeoutError')));
      });
    }
    reach();
    const retryAfter = (reply.body as { retryAfter?: string } | undefined)?.retryAfter;
    return new Response(reply.text ?? (reply.body ? JSON.stringify(reply.body) : null), {
      status: reply.status,
      headers: retryAfter ? { 'Retry-After': retryAfter } : {},
    });
  }

  #read(url: string, init: RequestInit): Call {
    const headers = init.headers as Record<string, string>;
    const [, page, epoch] = held(pageHeader, headers['Chatku-Page']!).split('.') as [string, string, string];
    const path = new URL(url).pathname;
    const routes = [
      'guest',
      'identify',
      'logout',
      'heartbeat',
      'link',
      'attributes',
      'messages',
      'send',
      'open',
      'seen',
      'start_flow',
      'track_event',
      'add_tag',
    ];
    const name = routes.find(
      (route) =>
        pathOf(`widget_${route}` as 'widget_guest', { bot_id: BOT }) === path &&
        (route !== 'messages' || init.method === 'GET') &&
        (route !== 'send' || init.method === 'POST'),
    );
    if (!name || init.credentials !== 'omit' || init.cache !== 'no-store') throw new Error(`no such call: ${url}`);
    return {
      name,
      page,
      epoch: Number(epoch),
      token: headers['Authorization']?.replace('Bearer ', '') ?? null,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : {},
    };
  }

  #answer(call: Call, url: string): Reply {
    if (call.name === 'guest') return this.#guest(call);
    if (call.name === 'identify') return this.#identify(call);
    const page = this.pages.get(call.page);
    if (!page || !call.token || call.epoch > page.epoch) {
      if (call.name !== 'logout' || !page) return refuse(401, 'unauthenticated');
    }
    if (call.epoch < page.epoch) return refuse(409, 'identity_superseded');
    if (page.kind === 'none') return refuse(401, page.ended ?? 'unauthenticated');
    if (page.token !== call.token) return refuse(401, 'unauthenticated');
    return this.#serve(call, page, url);
  }

  #guest({ page: secret, epoch, token, body }: Call): Reply {
    held(GuestBody, body);
    const page = this.pages.get(secret);
    if (page && (page.epoch > epoch || (page.epoch === epoch && page.kind === 'verified'))) {
      return refuse(409, 'identity_superseded');
    }
    const isKnown = token !== null && this.guests.has(token);
    const mine = isKnown ? token : this.token();
    const contactId = this.guests.get(mine) ?? this.id();
    this.guests.set(mine, contactId);
    const loggedOutOf = page?.loggedOutOf ?? null;
    this.pages.set(secret, { epoch, kind: 'guest', contactId, token: mine, group: null, ended: null, loggedOutOf });
    const session = { status: 'guest', epoch, contact_id: contactId };
    return { status: 200, body: held(GuestSession, isKnown ? session : { ...session, token: mine }) };
  }

  #identify({ page: secret, epoch, body }: Call): Reply {
    const { user_id: userId, identifier_hash: hash, group: named } = held(IdentifyBody, body) as IdentifyBody;
    const page = this.pages.get(secret);
    if (page && epoch <= page.epoch) return refuse(409, 'identity_superseded');
    if (page?.loggedOutOf && (!named || named === page.loggedOutOf || this.groups.get(named) !== 'live')) {
      return refuse(409, 'logged_out');
    }
    const nobody = {
      epoch,
      kind: 'none',
      contactId: '',
      token: null,
      group: null,
      ended: null,
      loggedOutOf: null,
    } as const;
    this.pages.set(secret, { ...nobody });
    if (hash !== proofOf(userId).identifier_hash) return refuse(403, 'identity_refused');
    if (named && this.groups.get(named) === 'retired') return refuse(409, 'identity_superseded');
    const group = named && this.groups.has(named) ? named : this.id();
    this.groups.set(group, 'live');
    const contactId = this.users.get(userId) ?? this.id();
    this.users.set(userId, contactId);
    const token = this.token();
    this.pages.set(secret, { ...nobody, kind: 'verified', contactId, token, group });
    const expires = new Date(this.clock.nowMs + 86_400_000).toISOString();
    const session = { status: 'verified', epoch, token, expires_at: expires, contact_id: contactId, group };
    return { status: 200, body: held(VerifiedSession, { ...session, link: this.link, dropped: [] }) };
  }

  #serve({ name, epoch, body }: Call, page: PageState, url: string): Reply {
    const { contactId } = page;
    const thread = this.messages.get(contactId) ?? [];
    switch (name) {
      case 'logout': {
        const { group } = page;
        Object.assign(page, { epoch, kind: 'none', token: null, group: null });
        if (group) {
          this.groups.set(group, 'retired');
          this.endSessions('logged_out', group);
        }
        return { status: 204 };
      }
      case 'heartbeat':
        return { status: 200, body: held(Heartbeat, { status: page.kind, epoch, contact_id: contactId }) };
      case 'messages': {
        const before = Number(new URL(url).searchParams.get('before')?.slice(1) ?? thread.length);
        const items = thread.slice(Math.max(0, before - this.pageSize), before);
        const first = before - items.length;
        const page = { items, before: first > 0 ? `c${first}` : null, after: `c${thread.length}`, unread: 0 };
        return { status: 200, body: held(WidgetMessages, { epoch, ...page, agent_seen_seq: 0 }) };
      }
      case 'send': {
        const { client_id, text } = held(WidgetSendBody, body) as WidgetSendBody;
        const known = thread.find((message) => message.client_id === client_id);
        const message = known ?? this.say(contactId, text, 'visitor', { client_id });
        return { status: 201, body: held(WidgetSendResult, { epoch, message }) };
      }
      case 'open':
        return { status: 200, body: held(OpenResult, { epoch, started: true }) };
      case 'seen':
        held(SeenBody, body);
        return { status: 204 };
      case 'start_flow':
        held(StartFlowBody, body);
        return { status: 200, body: held(OpenResult, { epoch, started: true }) };
      case 'track_event':
        held(TrackEventBody, body);
        return { status: 200, body: held(PageActResult, { epoch }) };
      case 'add_tag':
        held(AddTagBody, body);
        return { status: 200, body: held(PageActResult, { epoch }) };
      case 'attributes':
        return { status: 200, body: held(PageAttributesResult, { epoch, dropped: [] }) };
      case 'link': {
        const { answer } = held(LinkBody, body) as LinkBody;
        const link = answer === 'link' ? { kind: 'linked', conversation_id: this.id() } : { kind: 'none' };
        return { status: 200, body: held(LinkResult, { epoch, link }) };
      }
      default:
        throw new Error(name);
    }
  }

  socketClass(browser: Browser) {
    const farEnd = this;
    return class {
      readyState = 0;
      onopen: (() => void) | null = null;
      onmessage: ((event: { data: string }) => void) | null = null;
      onclose: (() => void) | null = null;
      readonly far: FarSocket;

      constructor(url: string) {
        if (url !== 'wss://chat.example.com/v1/widget/socket') throw new Error(url);
        const shut = () => {
          if (this.readyState === 3) return;
          this.readyState = 3;
          farEnd.sockets.splice(farEnd.sockets.indexOf(this.far), 1);
          queueMicrotask(() => this.onclose?.());
        };
        this.far = {
          hello: null,
          frames: [],
          say: (frame) => {
            held(WidgetServerFrame, frame);
            queueMicrotask(() => this.readyState === 1 && this.onmessage?.({ data: JSON.stringify(frame) }));
            if ((frame as { type: string }).type === 'bye') queueMicrotask(() => queueMicrotask(shut));
          },
          drop: shut,
        };
        farEnd.sockets.push(this.far);
        queueMicrotask(() => {
          if (browser.isOffline || !farEnd.takesSockets) return shut();
          this.readyState = 1;
          this.onopen?.();
        });
      }

      send(text: string) {
        const frame = held(WidgetClientFrame, JSON.parse(text));
        this.far.frames.push(frame);
        if (frame.type === 'ping') this.far.say({ type: 'pong', epoch: this.far.hello?.['epoch'] });
        if (frame.type !== 'hello') return;
        this.far.hello = frame;
        const page = farEnd.pages.get(frame.page);
        const bye = (code: string) => this.far.say({ type: 'bye', epoch: frame.epoch, code });
        if (!page || page.token !== frame.token) return bye(page?.ended ?? 'session_revoked');
        if (page.epoch !== frame.epoch) return bye('identity_superseded');
        this.far.say({ type: 'welcome', epoch: frame.epoch });
        const thread = farEnd.messages.get(page.contactId) ?? [];
        for (let at = Number(frame.after.slice(1)); at < thread.length; at++) {
          const event = { type: 'message', message: thread[at] };
          this.far.say({ type: 'event', epoch: frame.epoch, cursor: `c${at + 1}`, event });
        }
      }

      close() {
        this.readyState = 3;
        const at = farEnd.sockets.indexOf(this.far);
        if (at >= 0) farEnd.sockets.splice(at, 1);
      }
    };
  }
}
