import { Entity, Index } from 'typeorm';
import { FlagColumn, IdColumn, InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/**
 * A person as a bot knows them: a guest, a verified user of the website, or one the website's backend told us about.
 * A contact with a `customUserId` has been named by a proof or by the backend; `(bot, custom user id)` is unique.
 */
@Entity('contact')
@Index(['botId', 'customUserId'], { unique: true, where: '"custom_user_id" IS NOT NULL' })
@Index(['guestTokenHash'], { unique: true, where: '"guest_token_hash" IS NOT NULL' })
@Index(['workspaceId', 'id'])
export class Contact {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  workspaceId!: string;

  @IdColumn()
  botId!: string;

  /** Byte-exact, as it was proven. */
  @TextColumn({ nullable: true })
  customUserId!: string | null;

  /** SHA-256 of the guest's token; null for a known user, and once the secret is dead. */
  @TextColumn({ nullable: true })
  guestTokenHash!: string | null;

  /** True once a verified user was at this guest's browser: the thread is never again linked unasked. */
  @FlagColumn()
  guestWasAccompanied!: boolean;

  /** The contact this guest's thread was linked to; a linked guest is in no list. */
  @IdColumn({ nullable: true })
  linkedToContactId!: string | null;

  @InstantColumn({ nullable: true })
  verifiedAtMs!: number | null;

  @IdColumn({ nullable: true })
  verifiedKeyId!: string | null;

  /** Sessions were ended for cause then: proofs without a later issue time do not verify any more. */
  @InstantColumn({ nullable: true })
  notBeforeMs!: number | null;

  @FlagColumn()
  blocked!: boolean;

  /** BCP 47 tag of the browser. */
  @TextColumn({ nullable: true })
  locale!: string | null;

  @TextColumn({ nullable: true })
  timezone!: string | null;

  @InstantColumn({ nullable: true })
  lastSeenAtMs!: number | null;

  @InstantColumn()
  createdAtMs!: number;
}
