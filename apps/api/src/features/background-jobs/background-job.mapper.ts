import type { BackgroundJob as Wire } from '@chatku/schemas';
import type { OutboxJob } from '../../platform/outbox/outbox-job.entity.js';

/** Row -> wire, of a parked job. What it holds stays here. */
export const toBackgroundJob = (job: OutboxJob): Wire => ({
  id: job.id,
  kind: job.kind,
  bot_id: job.botId,
  attempts: job.attempts,
  error_code: job.errorCode ?? 'unexpected',
  error_detail: job.errorDetail,
  due_at: new Date(job.dueAtMs).toISOString(),
  parked_at: new Date(job.parkedAtMs ?? job.dueAtMs).toISOString(),
});
