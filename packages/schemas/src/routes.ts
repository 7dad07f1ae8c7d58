import type { Permission } from './permissions.js';

/**
 * Who a route is for.
 * - `anyone`: no credential; - `setup`: the code in the terminal; - `member`: a console session (cookie and CSRF
 * header) whose role has the route's permission; - `bot_key`: a bot's API key, never from a browser; - `page`: any page
 * of an allowed origin with a page header; - `visitor`: a page with a guest's or a verified token; - `verified`: a page
 * with a verified token.
 */
export type Audience = 'anyone' | 'setup' | 'member' | 'bot_key' | 'page' | 'visitor' | 'verified';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A route of the console: a member needs the permission, and where it says so the password within the last five minutes. */
export type MemberRoute = {
  method: Method;
  path: string;
  audience: 'member';
  permission: Permission;
  recent_password?: true;
};

export type Route = MemberRoute | { method: Method; path: string; audience: Exclude<Audience, 'member'> };

/**
 * Every HTTP route of the API. A test holds it against the running application in both directions, so a route that is
 * not listed here cannot exist.
 */
export const ROUTES = {
  health_live: { method: 'GET', path: '/health/live', audience: 'anyone' },
  health_ready: { method: 'GET', path: '/health/ready', audience: 'anyone' },
  loader: { method: 'GET', path: '/w/:file', audience: 'anyone' },
  widget_preview: { method: 'GET', path: '/w/preview', audience: 'anyone' },
  widget_asset: { method: 'GET', path: '/w/p/:hash/:file', audience: 'anyone' },
  bot_picture: { method: 'GET', path: '/w/a/:bot_id/:hash', audience: 'anyone' },
  chat_page: { method: 'GET', path: '/chat/:bot_id', audience: 'anyone' },

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
  widget_start_flow: { method: 'POST', path: '/v1/bots/:bot_id/widget/flows', audience: 'visitor' },
  widget_track_event: { method: 'POST', path: '/v1/bots/:bot_id/widget/events', audience: 'visitor' },
  widget_pre_chat: { method: 'POST', path: '/v1/bots/:bot_id/widget/pre-chat', audience: 'visitor' },
  widget_add_tag: { method: 'POST', path: '/v1/bots/:bot_id/widget/tags', audience: 'visitor' },

  put_contact: { method: 'PUT', path: '/v1/contacts', audience: 'bot_key' },

  setup_state: { method: 'GET', path: '/v1/console/setup', audience: 'anyone' },
  setup: { method: 'POST', path: '/v1/console/setup', audience: 'setup' },
  sign_in: { method: 'POST', path: '/v1/console/session', audience: 'anyone' },
  sign_in_link: { method: 'POST', path: '/v1/console/session/link', audience: 'anyone' },
  me: { method: 'GET', path: '/v1/console/session', audience: 'member', permission: 'account.own' },
  sign_out: { method: 'DELETE', path: '/v1/console/session', audience: 'member', permission: 'account.own' },
  give_password: {
    method: 'POST',
    path: '/v1/console/session/password',
    audience: 'member',
    permission: 'account.own',
  },

  second_step: { method: 'POST', path: '/v1/console/session/second-step', audience: 'anyone' },
  ask_password_reset: { method: 'POST', path: '/v1/console/password-reset', audience: 'anyone' },
  use_password_reset: { method: 'POST', path: '/v1/console/password-reset/use', audience: 'anyone' },
  look_at_invite: { method: 'POST', path: '/v1/console/invitation', audience: 'anyone' },
  accept_invite: { method: 'POST', path: '/v1/console/invitation/accept', audience: 'anyone' },
  update_account: { method: 'PATCH', path: '/v1/console/account', audience: 'member', permission: 'account.own' },
  change_password: {
    method: 'POST',
    path: '/v1/console/account/password',
    audience: 'member',
    permission: 'account.own',
  },
  list_own_sessions: {
    method: 'GET',
    path: '/v1/console/account/sessions',
    audience: 'member',
    permission: 'account.own',
  },
  end_own_session: {
    method: 'DELETE',
    path: '/v1/console/account/sessions/:session_id',
    audience: 'member',
    permission: 'account.own',
  },
  end_other_sessions: {
    method: 'DELETE',
    path: '/v1/console/account/sessions',
    audience: 'member',
    permission: 'account.own',
  },
  two_step_state: {
    method: 'GET',
    path: '/v1/console/account/two-step',
    audience: 'member',
    permission: 'account.own',
  },
  two_step_begin: {
    method: 'POST',
    path: '/v1/console/account/two-step/begin',
    audience: 'member',
    permission: 'account.own',
    recent_password: true,
  },
  two_step_confirm: {
    method: 'POST',
    path: '/v1/console/account/two-step/confirm',
    audience: 'member',
    permission: 'account.own',
  },
  two_step_off: {
    method: 'POST',
    path: '/v1/console/account/two-step/off',
    audience: 'member',
    permission: 'account.own',
  },

  update_workspace: {
    method: 'PATCH',
    path: '/v1/console/workspace',
    audience: 'member',
    permission: 'workspace.write',
  },
  list_members: { method: 'GET', path: '/v1/console/members', audience: 'member', permission: 'members.read' },
  update_member: {
    method: 'PATCH',
    path: '/v1/console/members/:user_id',
    audience: 'member',
    permission: 'members.manage',
  },
  deactivate_member: {
    method: 'POST',
    path: '/v1/console/members/:user_id/deactivate',
    audience: 'member',
    permission: 'members.manage',
  },
  reactivate_member: {
    method: 'POST',
    path: '/v1/console/members/:user_id/reactivate',
    audience: 'member',
    permission: 'members.manage',
  },
  transfer_ownership: {
    method: 'POST',
    path: '/v1/console/members/:user_id/transfer',
    audience: 'member',
    permission: 'ownership.transfer',
    recent_password: true,
  },
  list_invites: { method: 'GET', path: '/v1/console/invites', audience: 'member', permission: 'members.read' },
  create_invite: { method: 'POST', path: '/v1/console/invites', audience: 'member', permission: 'members.manage' },
  revoke_invite: {
    method: 'DELETE',
    path: '/v1/console/invites/:invite_id',
    audience: 'member',
    permission: 'members.manage',
  },

  mail_state: { method: 'GET', path: '/v1/console/mail/state', audience: 'member', permission: 'members.manage' },
  get_mail: { method: 'GET', path: '/v1/console/mail', audience: 'member', permission: 'mail.manage' },
  put_mail: {
    method: 'PUT',
    path: '/v1/console/mail',
    audience: 'member',
    permission: 'mail.manage',
    recent_password: true,
  },
  delete_mail: {
    method: 'DELETE',
    path: '/v1/console/mail',
    audience: 'member',
    permission: 'mail.manage',
    recent_password: true,
  },
  test_mail: { method: 'POST', path: '/v1/console/mail/test', audience: 'member', permission: 'mail.manage' },

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
  get_retention: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/retention',
    audience: 'member',
    permission: 'retention.manage',
  },
  put_retention: {
    method: 'PUT',
    path: '/v1/console/bots/:bot_id/retention',
    audience: 'member',
    permission: 'retention.manage',
    recent_password: true,
  },
  error_log: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/error-log',
    audience: 'member',
    permission: 'error_log.read',
  },
  error_log_codes: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/error-log/codes',
    audience: 'member',
    permission: 'error_log.read',
  },
  audit_log: { method: 'GET', path: '/v1/console/audit', audience: 'member', permission: 'audit.read' },

  list_flows: { method: 'GET', path: '/v1/console/bots/:bot_id/flows', audience: 'member', permission: 'flows.read' },
  create_flow: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/flows',
    audience: 'member',
    permission: 'flows.write',
  },
  get_flow: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/flows/:flow_id',
    audience: 'member',
    permission: 'flows.read',
  },
  publish_flow: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/flows/:flow_id/publish',
    audience: 'member',
    permission: 'flows.write',
  },

  list_contacts: { method: 'GET', path: '/v1/console/contacts', audience: 'member', permission: 'contacts.read' },
  get_contact: {
    method: 'GET',
    path: '/v1/console/contacts/:contact_id',
    audience: 'member',
    permission: 'contacts.read',
  },
  list_contact_events: {
    method: 'GET',
    path: '/v1/console/contacts/:contact_id/events',
    audience: 'member',
    permission: 'contacts.read',
  },
  export_contacts: {
    method: 'POST',
    path: '/v1/console/contact-export',
    audience: 'member',
    permission: 'contacts.export',
  },
  add_contact_tag: {
    method: 'PUT',
    path: '/v1/console/contacts/:contact_id/tags',
    audience: 'member',
    permission: 'contacts.write',
  },
  remove_contact_tag: {
    method: 'DELETE',
    path: '/v1/console/contacts/:contact_id/tags',
    audience: 'member',
    permission: 'contacts.write',
  },
  end_contact_session: {
    method: 'DELETE',
    path: '/v1/console/contacts/:contact_id/sessions/:session_id',
    audience: 'member',
    permission: 'contacts.block',
  },
  update_contact_fields: {
    method: 'PATCH',
    path: '/v1/console/contacts/:contact_id/fields',
    audience: 'member',
    permission: 'contacts.write',
  },
  block_contact: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/block',
    audience: 'member',
    permission: 'contacts.block',
  },
  unblock_contact: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/unblock',
    audience: 'member',
    permission: 'contacts.block',
  },
  erase_contact: {
    method: 'DELETE',
    path: '/v1/console/contacts/:contact_id',
    audience: 'member',
    permission: 'contacts.erase',
    recent_password: true,
  },
  rename_contact: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/rename',
    audience: 'member',
    permission: 'contacts.rename',
    recent_password: true,
  },
  end_contact_sessions: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/end-sessions',
    audience: 'member',
    permission: 'contacts.block',
  },
  lift_not_before: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/lift',
    audience: 'member',
    permission: 'contacts.lift',
  },
  undo_link: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/links/:link_id/undo',
    audience: 'member',
    permission: 'contacts.write',
  },

  list_conversations: {
    method: 'GET',
    path: '/v1/console/conversations',
    audience: 'member',
    permission: 'conversations.read',
  },
  get_conversation: {
    method: 'GET',
    path: '/v1/console/conversations/:conversation_id',
    audience: 'member',
    permission: 'conversations.read',
  },
  list_messages: {
    method: 'GET',
    path: '/v1/console/conversations/:conversation_id/messages',
    audience: 'member',
    permission: 'conversations.read',
  },
  reply: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/messages',
    audience: 'member',
    permission: 'conversations.reply',
  },
  set_conversation_status: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/status',
    audience: 'member',
    permission: 'conversations.reply',
  },
  pause_bot: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/bot',
    audience: 'member',
    permission: 'conversations.reply',
  },
  agent_seen: {
    method: 'POST',
    path: '/v1/console/conversations/:conversation_id/seen',
    audience: 'member',
    permission: 'conversations.reply',
  },
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
