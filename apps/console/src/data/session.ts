import type { Me, SecondStep, SetupBody, SetupState } from '@chatku/schemas';
import { request } from './request.js';

export type { Me };

export const fetchMe = (signal?: AbortSignal) => request<Me>('me', { signal });
export const fetchSetupState = (signal?: AbortSignal) => request<SetupState>('setup_state', { signal });
export const setUp = (body: SetupBody) => request<unknown>('setup', { body });
/** A session, or for whoever signs in by two steps the ticket for the second. */
export const signIn = (email: string, password: string) =>
  request<Me | SecondStep>('sign_in', { body: { email, password } });
export const signInBySecondStep = (ticket: string, code: string) =>
  request<unknown>('second_step', { body: { ticket, code } });
/** Signs in by the secret of a single-use link. */
export const signInByLink = (secret: string) => request<unknown>('sign_in_link', { body: { secret } });
export const signOut = () => request('sign_out');
/** Gives the password again; guarded actions are open for the five minutes after. */
export const givePassword = (password: string) => request('give_password', { body: { password } });
