import {
  type Bot,
  type CreateBotBody,
  type DeleteAvatarBody,
  type FlowSummary,
  type Looks,
  PICTURE_MAX_BYTES,
  type PutAvatarBody,
  pathOf,
  type UpdateBotBody,
} from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { Bot, FlowSummary, Looks, UpdateBotBody };
export { PICTURE_MAX_BYTES };

export const fetchBots = (before?: string | null, signal?: AbortSignal) =>
  request<Page<Bot>>('list_bots', { query: { before, limit: 100 }, signal });
export const fetchBot = (id: string, signal?: AbortSignal) =>
  request<Bot>('get_bot', { params: { bot_id: id }, signal });
export const createBot = (body: CreateBotBody) => request<Bot>('create_bot', { body });
/** Changes some settings. `version` is that of the bot the change was made on; 409 when somebody was faster. */
export const updateBot = (id: string, body: UpdateBotBody) =>
  request<Bot>('update_bot', { params: { bot_id: id }, body });
/** Gives the bot a picture: a PNG, JPEG or WebP of at most `PICTURE_MAX_BYTES`, in base64. */
export const putBotPicture = (id: string, body: PutAvatarBody) =>
  request<Bot>('put_avatar', { params: { bot_id: id }, body });
export const deleteBotPicture = (id: string, body: DeleteAvatarBody) =>
  request<Bot>('delete_avatar', { params: { bot_id: id }, body });
/** Where the bot's picture is, on this server; null where it has none. */
export const botPictureUrl = ({ id, looks }: Bot): string | null =>
  looks.avatar === undefined ? null : pathOf('bot_picture', { bot_id: id, hash: looks.avatar });
/** Copies settings; never keys, API keys, contacts or logs. */
export const duplicateBot = (id: string) => request<Bot>('duplicate_bot', { params: { bot_id: id } });
export const fetchFlows = (botId: string, signal?: AbortSignal) =>
  request<Page<FlowSummary>>('list_flows', { params: { bot_id: botId }, query: { limit: 100 }, signal });
