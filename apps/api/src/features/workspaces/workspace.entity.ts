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

  @InstantColumn()
  createdAtMs!: number;
}
