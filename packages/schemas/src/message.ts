import * as v from 'valibot';
import { shape } from './shape.js';
import { instant, line, text, uuid, webUrl } from './text.js';

/** Characters a message's text may hold. */
export const MESSAGE_TEXT_MAX = 4000;

/** A short id inside a flow or message: step, button, quick reply. */
export const shortId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** A button under a message. `reply` comes back as a visitor's message; `url` opens a page. */
export const Button = v.variant('kind', [
  shape({ kind: v.literal('reply'), id: shortId, label: line(80, 1) }),
  shape({ kind: v.literal('url'), id: shortId, label: line(80, 1), url: webUrl }),
]);
export type Button = v.InferOutput<typeof Button>;

/** A suggestion shown once, under the last message. */
export const QuickReply = shape({ id: shortId, label: line(80, 1) });
export type QuickReply = v.InferOutput<typeof QuickReply>;

/**
 * What a message says. `text` is markdown of a small kind (emphasis, code, links, lists); it never becomes HTML.
 * `step_id` names the flow step that sent it, and goes back with a button's or quick reply's press.
 */
export const MessageBody = shape({
  text: text(MESSAGE_TEXT_MAX, 1),
  buttons: v.optional(v.pipe(v.array(Button), v.maxLength(10))),
  quick_replies: v.optional(v.pipe(v.array(QuickReply), v.maxLength(13))),
  step_id: v.optional(shortId),
  /** On a visitor's message that is the press of a button or quick reply. */
  reply: v.optional(shape({ step_id: shortId, button_id: shortId })),
});
export type MessageBody = v.InferOutput<typeof MessageBody>;

/** Who wrote a message. `system` lines tell what happened ("An agent joined"), by `body.text` as a typed key. */
export const AUTHORS = ['visitor', 'bot', 'agent', 'system'] as const;
export type Author = (typeof AUTHORS)[number];

/** A stored message, as visitors and agents get it. */
export const Message = shape({
  id: uuid,
  conversation_id: uuid,
  /** Place in the conversation, from 1, without gaps. Order is `seq`, never time. */
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  author: v.picklist(AUTHORS),
  /** Shown name of the agent; absent for the others. */
  author_name: v.optional(line(200)),
  body: MessageBody,
  /** The id its sender gave it; only on messages of visitors and agents. */
  client_id: v.optional(uuid),
  /** True where it was written before the visitor was verified, in a thread linked later. */
  as_guest: v.optional(v.boolean()),
  created_at: instant,
});
export type Message = v.InferOutput<typeof Message>;

/** A visitor's or agent's new message. The same `client_id` again returns the same message. */
export const SendMessageBody = shape({
  client_id: uuid,
  text: text(MESSAGE_TEXT_MAX, 1),
  /** The press of a button or quick reply: which one. `text` is its label, as the visitor saw it. */
  reply: v.optional(shape({ step_id: shortId, button_id: shortId })),
});
export type SendMessageBody = v.InferOutput<typeof SendMessageBody>;
