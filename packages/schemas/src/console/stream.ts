import * as v from 'valibot';
import { Message } from '../message.js';
import { shape } from '../shape.js';
import { cursor, secret256, uuid } from '../text.js';

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
  shape({ type: v.literal('ping') }),
]);
export type ConsoleClientFrame = v.InferOutput<typeof ConsoleClientFrame>;

export const ConsoleServerFrame = v.variant('type', [
  shape({ type: v.literal('welcome'), cursor: cursor }),
  shape({ type: v.literal('event'), cursor: cursor, event: WorkspaceEvent }),
  shape({ type: v.literal('typing'), conversation_id: uuid }),
  shape({ type: v.literal('pong') }),
  shape({ type: v.literal('bye'), code: v.picklist(['session_expired', 'resync_required', 'shutting_down']) }),
]);
export type ConsoleServerFrame = v.InferOutput<typeof ConsoleServerFrame>;
