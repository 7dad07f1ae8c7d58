import type { ApiKey, CreatedApiKey } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { ApiKey, CreatedApiKey };

export const fetchApiKeys = (botId: string, signal?: AbortSignal) =>
  request<Page<ApiKey>>('list_api_keys', { params: { bot_id: botId }, query: { limit: 100 }, signal });
/** The only time the key itself is seen. */
export const createApiKey = (botId: string, name: string) =>
  request<CreatedApiKey>('create_api_key', { params: { bot_id: botId }, body: { name } });
export const deleteApiKey = (botId: string, keyId: string) =>
  request('delete_api_key', { params: { bot_id: botId, key_id: keyId } });
