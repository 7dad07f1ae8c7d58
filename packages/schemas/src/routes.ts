/**
 * Who a route is for.
 * - `anyone`: no credential; - `setup`: the code in the terminal; - `member`: a console session (cookie and CSRF
 * header); - `admin`: a member who is owner or admin; - `recent_admin`: an admin who gave the password within five
 * minutes; - `bot_key`: a bot's API key, never from a browser; - `page`: any page of an allowed origin with a page
 * header; - `visitor`: a page with a guest's or a verified token; - `verified`: a page with a verified token.
 */
export type Audience =
  | 'anyone'
  | 'setup'
  | 'member'
  | 'admin'
  | 'recent_admin'
  | 'bot_key'
  | 'page'
  | 'visitor'
  | 'verified';

export type Route = { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path: string; audience: Audience };

/**
 * Every HTTP route of the API. A test holds it against the running application in both directions, so a route that is
 * not listed here cannot exist.
 */
export const ROUTES = {
  health_live: { method: 'GET', path: '/health/live', audience: 'anyone' },
  health_ready: { method: 'GET', path: '/health/ready', audience: 'anyone' },
  loader: { method: 'GET', path: '/w/:file', audience: 'anyone' },
  widget_asset: { method: 'GET', path: '/w/p/:hash/:file', audience: 'anyone' },

  widget_guest: { method: 'POST', path: '/v1/bots/:bot_id/widget/guest', audience: 'page' },
  widget_identify: { method: 'POST', path: '/v1/bots/:bot_id/widget/identify', audience: 'page' },
  widget_logout: { method: 'POST', path: '/v1/bots/:bot_id/widget/logout', audience: 'verified' },
  widget_heartbeat: { method: 'POST', path: '/v1/bots/:bot_id/widget/heartbeat', audience: 'visitor' },
  widget_link: { method: 'POST', path: '/v1/bots/:bot_id/widget/link', audience: 'verified' },
  widget_attributes: { method: 'PATCH', path: '/v1/bots/:bot_id/widget/contact', audience: 'visitor' },
  widget_messages: { method: 'GET', path: '/v1/bots/:bot_id/widget/messages', audience: 'visitor' },
  widget_send: { method: 'POST', path: '/v1/bots/:bot_id/widget/messages', audience: 'visitor' },
  widget_open: { method: 'POST', path: '/v1/bots/:bot_id/widget/open', audience: 'visitor' },
  widget_seen: { method: 'POST', path: '/v1/bots/:bot_id/widget/seen', audience: 'visitor' },

  put_contact: { method: 'PUT', path: '/v1/contacts', audience: 'bot_key' },

  setup_state: { method: 'GET', path: '/v1/console/setup', audience: 'anyone' },
  setup: { method: 'POST', path: '/v1/console/setup', audience: 'setup' },
  sign_in: { method: 'POST', path: '/v1/console/session', audience: 'anyone' },
  sign_in_link: { method: 'POST', path: '/v1/console/session/link', audience: 'anyone' },
  me: { method: 'GET', path: '/v1/console/session', audience: 'member' },
  sign_out: { method: 'DELETE', path: '/v1/console/session', audience: 'member' },
  give_password: { method: 'POST', path: '/v1/console/session/password', audience: 'member' },

  list_bots: { method: 'GET', path: '/v1/console/bots', audience: 'member' },
  create_bot: { method: 'POST', path: '/v1/console/bots', audience: 'admin' },
  get_bot: { method: 'GET', path: '/v1/console/bots/:bot_id', audience: 'member' },
  update_bot: { method: 'PATCH', path: '/v1/console/bots/:bot_id', audience: 'admin' },
  duplicate_bot: { method: 'POST', path: '/v1/console/bots/:bot_id/duplicate', audience: 'admin' },

  list_api_keys: { method: 'GET', path: '/v1/console/bots/:bot_id/api-keys', audience: 'admin' },
  create_api_key: { method: 'POST', path: '/v1/console/bots/:bot_id/api-keys', audience: 'admin' },
  delete_api_key: { method: 'DELETE', path: '/v1/console/bots/:bot_id/api-keys/:key_id', audience: 'admin' },

  list_fields: { method: 'GET', path: '/v1/console/bots/:bot_id/fields', audience: 'member' },
  put_field: { method: 'PUT', path: '/v1/console/bots/:bot_id/fields', audience: 'admin' },

  list_keys: { method: 'GET', path: '/v1/console/bots/:bot_id/keys', audience: 'admin' },
  add_key: { method: 'POST', path: '/v1/console/bots/:bot_id/keys', audience: 'admin' },
  import_key: { method: 'POST', path: '/v1/console/bots/:bot_id/keys/import', audience: 'recent_admin' },
  reveal_key: { method: 'POST', path: '/v1/console/bots/:bot_id/keys/:key_id/reveal', audience: 'recent_admin' },
  make_key_primary: { method: 'POST', path: '/v1/console/bots/:bot_id/keys/:key_id/primary', audience: 'admin' },
  retire_key: { method: 'POST', path: '/v1/console/bots/:bot_id/keys/:key_id/retire', audience: 'admin' },
  restore_key: { method: 'POST', path: '/v1/console/bots/:bot_id/keys/:key_id/restore', audience: 'recent_admin' },
  compromise_key: { method: 'POST', path: '/v1/console/bots/:bot_id/keys/:key_id/compromise', audience: 'admin' },
  test_hash: { method: 'POST', path: '/v1/console/bots/:bot_id/keys/test', audience: 'admin' },
  identity_log: { method: 'GET', path: '/v1/console/bots/:bot_id/identity-log', audience: 'admin' },
  error_log: { method: 'GET', path: '/v1/console/bots/:bot_id/error-log', audience: 'admin' },

  list_flows: { method: 'GET', path: '/v1/console/bots/:bot_id/flows', audience: 'member' },
  create_flow: { method: 'POST', path: '/v1/console/bots/:bot_id/flows', audience: 'admin' },
  get_flow: { method: 'GET', path: '/v1/console/bots/:bot_id/flows/:flow_id', audience: 'member' },
  publish_flow: { method: 'POST', path: '/v1/console/bots/:bot_id/flows/:flow_id/publish', audience: 'admin' },

  list_contacts: { method: 'GET', path: '/v1/console/contacts', audience: 'member' },
  get_contact: { method: 'GET', path: '/v1/console/contacts/:contact_id', audience: 'member' },
  update_contact_fields: { method: 'PATCH', path: '/v1/console/contacts/:contact_id/fields', audience: 'member' },
  block_contact: { method: 'POST', path: '/v1/console/contacts/:contact_id/block', audience: 'admin' },
  unblock_contact: { method: 'POST', path: '/v1/console/contacts/:contact_id/unblock', audience: 'admin' },
  erase_contact: { method: 'DELETE', path: '/v1/console/contacts/:contact_id', audience: 'recent_admin' },
  rename_contact: { method: 'POST', path: '/v1/console/contacts/:contact_id/rename', audience: 'recent_admin' },
  end_contact_sessions: { method: 'POST', path: '/v1/console/contacts/:contact_id/end-sessions', audience: 'admin' },
  lift_not_before: { method: 'POST', path: '/v1/console/contacts/:contact_id/lift', audience: 'admin' },
  undo_link: { method: 'POST', path: '/v1/console/contacts/:contact_id/links/:link_id/undo', audience: 'member' },

  list_conversations: { method: 'GET', path: '/v1/console/conversations', audience: 'member' },
  get_conversation: { method: 'GET', path: '/v1/console/conversations/:conversation_id', audience: 'member' },
  list_messages: { method: 'GET', path: '/v1/console/conversations/:conversation_id/messages', audience: 'member' },
  reply: { method: 'POST', path: '/v1/console/conversations/:conversation_id/messages', audience: 'member' },
  set_conversation_status: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/status',
    audience: 'member',
  },
  pause_bot: { method: 'POST', path: '/v1/console/conversations/:conversation_id/bot', audience: 'member' },
  agent_seen: { method: 'POST', path: '/v1/console/conversations/:conversation_id/seen', audience: 'member' },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Paths of the two sockets. */
export const WIDGET_SOCKET_PATH = '/v1/widget/socket';
export const CONSOLE_SOCKET_PATH = '/v1/console/socket';

/** A route's path with its parameters filled in, each percent-encoded. */
export const pathOf = (name: RouteName, params: Readonly<Record<string, string>> = {}): string =>
  ROUTES[name].path.replace(/:(\w+)/g, (_, key: string) => {
    const value = params[key];
    if (value === undefined) throw new TypeError(`route ${name} needs the parameter ${key}`);
    return encodeURIComponent(value);
  });
