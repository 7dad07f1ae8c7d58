import 'reflect-metadata';
import { removeTestDatabases } from './test-postgres.js';

/** Runs once around all workers: names the run, and removes its databases when it has ended. */
export default function setup(): () => Promise<void> {
  const run = String(process.pid);
  process.env['CHATKU_TEST_RUN'] = run;
  return () => removeTestDatabases(run);
}
