import type { Me } from '@chatku/schemas';
import { Entity } from 'typeorm';
import { InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A business with its bots, contacts and staff. */
@Entity('workspace')
export class Workspace {
  @PrimaryIdColumn()
  id!: string;

  @TextColumn()
  name!: string;

  /** IANA name. */
  @TextColumn()
  timezone!: string;

  @TextColumn()
  language!: Me['workspace']['language'];

  /** ISO 3166: national phone numbers are read as numbers of this country. */
  @TextColumn({ nullable: true })
  country!: string | null;

  /** ISO 4217. */
  @TextColumn({ nullable: true })
  currency!: string | null;

  @InstantColumn()
  createdAtMs!: number;
}
