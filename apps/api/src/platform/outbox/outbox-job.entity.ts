import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../database/columns.js';

const NOT_PARKED = '"parked_at_ms" IS NULL';

/**
 * Something to be done outside the transaction that caused it, or later: a mail, the end of a flow's wait. Written with
 * its cause, performed by a worker after the commit, gone when it is done.
 */
@Entity('outbox')
@Index(['kind', 'nextAtMs', 'id'], { where: NOT_PARKED })
@Index(['dueAtMs'], { where: NOT_PARKED })
@Index(['workspaceId', 'dueAtMs'], { where: NOT_PARKED })
@Index(['claimToken'], { where: '"claim_token" IS NOT NULL' })
@Index(['workspaceId', 'parkedAtMs', 'id'], { where: '"parked_at_ms" IS NOT NULL' })
export class OutboxJob {
  /** Goes outward as the idempotency key: the same at every attempt, by whichever worker. */
  @PrimaryIdColumn()
  id!: string;

  /** Which handler performs it, for example `mail`. */
  @TextColumn()
  kind!: string;

  /** Whose rate it counts against; null: nobody's. */
  @TextColumn({ nullable: true })
  target!: string | null;

  @IdColumn()
  workspaceId!: string;

  @IdColumn({ nullable: true })
  botId!: string | null;

  /** What its handler needs. Secrets and addresses in it are sealed. */
  @JsonColumn()
  payload!: object;

  /** When it was to be done. Its age is told from here. */
  @InstantColumn()
  dueAtMs!: number;

  /** When a worker may take it: due, the end of a pause between attempts, or the end of a claim. */
  @InstantColumn()
  nextAtMs!: number;

  /** The place in its target's queue that was given to it; null: none yet. */
  @InstantColumn({ nullable: true })
  slotAtMs!: number | null;

  /** Attempts begun. */
  @CounterColumn()
  attempts!: number;

  /** Whoever holds it now; only they may say what became of it. */
  @TextColumn({ nullable: true })
  claimToken!: string | null;

  /** Set: it was given up, and waits for an admin. */
  @InstantColumn({ nullable: true })
  parkedAtMs!: number | null;

  /** What the last attempt failed with: a code, and a sentence without secrets. */
  @TextColumn({ nullable: true })
  errorCode!: string | null;

  @TextColumn({ nullable: true })
  errorDetail!: string | null;

  @InstantColumn()
  createdAtMs!: number;
}

/** How far a target's rate is used up. */
@Entity('outbox_target')
export class OutboxTarget {
  @PrimaryIdColumn()
  target!: string;

  /** Until when what was taken fills the rate. */
  @InstantColumn()
  freeAtMs!: number;

  /** The last place given in its queue. */
  @InstantColumn()
  queuedUntilMs!: number;
}
