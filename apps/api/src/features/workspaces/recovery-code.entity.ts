import { Entity, Index } from 'typeorm';
import { IdColumn, PrimaryIdColumn } from '../../platform/database/columns.js';

/** A code that stands in for the authenticator app, once. */
@Entity('recovery_code')
@Index(['userId'])
export class RecoveryCode {
  /** A keyed digest of user and code: without the at-rest secret nobody can test a guess. */
  @PrimaryIdColumn()
  codeDigest!: string;

  @IdColumn()
  userId!: string;
}
