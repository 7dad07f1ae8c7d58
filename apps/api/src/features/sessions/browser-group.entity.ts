import { Entity } from 'typeorm';
import { IdColumn, InstantColumn, PrimaryIdColumn } from '../../platform/database/columns.js';

/**
 * The pages of one browser, named by an id the server issued with the first verified answer. It says what a logout ends
 * and is no credential: knowing it gives nothing.
 */
@Entity('browser_group')
export class BrowserGroup {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  botId!: string;

  @InstantColumn()
  createdAtMs!: number;

  /** Set by the logout; a retired group is never joined again. */
  @InstantColumn({ nullable: true })
  retiredAtMs!: number | null;
}
