import type { Bot, FlowSummary, Looks, UpdateBotBody } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { Bot, FlowSummary, Looks, UpdateBotBody };

export const fetchBots = (before?: string | null, signal?: AbortSignal) =>
  request<Page<Bot>>('list_bots', { query: { before, limit: 100 }, signal });
export const fetchBot = (id: string, signal?: AbortSignal) =>
  request<Bot>('get_bot', { params: { bot_id: id }, signal });
export const createBot = (name: string) => request<Bot>('create_bot', { body: { name } });
/** Changes some settings. `version` is that of the bot the change was made on; 409 when somebody was faster. */
export const updateBot = (id: string, body: UpdateBotBody) =>
  request<Bot>('update_bot', { params: { bot_id: id }, body });
/** Copies settings; never keys, API keys, contacts or logs. */
export const duplicateBot = (id: string) => request<Bot>('duplicate_bot', { params: { bot_id: id } });
export const fetchFlows = (botId: string, signal?: AbortSignal) =>
  request<Page<FlowSummary>>('list_flows', { params: { bot_id: botId }, query: { limit: 100 }, signal });
