import { beforeEach } from 'vitest';
import { FAULTS } from './faults.js';

/*
 * Before a test file runs on Node: switches off the one guard that `pnpm threats` names. Nothing outside of tests knows about
 * it.
 */
const name = process.env['CHATKU_FAULT'] ?? '';
if (name !== '') {
  const fault = FAULTS[name];
  if (fault === undefined) throw new Error(`No fault of crypto is called "${name}".`);
  fault();
  // So that a red test can be told to have run under it.
  beforeEach(({ task }) => {
    Object.assign(task.meta, { fault: name });
  });
}
