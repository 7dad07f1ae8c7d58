import type { Author, MessageBody } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** One message. Never changed once written, but for its contact when a guest's thread is linked. */
@Entity('message')
@Index(['conversationId', 'seq'], { unique: true })
@Index(['contactId', 'clientId'], { unique: true, where: '"client_id" IS NOT NULL' })
@Index(['contactId', 'id'])
export class Message {
  /** UUIDv7: a contact's history over all conversations is in order of it. */
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  conversationId!: string;

  /** The conversation's contact; the scope of `clientId`. */
  @IdColumn()
  contactId!: string;

  @CounterColumn()
  seq!: number;

  @TextColumn()
  author!: Author;

  /** The agent's user. */
  @IdColumn({ nullable: true })
  authorUserId!: string | null;

  @TextColumn({ nullable: true })
  authorName!: string | null;

  @JsonColumn()
  body!: MessageBody;

  /** The id its sender gave it. */
  @IdColumn({ nullable: true })
  clientId!: string | null;

  /** SHA-256 of the tab's secret, on a guest's messages: which tab wrote it. */
  @TextColumn({ nullable: true })
  tabSecretHash!: string | null;

  @InstantColumn()
  createdAtMs!: number;
}
