import type { Member, Invite as WireInvite } from '@chatku/schemas';
import type { StaffUser } from '../workspaces/index.js';
import type { Invite } from './invite.entity.js';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Row -> wire. @param online as it is at this moment */
export const toMember = (user: StaffUser, online: boolean): Member => ({
  id: user.id,
  name: user.name,
  email: user.email,
  role: user.role,
  two_step: user.totpSecret !== null,
  deactivated_at: user.deactivatedAtMs === null ? null : iso(user.deactivatedAtMs),
  online,
  created_at: iso(user.createdAtMs),
});

/** Row -> wire: never its secret. */
export const toInvite = (invite: Invite): WireInvite => ({
  id: invite.id,
  role: invite.role,
  email: invite.email,
  created_at: iso(invite.createdAtMs),
  expires_at: iso(invite.expiresAtMs),
});
