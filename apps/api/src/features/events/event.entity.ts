import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { IdColumn, InstantColumn, TextColumn } from '../../platform/database/columns.js';

/** What can have happened. `data` names rows, it never repeats their content. */
export type EventType = 'message' | 'conversation' | 'agent_seen' | 'history_changed' | 'contact';

/**
 * One row of the durable event log. A visitor's stream is the rows of their contact that are `forVisitor`; a workspace's
 * stream is the rows of the workspace that are `forWorkspace`. `position` is commit order: of the whole log on SQLite, with its
 * one writer; of each workspace on Postgres, where rows are added under its lock.
 */
@Entity('event')
@Index(['contactId', 'position'])
@Index(['workspaceId', 'position'])
export class Event {
  @PrimaryGeneratedColumn({ type: 'integer' })
  position!: number;

  @IdColumn()
  workspaceId!: string;

  @IdColumn()
  botId!: string;

  @IdColumn({ nullable: true })
  contactId!: string | null;

  @IdColumn({ nullable: true })
  conversationId!: string | null;

  @TextColumn()
  type!: EventType;

  /** The message this is about, for `message`. */
  @IdColumn({ nullable: true })
  messageId!: string | null;

  /** A number that belongs to it: the `seq` of `agent_seen`. */
  @Column({ type: 'integer', nullable: true })
  seq!: number | null;

  @Column({ type: 'boolean' })
  forVisitor!: boolean;

  @Column({ type: 'boolean' })
  forWorkspace!: boolean;

  @InstantColumn()
  atMs!: number;
}
