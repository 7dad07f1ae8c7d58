import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** Who did what to what. Ids and names of settings only: never a secret, never what a visitor wrote. */
@Entity('audit_entry')
@Index(['workspaceId', 'id'])
export class AuditEntry {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  workspaceId!: string;

  @InstantColumn()
  atMs!: number;

  /** The member; null when it was done at the server's terminal. */
  @IdColumn({ nullable: true })
  userId!: string | null;

  /** What was done to what, for example `key.revealed`. */
  @TextColumn()
  action!: string;

  @IdColumn()
  targetId!: string;

  /** Further names and ids, flat. */
  @JsonColumn({ nullable: true })
  detail!: Record<string, string | number | boolean | null> | null;
}
