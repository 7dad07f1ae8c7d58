import type { RouteName } from '@chatku/schemas';

/** One pixel. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==';
const NOBODYS = '01890000-0000-7000-8000-000000000000';

/** Bodies the routes would take; the others take none, or an empty one. */
export const BODIES: Partial<Record<RouteName, object>> = {
  give_password: { password: 'x' },
  update_account: { name: 'N' },
  change_password: { old_password: 'x', new_password: 'long enough' },
  two_step_confirm: { ticket: 'v1.x', code: '123456' },
  two_step_off: { password: 'x', code: '123456' },
  update_workspace: { name: 'N' },
  update_member: { role: 'agent' },
  create_invite: { role: 'agent' },
  put_mail: { host: 'mail.example.com', port: 587, security: 'starttls', user: null, from: 'chat@example.com' },
  create_bot: { name: 'Bot' },
  update_bot: { version: 1 },
  create_api_key: { name: 'Key' },
  put_avatar: { version: 1, picture: PICTURE },
  delete_avatar: { version: 1 },
  put_field: { name: 'plan', type: 'text', page_writable: false, minimum_provenance: 'page' },
  rename_field: { name: 'tier' },
  put_retention: { guest_conversations_days: 30, idle_guests_days: null, idle_known_days: null },
  import_key: { key: 'an-imported-key-of-32-characters!' },
  test_hash: { user_id: 'u', identifier_hash: 'a'.repeat(64) },
  put_identity_policy: { accepts: 'hash_or_token', rehearsal: true },
  check_endpoint: { url: 'https://shop.example.my/sign', method: 'GET' },
  create_flow: { name: 'Flow' },
  publish_flow: {
    graph: { start: 'a', steps: [{ id: 'a', kind: 'send_message', blocks: [{ kind: 'text', text: 'Hi' }] }] },
  },
  update_contact_fields: { fields: { name: 'N' } },
  add_contact_tag: { tag: 'vip' },
  remove_contact_tag: { tag: 'vip' },
  rename_contact: { custom_user_id: 'new' },
  end_contact_sessions: { for_cause: false },
  reply: { client_id: NOBODYS, text: 'Hi' },
  set_conversation_status: { status: 'done' },
  pause_bot: { paused: true },
  agent_seen: { seq: 1 },
};
