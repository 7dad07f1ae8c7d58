import * as v from 'valibot';
import { Message } from '../message.js';
import { shape } from '../shape.js';
import { cursor, instant, secret256, uuid } from '../text.js';
import { WATCHED_CONTACTS_MAX, WATCHED_MEMBERS_MAX } from './watched.js';

/** What a workspace's stream tells its members. */
export const WorkspaceEvent = v.variant('type', [
  shape({ type: v.literal('message'), bot_id: uuid, contact_id: uuid, message: Message }),
  shape({ type: v.literal('conversation'), bot_id: uuid, conversation_id: uuid }),
  shape({ type: v.literal('contact'), bot_id: uuid, contact_id: uuid }),
]);
export type WorkspaceEvent = v.InferOutput<typeof WorkspaceEvent>;

/** Frames a console sends; the first is `hello`, within 5 seconds. Without `after` the stream begins now. */
export const ConsoleClientFrame = v.variant('type', [
  shape({ type: v.literal('hello'), protocol: v.number(), csrf: secret256, after: v.optional(cursor) }),
  shape({ type: v.literal('typing'), conversation_id: uuid }),
  /** Whose presence the screen shows from now on, instead of whoever was named before; told at once, and at each change. */
  shape({
    type: v.literal('watch'),
    contact_ids: v.pipe(v.array(uuid), v.maxLength(WATCHED_CONTACTS_MAX)),
    member_ids: v.pipe(v.array(uuid), v.maxLength(WATCHED_MEMBERS_MAX)),
  }),
  shape({ type: v.literal('ping') }),
]);
export type ConsoleClientFrame = v.InferOutput<typeof ConsoleClientFrame>;

/** Whether somebody has a socket open anywhere, as far as the server knows. */
export const Presence = shape({
  id: uuid,
  online: v.boolean(),
  /** When somebody who has just gone was last there; null: nothing newer is known than what lists tell. */
  last_seen_at: v.nullable(instant),
});
export type Presence = v.InferOutput<typeof Presence>;

export const ConsoleServerFrame = v.variant('type', [
  shape({ type: v.literal('welcome'), cursor: cursor }),
  shape({ type: v.literal('event'), cursor: cursor, event: WorkspaceEvent }),
  shape({ type: v.literal('typing'), conversation_id: uuid }),
  /** Of those who are watched: all of them after `watch`, then whoever came or went. */
  shape({ type: v.literal('presence'), contacts: v.array(Presence), members: v.array(Presence) }),
  shape({ type: v.literal('pong') }),
  shape({ type: v.literal('bye'), code: v.picklist(['session_expired', 'resync_required', 'shutting_down']) }),
]);
export type ConsoleServerFrame = v.InferOutput<typeof ConsoleServerFrame>;
