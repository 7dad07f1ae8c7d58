import type { Clock } from '../clock/clock.js';
import { RunMode } from '../commands/run-mode.js';
import type { Reader } from '../database/reader.js';
import type { Logger } from '../logging/logger.js';
import { Outbox } from '../outbox/outbox.js';
import { OutboxRepository } from '../outbox/outbox.repository.js';
import { OutboxClaims } from '../outbox/outbox-claims.js';
import { type JobHandler, OutboxHandlers } from '../outbox/outbox-handlers.js';
import { OutboxGround, OutboxWorker } from '../outbox/outbox-worker.js';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';

/** A worker with one handler, as a process has one; it works when it is told. */
export function outboxWorker(
  ground: { unitOfWork: UnitOfWork; reader: Reader; clock: Clock; logger: Logger },
  handler: JobHandler,
): { worker: OutboxWorker; outbox: Outbox } {
  const repository = new OutboxRepository();
  const outbox = new Outbox(repository);
  const handlers = new OutboxHandlers();
  handlers.register(handler);
  const { unitOfWork, reader, clock, logger } = ground;
  const worker = new OutboxWorker(
    repository,
    new OutboxClaims(repository),
    outbox,
    handlers,
    new OutboxGround(unitOfWork, reader, clock, logger),
    new RunMode(true),
  );
  return { worker, outbox };
}
