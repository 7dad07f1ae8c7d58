import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, PrimaryIdColumn } from '../../platform/database/columns.js';

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

  @InstantColumn()
  expiresAtMs!: number;
}
