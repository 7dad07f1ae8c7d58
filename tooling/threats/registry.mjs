/**
 * Threat -> guard -> test: for each threat what keeps it out and where, the fault that switches this guard off, and the test
 * that must then fail. `pnpm threats` runs each test with and without its fault.
 */

import { ROWS as DOORS } from './rows/doors.mjs';
import { ROWS as PROOF } from './rows/proof.mjs';
import { ROWS as SESSIONS } from './rows/sessions.mjs';
import { ROWS as VALUES } from './rows/values.mjs';

/** @typedef {import('./row.mjs').Row} Row */

/**
 * Every row, in the order of the list of threats.
 *
 * @type {readonly Row[]}
 */
export const REGISTRY = [...PROOF, ...SESSIONS, ...VALUES, ...DOORS];
