import { performance } from 'node:perf_hooks';
import type { Tx } from '../unit-of-work/tx.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import type { Metrics } from './metrics.js';

/** The gate, with a watch beside it. */
export class MeasuredUnitOfWork extends UnitOfWork {
  constructor(
    private readonly inner: UnitOfWork,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  get isOpen(): boolean {
    return this.inner.isOpen;
  }

  async run<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const begun = performance.now();
    try {
      return await this.inner.run(name, work);
    } finally {
      this.metrics.unitOfWork((performance.now() - begun) / 1000);
    }
  }
}
