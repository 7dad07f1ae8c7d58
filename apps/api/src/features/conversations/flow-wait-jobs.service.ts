import { Injectable, type OnModuleInit } from '@nestjs/common';
import * as v from 'valibot';
import { AppError } from '../../platform/errors/app-error.js';
import { JobFailure } from '../../platform/outbox/job-failure.js';
import { type Job, OutboxHandlers, type Outcome } from '../../platform/outbox/outbox-handlers.js';
import { MessageLane } from '../../platform/unit-of-work/message-lane.js';
import { ErrorLogService } from '../error-log/index.js';
import { FLOW_WAIT_JOB } from './flow-waits.js';
import { TurnProgram } from './turn-program.js';

const Payload = v.object({ contact_id: v.string() });

/** Ends waits when their time is up: as a turn of the conversation, like any other. */
@Injectable()
export class FlowWaitJobs implements OnModuleInit {
  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly lane: MessageLane,
    private readonly turns: TurnProgram,
    private readonly errorLog: ErrorLogService,
  ) {}

  onModuleInit(): void {
    this.handlers.register({
      kind: FLOW_WAIT_JOB,
      perform: (job) => this.#end(job),
      // Turns that wait together share a commit.
      concurrency: 32,
      parked: async (tx, { botId }, { code }) => {
        if (botId === null) return;
        await this.errorLog.record(tx, botId, {
          code: 'wait_not_ended',
          detail: `The end of a wait could not be carried out (${code}); it is parked under Background jobs.`,
        });
      },
    });
  }

  async #end(job: Job): Promise<Outcome> {
    const { contact_id: contactId } = v.parse(Payload, job.payload);
    try {
      const { againAtMs, started } = await this.lane.carry(this.turns, { kind: 'timer', contactId, waitId: job.id });
      if (againAtMs !== undefined) return { againAtMs };
      // A turn that ended the wait has taken its row away; for a wait that was over already it is still there.
      return started ? { gone: true } : undefined;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // The contact was erased, and what they waited for with them.
      if (error.code === 'not_found') return undefined;
      throw new JobFailure(error.code, { detail: error.message, cause: error });
    }
  }
}
