import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** Whom a page shows: nobody yet, a guest, or a verified user. */
export type PageSessionKind = 'none' | 'guest' | 'verified';

/** Why a page's identity ended. */
export type EndReason = 'logged_out' | 'revoked' | 'expired' | 'replaced';

/**
 * One view of a page: made by the SDK in memory, known here by the hash of its secret. `epoch` counts its identities and
 * only rises. A verified token belongs to exactly one page session and one epoch.
 */
@Entity('page_session')
@Index(['botId', 'secretHash'], { unique: true })
@Index(['contactId'])
@Index(['groupId'])
@Index(['keyId'])
export class PageSession {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  botId!: string;

  @TextColumn()
  secretHash!: string;

  @CounterColumn()
  epoch!: number;

  @TextColumn()
  kind!: PageSessionKind;

  @IdColumn({ nullable: true })
  contactId!: string | null;

  /** SHA-256 of the verified token; null for a guest, whose token belongs to the contact. */
  @TextColumn({ nullable: true })
  tokenHash!: string | null;

  /** The special key that verified it. */
  @IdColumn({ nullable: true })
  keyId!: string | null;

  @IdColumn({ nullable: true })
  groupId!: string | null;

  /** The retired group another page's logout took this page out of; while set, `setUser` answers `logged_out`. */
  @IdColumn({ nullable: true })
  loggedOutOfGroupId!: string | null;

  /** When the identity ends whatever happens. */
  @InstantColumn({ nullable: true })
  expiresAtMs!: number | null;

  @InstantColumn()
  lastSeenAtMs!: number;

  /** Set when the identity of `epoch` was ended from outside of this page. */
  @TextColumn({ nullable: true })
  endReason!: EndReason | null;

  @TextColumn({ nullable: true })
  origin!: string | null;

  @InstantColumn()
  createdAtMs!: number;
}
