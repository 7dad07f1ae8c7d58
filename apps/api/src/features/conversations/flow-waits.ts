import { Injectable } from '@nestjs/common';
import { IdMaker } from '../../platform/ids/id-maker.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { FlowsService } from '../flows/index.js';
import { timerOf } from './flow-run.js';
import type { Writes } from './turn.js';

/** Ends of waits, in the outbox. */
export const FLOW_WAIT_JOB = 'flow.wait';

/** The waits of flows, as rows of the outbox: a wait's id is its job's. */
@Injectable()
export class FlowWaits {
  constructor(
    private readonly outbox: Outbox,
    private readonly ids: IdMaker,
    private readonly flows: FlowsService,
  ) {}

  /** A name for a wait that may begin. */
  newId(): string {
    return this.ids.newId();
  }

  /** Writes the waits that begin, and takes away those that are over, whatever ended them. */
  async write(tx: Tx, all: readonly Writes[]): Promise<void> {
    const begun = all.flatMap(({ wait, botId, contactId, workspaceId }) =>
      wait === null
        ? []
        : [
            {
              id: wait.id,
              kind: FLOW_WAIT_JOB,
              workspaceId,
              botId,
              payload: { contact_id: contactId },
              dueAtMs: wait.endsAtMs,
            },
          ],
    );
    await this.outbox.add(tx, begun);
    await this.outbox.drop(
      tx,
      all.flatMap(({ endedWait }) => (endedWait === null ? [] : [endedWait])),
    );
  }

  /**
   * Where a contact's wait was put off because an agent spoke, lets it end as soon as its time is up: the agent is done.
   * Whether that is so is for its turn to say, which puts it off once more where another conversation is with an agent.
   */
  async takeUp(tx: Tx, contactId: string): Promise<void> {
    const wait = timerOf((await this.flows.findSession(tx, contactId))?.state);
    if (wait !== null) await this.outbox.takeUp(tx, wait);
  }
}
