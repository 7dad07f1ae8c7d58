import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { PRODUCT_VERSION } from '../config/version.js';
import type { Metrics } from './metrics.js';

const NANOSECONDS = 1e9;
const RESOLUTION_MS = 20;

/**
 * What the process itself says: memory, processor time, and for how long the event loop kept others waiting since the last look.
 *
 * @returns ends the measuring.
 */
export function measureProcess(metrics: Metrics): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  metrics.gauge('chatku_build_info', 'The version that runs.', () => [[{ version: PRODUCT_VERSION }, 1]]);
  metrics.gauge(
    'chatku_event_loop_delay_seconds',
    'How late timers were since the last look: of half, of all but a hundredth, and the latest.',
    () => delaysOf(delay),
  );
  metrics.gauge('process_resident_memory_bytes', 'Memory the process holds.', () => process.memoryUsage.rss());
  metrics.gauge('nodejs_heap_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed);
  metrics.gauge(
    'process_cpu_seconds_total',
    'Processor time, of this program and of the system for it.',
    () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
    'counter',
  );
  const startedSeconds = Date.now() / 1000 - process.uptime();
  metrics.gauge('process_start_time_seconds', 'When the process began, since 1970.', () => startedSeconds);
  return () => delay.disable();
}

function delaysOf(delay: IntervalHistogram): Array<readonly [{ quantile: string }, number]> {
  // What is measured is the time between two timers; what is told is how much later than asked the second was.
  const late = (nanoseconds: number): number =>
    Math.max(0, (Number.isFinite(nanoseconds) ? nanoseconds : 0) / NANOSECONDS - RESOLUTION_MS / 1000);
  const told = [
    [{ quantile: '0.5' }, late(delay.percentile(50))],
    [{ quantile: '0.99' }, late(delay.percentile(99))],
    [{ quantile: '1' }, delay.count === 0 ? 0 : late(delay.max)],
  ] as const;
  delay.reset();
  return [...told];
}
