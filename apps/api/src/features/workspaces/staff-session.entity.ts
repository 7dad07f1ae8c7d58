import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A member's sign-in on one browser. */
@Entity('staff_session')
@Index(['tokenHash'], { unique: true })
@Index(['userId'])
@Index(['expiresAtMs'])
export class StaffSession {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  userId!: string;

  /** SHA-256 of the token in the cookie. */
  @TextColumn()
  tokenHash!: string;

  /** Slides forward while the session is used. */
  @InstantColumn()
  expiresAtMs!: number;

  @InstantColumn()
  lastSeenAtMs!: number;

  /** Until when guarded actions are open, since the password was given not long ago. */
  @InstantColumn({ nullable: true })
  recentPasswordUntilMs!: number | null;

  @InstantColumn()
  createdAtMs!: number;

  /** Browser and system, for its owner to recognise it by. */
  @TextColumn({ nullable: true })
  browser!: string | null;
}

/** A link that signs its bearer in, once. Printed in the terminal; the secret stands in its fragment. */
@Entity('sign_in_link')
@Index(['expiresAtMs'])
export class SignInLink {
  /** SHA-256 of the secret. */
  @PrimaryIdColumn()
  secretHash!: string;

  @IdColumn()
  userId!: string;

  @InstantColumn()
  expiresAtMs!: number;
}
