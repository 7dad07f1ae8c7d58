import * as v from 'valibot';
import { Behaviour, GuestLimits } from '../behaviour.js';
import { BOT_PURPOSES } from '../choices.js';
import { PageRights } from '../page-acts.js';
import { shape } from '../shape.js';
import { instant, line, uuid } from '../text.js';
import { Looks } from '../widget.js';
import { CONSOLE_LOCALES } from './sign-in.js';

export const Bot = shape({
  id: uuid,
  name: line(80),
  enabled: v.boolean(),
  looks: Looks,
  /** Exact origins, or one-label wildcards such as `https://*.shop.my`. Empty: any origin may embed the bot. */
  origins: v.array(line(300)),
  /** May pages with the `null` origin (sandboxed frames, local files) embed it? */
  null_origin_allowed: v.boolean(),
  guests_allowed: v.boolean(),
  /** Flow that starts when a guest opens the chat, and when a verified user does; null: none. */
  guest_flow_id: v.nullable(uuid),
  known_flow_id: v.nullable(uuid),
  /** Flow that starts in the chat of a guest who turns verified in a page; null: none. */
  identified_flow_id: v.nullable(uuid),
  page_rights: PageRights,
  behaviour: Behaviour,
  guest_limits: GuestLimits,
  /** Goes up by one with each change; a change sent with an older one is refused with 409. */
  version: v.number(),
  created_at: instant,
  /** The script tag's address. */
  loader_url: v.string(),
});
export type Bot = v.InferOutput<typeof Bot>;

export const CreateBotBody = shape({
  name: line(80, 1),
  /** `greet` unless told. */
  purpose: v.optional(v.picklist(BOT_PURPOSES)),
  /** What its first flows are written in; `en` unless told. */
  language: v.optional(v.picklist(CONSOLE_LOCALES)),
});
export type CreateBotBody = v.InferOutput<typeof CreateBotBody>;

export const UpdateBotBody = shape({
  version: v.number(),
  name: v.optional(line(80, 1)),
  enabled: v.optional(v.boolean()),
  looks: v.optional(Looks),
  origins: v.optional(v.pipe(v.array(line(300, 1)), v.maxLength(100))),
  null_origin_allowed: v.optional(v.boolean()),
  guests_allowed: v.optional(v.boolean()),
  guest_flow_id: v.optional(v.nullable(uuid)),
  known_flow_id: v.optional(v.nullable(uuid)),
  identified_flow_id: v.optional(v.nullable(uuid)),
  /** All of them: what is not named is not allowed any more. */
  page_rights: v.optional(PageRights),
  /** The whole of it. */
  behaviour: v.optional(Behaviour),
  guest_limits: v.optional(GuestLimits),
});
export type UpdateBotBody = v.InferOutput<typeof UpdateBotBody>;

/** Most bytes of a bot's picture. */
export const PICTURE_MAX_BYTES = 64 * 1024;

/** `PUT .../avatar`: the bot's picture, a PNG, JPEG or WebP of at most `PICTURE_MAX_BYTES`, in base64. */
export const PutAvatarBody = shape({
  version: v.number(),
  picture: v.pipe(
    v.string(),
    v.maxLength(Math.ceil(PICTURE_MAX_BYTES / 3) * 4),
    v.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'must be base64'),
  ),
});
export type PutAvatarBody = v.InferOutput<typeof PutAvatarBody>;
export const DeleteAvatarBody = shape({ version: v.number() });
export type DeleteAvatarBody = v.InferOutput<typeof DeleteAvatarBody>;

/** An API key of a bot, for the website's own backend. The key itself is shown once, when it is made. */
export const ApiKey = shape({
  id: uuid,
  name: line(80),
  /** First characters, to recognise it by. */
  prefix: line(20),
  created_at: instant,
  last_used_at: v.nullable(instant),
});
export type ApiKey = v.InferOutput<typeof ApiKey>;
export const CreateApiKeyBody = shape({ name: line(80, 1) });
export type CreateApiKeyBody = v.InferOutput<typeof CreateApiKeyBody>;
export const CreatedApiKey = shape({ ...ApiKey.entries, key: line(100) });
export type CreatedApiKey = v.InferOutput<typeof CreatedApiKey>;
