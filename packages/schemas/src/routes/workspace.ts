import type { Route } from './route.js';

/** The workspace: its settings, members, invitations and mail. */
export const WORKSPACE_ROUTES = {
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
} as const satisfies Record<string, Route>;
