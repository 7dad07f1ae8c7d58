import { Module } from '@nestjs/common';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { ConsoleDoor } from './console-door.service.js';
import { ConsoleOrigin } from './console-origin.js';
import { FirstRunService } from './first-run.service.js';
import { OwnersService } from './owners.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { Passwords } from './passwords.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { RefusedSignIns } from './refused-sign-ins.js';
import { SecondFactorService } from './second-factor.service.js';
import { SecondStepService } from './second-step.service.js';
import { SessionController } from './session.controller.js';
import { SetupService } from './setup.service.js';
import { SessionDesk, SignInService } from './sign-in.service.js';
import { SignInLinksService } from './sign-in-links.service.js';
import { SignInTickets } from './sign-in-tickets.js';
import { StaffService } from './staff.service.js';
import { StaffSessionSweeps } from './staff-session-sweeps.service.js';
import { StaffSessionsRepository } from './staff-sessions.repository.js';
import { StaffSessionsService } from './staff-sessions.service.js';
import { WorkspacesRepository } from './workspaces.repository.js';

@Module({
  controllers: [SessionController],
  providers: [
    WorkspacesRepository,
    StaffSessionsRepository,
    AuditRepository,
    AuditService,
    ConsoleDoor,
    ConsoleOrigin,
    FirstRunService,
    OwnersService,
    PasswordResetService,
    Passwords,
    RefusedSignIns,
    RecoveryCodesRepository,
    SecondFactorService,
    SecondStepService,
    SessionDesk,
    SetupService,
    SignInLinksService,
    SignInService,
    SignInTickets,
    StaffService,
    StaffSessionsService,
    StaffSessionSweeps,
  ],
  exports: [
    AuditService,
    ConsoleDoor,
    ConsoleOrigin,
    OwnersService,
    SignInLinksService,
    StaffSessionsService,
    SecondFactorService,
    SessionDesk,
    StaffService,
  ],
})
export class WorkspacesModule {}
