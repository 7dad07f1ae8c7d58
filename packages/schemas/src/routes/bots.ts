import type { Route } from './route.js';

/** Bots, with their installations, API keys and fields. */
export const BOT_ROUTES = {
  list_bots: { method: 'GET', path: '/v1/console/bots', audience: 'member', permission: 'bots.read' },
  create_bot: { method: 'POST', path: '/v1/console/bots', audience: 'member', permission: 'bots.write' },
  get_bot: { method: 'GET', path: '/v1/console/bots/:bot_id', audience: 'member', permission: 'bots.read' },
  update_bot: { method: 'PATCH', path: '/v1/console/bots/:bot_id', audience: 'member', permission: 'bots.write' },
  put_avatar: { method: 'PUT', path: '/v1/console/bots/:bot_id/avatar', audience: 'member', permission: 'bots.write' },
  delete_avatar: {
    method: 'DELETE',
    path: '/v1/console/bots/:bot_id/avatar',
    audience: 'member',
    permission: 'bots.write',
  },
  duplicate_bot: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/duplicate',
    audience: 'member',
    permission: 'bots.write',
  },

  list_installations: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/installations',
    audience: 'member',
    permission: 'identity_log.read',
  },
  get_checklist: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/checklist',
    audience: 'member',
    permission: 'bots.read',
  },

  list_api_keys: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/api-keys',
    audience: 'member',
    permission: 'api_keys.manage',
  },
  create_api_key: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/api-keys',
    audience: 'member',
    permission: 'api_keys.manage',
  },
  delete_api_key: {
    method: 'DELETE',
    path: '/v1/console/bots/:bot_id/api-keys/:key_id',
    audience: 'member',
    permission: 'api_keys.manage',
  },

  list_fields: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/fields',
    audience: 'member',
    permission: 'fields.read',
  },
  put_field: { method: 'PUT', path: '/v1/console/bots/:bot_id/fields', audience: 'member', permission: 'fields.write' },
  rename_field: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/fields/:field_name/rename',
    audience: 'member',
    permission: 'fields.write',
  },
  delete_field: {
    method: 'DELETE',
    path: '/v1/console/bots/:bot_id/fields/:field_name',
    audience: 'member',
    permission: 'fields.write',
  },
} as const satisfies Record<string, Route>;
