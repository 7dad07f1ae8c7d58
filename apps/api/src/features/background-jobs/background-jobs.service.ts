import type { BackgroundJobFigures, ListQuery, ReplayedJobs, BackgroundJob as Wire } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type * as v from 'valibot';
import { Clock } from '../../platform/clock/clock.js';
import { Reader } from '../../platform/database/reader.js';
import { notFound } from '../../platform/errors/app-error.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { OutboxRepository } from '../../platform/outbox/outbox.repository.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { instantOfPage, keyOfInstant, pageOfRows } from '../events/index.js';
import { type Member, StaffService } from '../workspaces/index.js';
import { toBackgroundJob } from './background-job.mapper.js';

/** What is done in the background for a workspace, for those who look after it. */
@Injectable()
export class BackgroundJobsService {
  constructor(
    private readonly jobs: OutboxRepository,
    private readonly outbox: Outbox,
    private readonly staff: StaffService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async figures(member: Member): Promise<BackgroundJobFigures> {
    const { oldestDueAtMs, ...counts } = await this.jobs.figures(this.reader, this.clock.nowMs(), member.workspaceId);
    return { ...counts, oldest_due_at: oldestDueAtMs === null ? null : new Date(oldestDueAtMs).toISOString() };
  }

  /** A page of the parked jobs, the latest first. */
  async list(
    member: Member,
    { before, limit }: v.InferOutput<typeof ListQuery>,
  ): Promise<{ items: Wire[]; next: string | null }> {
    const rows = await this.jobs.listParked(this.reader, member.workspaceId, instantOfPage(before), limit);
    return pageOfRows(rows, limit, (row) => keyOfInstant(row.parkedAtMs ?? 0, row.id), toBackgroundJob);
  }

  /** Lets every parked job be tried anew. */
  async replayAll(member: Member): Promise<ReplayedJobs> {
    const replayed = await this.unitOfWork.run('background-jobs.replay-all', async (tx) => {
      const count = await this.jobs.replay(tx, member.workspaceId, null);
      if (count === 0) return 0;
      this.outbox.wakeAfter(tx);
      await this.staff.audit.record(tx, {
        workspaceId: member.workspaceId,
        userId: member.userId,
        action: 'jobs.replayed',
        targetId: member.workspaceId,
        detail: { jobs: count },
      });
      return count;
    });
    return { replayed };
  }

  /** @throws not_found */
  async replay(member: Member, id: string): Promise<void> {
    await this.unitOfWork.run('background-jobs.replay', async (tx) => {
      if ((await this.jobs.replay(tx, member.workspaceId, id)) === 0) throw notFound('background job');
      this.outbox.wakeAfter(tx);
      await this.staff.audit.record(tx, {
        workspaceId: member.workspaceId,
        userId: member.userId,
        action: 'job.replayed',
        targetId: id,
      });
    });
  }

  /** Takes a parked job away for good. @throws not_found */
  async drop(member: Member, id: string): Promise<void> {
    await this.unitOfWork.run('background-jobs.drop', async (tx) => {
      if (!(await this.jobs.dropParked(tx, member.workspaceId, id))) throw notFound('background job');
      await this.staff.audit.record(tx, {
        workspaceId: member.workspaceId,
        userId: member.userId,
        action: 'job.dropped',
        targetId: id,
      });
    });
  }
}
