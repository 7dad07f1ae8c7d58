import { Module } from '@nestjs/common';
import { AuditRepository } from './audit.repository.js';
import { AuditService } from './audit.service.js';
import { ConsoleDoor } from './console-door.service.js';
import { ConsoleOrigin } from './console-origin.js';
import { FirstRunService } from './first-run.service.js';
import { OwnersService } from './owners.service.js';
import { PasswordResetService } from './password-reset.service.js';
import { Passwords } from './passwords.js';
import { RefusedSignIns } from './refused-sign-ins.js';
import { SessionController } from './session.controller.js';
import { SetupService } from './setup.service.js';
import { SessionDesk, SignInService } from './sign-in.service.js';
import { SignInLinksService } from './sign-in-links.service.js';
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
    SessionDesk,
    SetupService,
    SignInLinksService,
    SignInService,
    StaffSessionsService,
    StaffSessionSweeps,
  ],
  exports: [AuditService, ConsoleDoor, ConsoleOrigin, OwnersService, SignInLinksService, StaffSessionsService],
})
export class WorkspacesModule {}
