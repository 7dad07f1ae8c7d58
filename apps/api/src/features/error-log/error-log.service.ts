import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IdMaker } from '../../platform/ids/id-maker.js';
import { atEnd } from '../../platform/unit-of-work/at-end.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { ErrorLogRepository } from './error-log.repository.js';
import type { ErrorLogEntry } from './error-log-entry.entity.js';

/** Where something went wrong: a flow, and of its steps the one that did it. */
export interface ErrorPlace {
  readonly flowId: string;
  /** Null: the flow as a whole, for example one that is not published. */
  readonly stepId: string | null;
}

/** Something for a bot's admins to mend. */
export interface ErrorNote {
  readonly code: string;
  /** Ids and names, never what a visitor wrote. */
  readonly detail: string;
  readonly place?: ErrorPlace;
}

/** Where features put what a bot's admins should mend. */
@Injectable()
export class ErrorLogService {
  constructor(
    private readonly entries: ErrorLogRepository,
    private readonly ids: IdMaker,
  ) {}

  /** Notes one occurrence, or as many as there were: last, since everybody a flow fails for counts on the same row. */
  async record(tx: Tx, botId: string, { code, detail, place }: ErrorNote, times = 1): Promise<void> {
    const where = place === undefined ? '' : `\n${place.flowId}\n${place.stepId ?? ''}`;
    const entry: ErrorLogEntry = {
      id: this.ids.newId(),
      botId,
      code,
      detail: detail.slice(0, 2000),
      flowId: place?.flowId ?? null,
      stepId: place?.stepId ?? null,
      placeDigest: createHash('sha256').update(`${code}\n${detail}${where}`).digest('base64url'),
      count: times,
      firstAtMs: tx.nowMs,
      lastAtMs: tx.nowMs,
    };
    await atEnd(tx, () => this.entries.add(tx, entry));
  }
}
