import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A link, sent by mail, that lets its bearer choose a new password, once. */
@Entity('password_reset_link')
@Index(['userId'])
@Index(['expiresAtMs'])
export class PasswordResetLink {
  /** SHA-256 of the secret. */
  @PrimaryIdColumn()
  secretHash!: string;

  @IdColumn()
  userId!: string;

  /** Keyed digest of the password's hash when the link was made: the link dies with that password. Null: made before there was one. */
  @TextColumn({ nullable: true })
  passwordDigest!: string | null;

  @InstantColumn()
  expiresAtMs!: number;
}
