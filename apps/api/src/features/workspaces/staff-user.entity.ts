import type { Me, Role } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** Somebody who signs in to the console. Never to be confused with a contact: nothing a visitor does reaches this table. */
@Entity('staff_user')
@Index(['emailKey'], { unique: true })
@Index(['workspaceId'])
export class StaffUser {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  workspaceId!: string;

  @TextColumn()
  email!: string;

  /** Lower case: an address is the same person however it is typed. */
  @TextColumn()
  emailKey!: string;

  @TextColumn()
  name!: string;

  @TextColumn()
  role!: Role;

  /** scrypt with its parameters and salt. */
  @TextColumn()
  passwordHash!: string;

  @InstantColumn()
  createdAtMs!: number;

  /** Of the console and of their mails; null: the workspace's. */
  @TextColumn({ nullable: true })
  language!: Me['workspace']['language'] | null;

  /** Since when they cannot sign in any more. */
  @InstantColumn({ nullable: true })
  deactivatedAtMs!: number | null;

  /** Secret of the authenticator app, sealed; null: signing in takes one step. */
  @TextColumn({ nullable: true })
  totpSecret!: string | null;

  /** The newest step whose code was used: that one and those before it are spent. */
  @CounterColumn({ nullable: true })
  totpLastStep!: number | null;
}
