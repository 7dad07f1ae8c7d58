import type { Me } from '@chatku/schemas';
import { phonePrefixOf } from './place.js';
import type { StaffUser } from './staff-user.entity.js';
import type { Workspace } from './workspace.entity.js';

/** Rows -> wire. @param csrf of the session that asks */
export const toMe = (user: StaffUser, workspace: Workspace, csrf: string): Me => ({
  user: {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    language: user.language ?? workspace.language,
    two_step: user.totpSecret !== null,
  },
  workspace: {
    id: workspace.id,
    name: workspace.name,
    timezone: workspace.timezone,
    language: workspace.language,
    country: workspace.country,
    phone_prefix: phonePrefixOf(workspace.country),
    currency: workspace.currency,
  },
  csrf,
});
