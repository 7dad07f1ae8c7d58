import type { Author, Looks, MessageBody, SetUserResult } from '@chatku/schemas';
import type { Speech } from '../i18n/i18n.js';
import type { Boot, MountedPanel } from '../panel/mount.js';

/** What `more.js` hangs on the looks before engine and panel come: all the seams there are for it. */
export type MoreLooks = {
  /** Where the panel fills the screen, in the place of small ones. */
  media?: string;
  /** The bot's own words and languages, for whoever wants this one. */
  speak?(wanted: string): Speech;
  /** Puts more into the panel that is mounted. */
  mount?(start: (boot: Boot) => MountedPanel): (boot: Boot) => MountedPanel;
};

/** A bot's looks. Right, automatic scheme and automatic language go without saying: they would be every visitor's bytes. */
export type LeanLooks = Omit<Looks, 'position' | 'scheme' | 'locale'> & Partial<Looks> & MoreLooks;

/** How a message of this visitor stands. `queued`: kept safe while offline. `failed`: refused; `retry` sends it again. */
export type DeliveryState = 'queued' | 'sending' | 'sent' | 'seen' | 'failed';

/** A message as the panel shows it. */
export type ChatMessage = {
  /** Stable for the life of the bubble: the client id of own messages, else the server's id. */
  key: string;
  conversationId: string | null;
  /** Null until the server has stored it. */
  seq: number | null;
  author: Author;
  authorName: string | null;
  body: MessageBody;
  createdAtMs: number;
  /** Only on the visitor's own messages. */
  state: DeliveryState | null;
  asGuest: boolean;
};

/** `idle` before the visitor interacted; `reconnecting` while the connection is away (messages are queued, safe). */
export type Connection = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'refused';

/** Why the chat cannot be used: the origin is not allowed, guests are not allowed, or the page is too old. */
export type RefusedReason = 'origin_not_allowed' | 'guests_not_allowed' | 'protocol_too_old' | 'bot_disabled';

/** One immutable picture of the chat; the panel renders it and nothing else. */
export type ChatView = {
  /** Goes up by one whenever the person before the screen may have changed; the panel drops all it holds on a change. */
  generation: number;
  connection: Connection;
  refused: RefusedReason | null;
  identity: 'none' | 'guest' | 'verified';
  /** True while a `setUser` waits for its answer: nothing of the person before may be shown. */
  settling: boolean;
  /** In order of the conversation(s), oldest first; own unsent ones last. */
  messages: readonly ChatMessage[];
  /** True once the first page of history has arrived for this identity. */
  loaded: boolean;
  hasOlder: boolean;
  loadingOlder: boolean;
  unread: number;
  /** Who is typing right now. */
  typing: 'agent' | 'bot' | null;
  /** Asked of a verified visitor: does an older guest thread of this browser belong to you? Default no. */
  linkQuestion: { messages: number; lastAtMs: number } | null;
};

/** What the panel may do. The engine (sessions, transport, queue, identity) implements it; the panel fetches nothing but a picture. */
export interface ChatEngine {
  readonly looks: LeanLooks;
  /** Address of the bot's picture, if it has one. */
  readonly picture?: string | undefined;
  readonly view: ChatView;
  /** Calls `listener` after each change of `view`; returns the way to stop. */
  subscribe(listener: () => void): () => void;
  /** The visitor opened the panel: counts as interaction, makes the session, may start the start flow. */
  opened(): void;
  closed(): void;
  send(text: string): void;
  /** A press of a button or quick reply of `message`. */
  press(message: ChatMessage, buttonId: string, label: string): void;
  retry(key: string): void;
  loadOlder(): Promise<void>;
  /** The newest message is on screen and the page is visible. */
  seen(): void;
  /** The visitor is typing; throttled inside. */
  typing(): void;
  answerLink(answer: 'link' | 'leave'): void;
  /** The draft of the visitor now on screen; tagged with its owner and hidden from anyone else. */
  draft: string;
}

/** The page's SDK, `window.$chatbot`. Every method may be called before `ready` and waits in order. */
export interface ChatbotSdk {
  readonly ready: Promise<void>;
  readonly isOpen: boolean;
  setUser(id: string | number, attributes?: Record<string, unknown>): Promise<SetUserResult>;
  reset(): Promise<void>;
  logout(): Promise<void>;
  open(): void;
  close(): void;
  toggle(): void;
  send(text: string): void;
  setCustomAttributes(attributes: Record<string, unknown>): void;
  deleteCustomAttribute(name: string): void;
  /**
   * Starts a flow of the bot, by the name its settings give it (`page_rights.flows`), in the place of the one that runs. It
   * speaks to whoever the page shows; it neither opens the panel nor makes a guest, so before there is a session it waits:
   * call `open()` beside it to show it at once. An agent's words are not interrupted.
   */
  startFlow(ref: string): void;
  /**
   * Tells that something happened on the page, where the bot's settings allow (`page_rights.track_events`). At most 20
   * values of text, number or boolean. Waits, in memory, until the visitor interacts or `setUser` is answered.
   */
  trackEvent(name: string, data?: Record<string, unknown>): void;
  /** Adds a tag to the visitor's contact, if the bot's settings name it (`page_rights.tags`). Waits as `trackEvent` does. */
  addTag(name: string): void;
  setLocale(locale: string): void;
  setColorScheme(scheme: 'light' | 'dark' | 'auto'): void;
  getIdentity(): { kind: 'none' | 'guest' | 'verified'; contactId?: string };
  on(event: string, listener: (detail: unknown) => void): void;
  once(event: string, listener: (detail: unknown) => void): void;
  off(event: string, listener: (detail: unknown) => void): void;
}
