import * as v from 'valibot';
import { Message, SendMessageBody } from './message.js';
import { shape } from './shape.js';
import { cursor, limitParam, line, secret256, uuid } from './text.js';
import { languageCode } from './widget-texts.js';

/** A CSS colour a person picks: `#rrggbb`. */
export const hexColour = v.pipe(v.string(), v.regex(/^#[0-9a-fA-F]{6}$/));

/** Names a bot's picture by its content: the first 16 hex digits of its SHA-256. */
export const pictureHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));

/** What the panel is: a tall card, a drawer at the page's side, or all of the window. Absent: a card above the launcher. */
export const LAYOUTS = ['window', 'drawer', 'full_screen'] as const;
/** What the launcher shows. Absent: `chat`. */
export const LAUNCHER_ICONS = ['chat', 'question', 'wave'] as const;
/** Name of a font family, one; never a list, a quote or any other piece of CSS. */
export const fontName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9 -]{0,39}$/));

/** How a bot's widget looks. Public: the loader carries it to every visitor. */
export const Looks = shape({
  title: line(60, 1),
  subtitle: v.optional(line(120)),
  /** The bot's picture, fetched from `GET /w/a/<bot>/<hash>`. */
  avatar: v.optional(pictureHash),
  colour: hexColour,
  /** In place of `colour` where the chat is dark. */
  colour_dark: v.optional(hexColour),
  layout: v.optional(v.picklist(LAYOUTS)),
  icon: v.optional(v.picklist(LAUNCHER_ICONS)),
  /** Corners of the card, in px. */
  radius: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(28))),
  font: v.optional(fontName),
  position: v.picklist(['right', 'left']),
  scheme: v.picklist(['auto', 'light', 'dark']),
  /** The language of its buttons and hints: the visitor's own, or always this one. */
  locale: v.union([v.literal('auto'), languageCode]),
});
export type Looks = v.InferOutput<typeof Looks>;

/** `POST .../messages` of a visitor. A guest's message also carries the tab's secret, see docs/identity.md. */
export const WidgetSendBody = shape({ ...SendMessageBody.entries, tab_secret: v.optional(secret256) });
export type WidgetSendBody = v.InferOutput<typeof WidgetSendBody>;

/** The stored message; `epoch` tells whose it is. */
export const WidgetSendResult = shape({ epoch: v.number(), message: Message });
export type WidgetSendResult = v.InferOutput<typeof WidgetSendResult>;

export const WidgetMessagesQuery = shape({ before: v.optional(cursor), limit: limitParam });

/**
 * A page of the visitor's history over all their conversations, oldest first. Without `before` it is the newest page,
 * and `after` is the cursor to open the socket with: nothing between the two is lost.
 */
export const WidgetMessages = shape({
  epoch: v.number(),
  items: v.array(Message),
  /** Hand back as `before` to read further up; null at the beginning of history. */
  before: v.nullable(cursor),
  after: cursor,
  /** Agents' and bot's messages the visitor has not seen. */
  unread: v.number(),
  /** Up to where the agents' side has read the newest conversation. */
  agent_seen_seq: v.number(),
});
export type WidgetMessages = v.InferOutput<typeof WidgetMessages>;

/** `POST .../open`: the visitor opened the panel. Starts the start flow once; `started` says whether it did. */
export const OpenResult = shape({ epoch: v.number(), started: v.boolean() });
export type OpenResult = v.InferOutput<typeof OpenResult>;

/** `POST .../seen`: the visitor has read a conversation up to `seq`. */
export const SeenBody = shape({ conversation_id: uuid, seq: v.pipe(v.number(), v.integer(), v.minValue(1)) });
export type SeenBody = v.InferOutput<typeof SeenBody>;

/** What a visitor's stream tells. */
export const WidgetEvent = v.variant('type', [
  shape({ type: v.literal('message'), message: Message }),
  shape({ type: v.literal('conversation'), conversation_id: uuid, status: v.picklist(['open', 'done']) }),
  shape({ type: v.literal('agent_seen'), conversation_id: uuid, seq: v.number() }),
  /** A thread was linked or unlinked: fetch the history anew. */
  shape({ type: v.literal('history_changed') }),
]);
export type WidgetEvent = v.InferOutput<typeof WidgetEvent>;

/**
 * Frames a widget sends. `hello` is the first, within 5 seconds, or the socket closes with 4401. A frame of another
 * shape closes it with 4400.
 */
export const WidgetClientFrame = v.variant('type', [
  shape({
    type: v.literal('hello'),
    protocol: v.number(),
    bot_id: uuid,
    token: secret256,
    page: secret256,
    epoch: v.pipe(v.number(), v.integer(), v.minValue(0)),
    after: cursor,
  }),
  shape({ type: v.literal('typing') }),
  /** Doubles as the session's heartbeat; sent every 60 seconds at most. */
  shape({ type: v.literal('ping') }),
]);
export type WidgetClientFrame = v.InferOutput<typeof WidgetClientFrame>;

/** Frames a widget gets. After `bye` the server closes. Every frame carries the epoch of the identity it is for. */
export const WidgetServerFrame = v.variant('type', [
  shape({ type: v.literal('welcome'), epoch: v.number() }),
  shape({ type: v.literal('event'), epoch: v.number(), cursor: cursor, event: WidgetEvent }),
  shape({ type: v.literal('typing'), epoch: v.number(), author: v.picklist(['agent', 'bot']) }),
  shape({ type: v.literal('pong'), epoch: v.number() }),
  shape({
    type: v.literal('bye'),
    epoch: v.number(),
    code: v.picklist([
      'session_expired',
      'session_revoked',
      'identity_superseded',
      'logged_out',
      'resync_required',
      'origin_not_allowed',
      'protocol_too_old',
      'shutting_down',
    ]),
  }),
]);
export type WidgetServerFrame = v.InferOutput<typeof WidgetServerFrame>;
