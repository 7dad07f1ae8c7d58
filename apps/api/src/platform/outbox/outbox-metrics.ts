import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { Reader } from '../database/reader.js';
import { Metrics } from '../metrics/metrics.js';
import { OutboxRepository } from './outbox.repository.js';

/** How much waits to be done, and for how long the longest overdue has waited. Asked of the database at each look. */
@Injectable()
export class OutboxMetrics {
  constructor(jobs: OutboxRepository, reader: Reader, clock: Clock, metrics: Metrics) {
    metrics.gauge('chatku_outbox_jobs', 'Side effects and timers, by what they wait for.', async () => {
      const { waiting, running, parked } = await jobs.figures(reader, clock.nowMs());
      return [
        [{ state: 'waiting' }, waiting],
        [{ state: 'running' }, running],
        [{ state: 'parked' }, parked],
      ];
    });
    metrics.gauge(
      'chatku_outbox_oldest_seconds',
      'For how long the longest overdue job has waited; 0: none is.',
      async () => {
        const { oldestDueAtMs } = await jobs.figures(reader, clock.nowMs());
        return oldestDueAtMs === null ? 0 : Math.max(0, clock.nowMs() - oldestDueAtMs) / 1000;
      },
    );
  }
}
