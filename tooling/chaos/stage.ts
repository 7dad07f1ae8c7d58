import type { ApiNode } from './api-node.js';
import type { Rows } from './stored.js';

/** What a proof is acted on: the servers, and whatever they stand on. */
export interface Stage {
  readonly nodes: readonly ApiNode[];
  /** What may be done to it, one at a time: something is killed, and is there again when the promise is fulfilled. */
  readonly harms: readonly (() => Promise<void>)[];
  /** What is stored in the end; no server runs any more. */
  rows(): Promise<Rows>;
  stop(): Promise<void>;
}
