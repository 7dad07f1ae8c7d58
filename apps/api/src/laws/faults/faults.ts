import { accountFaults } from './accounts.js';
import { guestFaults } from './guests.js';
import { proofFaults } from './proof.js';
import { sessionFaults } from './sessions.js';
import type { Fault } from './switching.js';
import { tokenFaults } from './tokens.js';
import { websiteFaults } from './websites.js';

/** Every guard of the API that can be switched off, by the name of the fault that does it. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...proofFaults,
  ...tokenFaults,
  ...guestFaults,
  ...sessionFaults,
  ...accountFaults,
  ...websiteFaults,
};
