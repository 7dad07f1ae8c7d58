import type { Route } from './route.js';

/** A bot's special keys, its identity log and its policy. */
export const IDENTITY_ROUTES = {
  list_keys: { method: 'GET', path: '/v1/console/bots/:bot_id/keys', audience: 'member', permission: 'keys.manage' },
  add_key: { method: 'POST', path: '/v1/console/bots/:bot_id/keys', audience: 'member', permission: 'keys.manage' },
  import_key: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/import',
    audience: 'member',
    permission: 'keys.manage',
    recent_password: true,
  },
  reveal_key: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/:key_id/reveal',
    audience: 'member',
    permission: 'keys.manage',
    recent_password: true,
  },
  make_key_primary: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/:key_id/primary',
    audience: 'member',
    permission: 'keys.manage',
  },
  retire_key: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/:key_id/retire',
    audience: 'member',
    permission: 'keys.manage',
  },
  restore_key: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/:key_id/restore',
    audience: 'member',
    permission: 'keys.manage',
    recent_password: true,
  },
  compromise_key: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/:key_id/compromise',
    audience: 'member',
    permission: 'keys.manage',
  },
  test_hash: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/test',
    audience: 'member',
    permission: 'keys.manage',
  },
  identity_log: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/identity-log',
    audience: 'member',
    permission: 'identity_log.read',
  },
  export_identity_log: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/identity-log/export',
    audience: 'member',
    permission: 'identity_log.read',
  },
  get_identity_policy: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/identity-policy',
    audience: 'member',
    permission: 'keys.manage',
  },
  put_identity_policy: {
    method: 'PUT',
    path: '/v1/console/bots/:bot_id/identity-policy',
    audience: 'member',
    permission: 'keys.manage',
  },
  search_keys: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/search',
    audience: 'member',
    permission: 'keys.manage',
  },
  check_endpoint: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/keys/check-endpoint',
    audience: 'member',
    permission: 'keys.manage',
  },
} as const satisfies Record<string, Route>;
