import type { Retention } from '@chatku/schemas';
import { request } from './request.js';

export type { Retention };

export const fetchRetention = (botId: string, signal?: AbortSignal) =>
  request<Retention>('get_retention', { params: { bot_id: botId }, signal });
/** Asks for the password lately: run it through the guard. */
export const putRetention = (botId: string, retention: Retention) =>
  request<Retention>('put_retention', { params: { bot_id: botId }, body: retention });
