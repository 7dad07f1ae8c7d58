import type { Invite as WireInvite } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** An open invitation. It goes when it is accepted, revoked, or too old. */
@Entity('member_invite')
@Index(['secretHash'], { unique: true })
@Index(['workspaceId', 'id'])
@Index(['expiresAtMs'])
export class Invite {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  workspaceId!: string;

  /** SHA-256 of the secret in the link. */
  @TextColumn()
  secretHash!: string;

  @TextColumn()
  role!: WireInvite['role'];

  /** Only this address may accept; null: whoever has the link. */
  @TextColumn({ nullable: true })
  email!: string | null;

  /** Who invites. */
  @IdColumn()
  userId!: string;

  @InstantColumn()
  createdAtMs!: number;

  @InstantColumn()
  expiresAtMs!: number;
}
