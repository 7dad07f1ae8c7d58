import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** A thread between a contact and a bot with its agents. At most one is open per contact and channel. */
@Entity('conversation')
@Index(['contactId', 'channel'], { unique: true, where: `"status" = 'open'` })
@Index(['contactId'])
@Index(['workspaceId', 'updatedAtMs', 'id'])
export class Conversation {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  workspaceId!: string;

  @IdColumn()
  botId!: string;

  @IdColumn()
  contactId!: string;

  @TextColumn()
  channel!: 'web';

  @TextColumn()
  status!: 'open' | 'done';

  /** The highest `seq` given so far; the next message gets one more, in the same transaction. */
  @CounterColumn()
  lastSeq!: number;

  /** The message that has it: the ids of those to come sort behind, whichever node makes them. Null before the first. */
  @IdColumn({ nullable: true })
  lastMessageId!: string | null;

  /** Up to where the visitor, and the agents' side, have read. */
  @CounterColumn()
  visitorSeenSeq!: number;

  @CounterColumn()
  agentSeenSeq!: number;

  @InstantColumn({ nullable: true })
  botPausedUntilMs!: number | null;

  /** Messages up to here were written as a guest, in a thread linked to a verified contact later. */
  @CounterColumn()
  asGuestUptoSeq!: number;

  /** Messages up to here are for agents only: the link that brought them was undone. */
  @CounterColumn()
  agentsOnlyUptoSeq!: number;

  @InstantColumn()
  createdAtMs!: number;

  @InstantColumn()
  updatedAtMs!: number;
}
