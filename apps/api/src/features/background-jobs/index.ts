import type { Feature } from '../../platform/feature.js';
import { Lease } from '../../platform/leases/lease.entity.js';
import { OutboxJob, OutboxTarget } from '../../platform/outbox/outbox-job.entity.js';
import { BackgroundJobsModule } from './background-jobs.module.js';

export const backgroundJobsFeature: Feature = {
  name: 'background-jobs',
  module: BackgroundJobsModule,
  entities: [OutboxJob, OutboxTarget, Lease],
};
