import { Entity } from 'typeorm';
import { InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** How mails of the installation leave: one row, or none. */
@Entity('mail_settings')
export class StoredMailSettings {
  /** Always the same. */
  @PrimaryIdColumn()
  id!: string;

  /** Server, user, password and sender as JSON, sealed. */
  @TextColumn()
  sealed!: string;

  @InstantColumn()
  updatedAtMs!: number;
}
