import { Module } from '@nestjs/common';
import { Outbox } from './outbox.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxClaims } from './outbox-claims.js';
import { OutboxHandlers } from './outbox-handlers.js';
import { OutboxMetrics } from './outbox-metrics.js';
import { OutboxRelay } from './outbox-relay.js';
import { OutboxSweeps } from './outbox-sweeps.js';
import { OutboxGround, OutboxWorker } from './outbox-worker.js';

/** Side effects and timers. The tables belong to the feature `background-jobs`, which shows them. */
@Module({
  providers: [
    OutboxRepository,
    Outbox,
    OutboxHandlers,
    OutboxClaims,
    OutboxGround,
    OutboxWorker,
    OutboxSweeps,
    OutboxMetrics,
    OutboxRelay,
  ],
  exports: [OutboxRepository, Outbox, OutboxHandlers, OutboxWorker],
})
export class OutboxModule {}
