import type { Route } from './route.js';

/** Set-up, signing in, and one's own account. */
export const ACCOUNT_ROUTES = {
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
} as const satisfies Record<string, Route>;
