import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** A guest's conversation that was given to the verified contact its writer proved to be. */
@Entity('guest_link')
@Index(['contactId'])
export class GuestLink {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  contactId!: string;

  @IdColumn()
  guestContactId!: string;

  @IdColumn()
  conversationId!: string;

  /** Messages up to here came from the guest. */
  @CounterColumn()
  uptoSeq!: number;

  @InstantColumn()
  linkedAtMs!: number;

  @InstantColumn({ nullable: true })
  undoneAtMs!: number | null;
}

/** "Is this earlier conversation yours?", put to one page session, for fifteen minutes, answered once. */
@Entity('link_question')
export class LinkQuestion {
  /** SHA-256 of the nonce. */
  @PrimaryIdColumn()
  nonceHash!: string;

  @IdColumn()
  pageSessionId!: string;

  @IdColumn()
  contactId!: string;

  @IdColumn()
  guestContactId!: string;

  @InstantColumn()
  expiresAtMs!: number;

  @TextColumn({ nullable: true })
  answer!: 'link' | 'leave' | null;
}
