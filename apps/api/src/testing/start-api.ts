import { FEATURES } from '../app.module.js';
import { Harness, type HarnessOptions } from '../platform/testing/harness.js';

/** The whole product on a temporary data folder: `const api = await startApi()`, and `await api.stop()` afterwards. */
export function startApi(options: Omit<HarnessOptions, 'features'> = {}): Promise<Harness> {
  return Harness.start({ ...options, features: FEATURES });
}
