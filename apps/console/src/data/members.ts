import type { AcceptInviteBody, CreatedInvite, CreateInviteBody, Invite, InviteOffer, Member } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { CreatedInvite, CreateInviteBody, Invite, InviteOffer, Member };
export type Role = Member['role'];
export type InviteRole = Invite['role'];

export const fetchMembers = (before: string | null, signal?: AbortSignal) =>
  request<Page<Member>>('list_members', { query: { limit: 100, before }, signal });
export const changeRole = (userId: string, role: Role) =>
  request<Member>('update_member', { params: { user_id: userId }, body: { role } });
export const deactivateMember = (userId: string) =>
  request<Member>('deactivate_member', { params: { user_id: userId } });
export const reactivateMember = (userId: string) =>
  request<Member>('reactivate_member', { params: { user_id: userId } });
/** Asks for the password lately: run it through the guard. */
export const transferOwnership = (userId: string) =>
  request<Member>('transfer_ownership', { params: { user_id: userId } });

export const fetchInvites = (signal?: AbortSignal) =>
  request<Page<Invite>>('list_invites', { query: { limit: 100 }, signal });
/** The only time the link is seen. */
export const createInvite = (body: CreateInviteBody) => request<CreatedInvite>('create_invite', { body });
export const revokeInvite = (inviteId: string) => request('revoke_invite', { params: { invite_id: inviteId } });

/** What an invitation's secret invites to. */
export const lookAtInvite = (secret: string) => request<InviteOffer>('look_at_invite', { body: { secret } });
export const acceptInvite = (body: AcceptInviteBody) => request<unknown>('accept_invite', { body });
