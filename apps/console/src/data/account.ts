import type { AccountSession, Me, RecoveryCodes, TwoStepOffer, TwoStepState, UpdateAccountBody } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { AccountSession, RecoveryCodes, TwoStepOffer, TwoStepState };

export const updateAccount = (body: UpdateAccountBody) => request<Me>('update_account', { body });
export const changePassword = (oldPassword: string, newPassword: string) =>
  request('change_password', { body: { old_password: oldPassword, new_password: newPassword } });

export const fetchOwnSessions = (signal?: AbortSignal) =>
  request<Page<AccountSession>>('list_own_sessions', { signal });
export const endOwnSession = (sessionId: string) => request('end_own_session', { params: { session_id: sessionId } });
export const endOtherSessions = () => request('end_other_sessions');

export const fetchTwoStep = (signal?: AbortSignal) => request<TwoStepState>('two_step_state', { signal });
/** Asks for the password lately: run it through the guard. */
export const beginTwoStep = () => request<TwoStepOffer>('two_step_begin');
/** @returns the recovery codes, the only time they are seen. */
export const confirmTwoStep = (ticket: string, code: string) =>
  request<RecoveryCodes>('two_step_confirm', { body: { ticket, code } });
export const turnTwoStepOff = (password: string, code: string) => request('two_step_off', { body: { password, code } });

/** The same answer whether the address is known or not. */
export const askPasswordReset = (email: string) => request('ask_password_reset', { body: { email } });
export const resetPassword = (secret: string, password: string) =>
  request('use_password_reset', { body: { secret, password } });
