import type { Feature } from '../../platform/feature.js';
import { AuditEntry } from './audit-entry.entity.js';
import { OlderCodeKey } from './older-code-key.entity.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { resetPasswordCommand } from './reset-password.command.js';
import { sealedSecrets } from './sealed-secrets.service.js';
import { SignInLink, StaffSession } from './staff-session.entity.js';
import { StaffUser } from './staff-user.entity.js';
import { Workspace } from './workspace.entity.js';
import { WorkspacesModule } from './workspaces.module.js';

export { type AuditedAct, AuditService } from './audit.service.js';
export { type BrowserHeaders, CallingBrowser } from './browser.js';
export { ConsoleOrigin } from './console-origin.js';
export { handOver } from './hand-over.js';
export { ConsoleOriginGuard, MemberGuard } from './member.guard.js';
export { CurrentMember, type Member, requirePermission, requireRecentPassword, type SignedInMember } from './member.js';
export { type NewOwner, OwnersService, type PreparedOwner } from './owners.service.js';
export { isCountry, isCurrency } from './place.js';
export { SecondFactorService } from './second-factor.service.js';
export { newSecret, secretHash } from './secrets.js';
export { SessionDesk, type SignedIn } from './sign-in.service.js';
export { SignInLinksService } from './sign-in-links.service.js';
export { StaffService } from './staff.service.js';
export { StaffSessionsService, staffStream } from './staff-sessions.service.js';
export type { StaffUser } from './staff-user.entity.js';
export type { Workspace } from './workspace.entity.js';
export { WorkspacesModule } from './workspaces.module.js';

export const workspacesFeature: Feature = {
  name: 'workspaces',
  module: WorkspacesModule,
  entities: [Workspace, StaffUser, StaffSession, SignInLink, RecoveryCode, OlderCodeKey, AuditEntry],
  sealed: sealedSecrets,
  commands: [resetPasswordCommand],
};
