import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { FlowAuthoringService, FlowCopiesService } from '../flows/index.js';
import { AuditService } from '../workspaces/index.js';

/** What changing a bot needs of the house. */
@Injectable()
export class BotDesk {
  constructor(
    readonly reader: Reader,
    readonly unitOfWork: UnitOfWork,
    readonly clock: Clock,
    readonly audit: AuditService,
    readonly flows: FlowAuthoringService,
    readonly flowCopies: FlowCopiesService,
  ) {}
}

/** A change made on an older version of the bot than there is. */
export const tooLate = (): AppError =>
  new AppError('conflict', 'Somebody else has changed this bot since you opened it.', {
    fix: 'Open it again, then repeat your change.',
  });
