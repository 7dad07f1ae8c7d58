import { Entity } from 'typeorm';
import { InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/**
 * A key that recovery codes were digested with before the at-rest secret was changed. Nobody has the codes but those who wrote them
 * down, so their digests cannot be made again; with this the codes go on being of use.
 */
@Entity('older_code_key')
export class OlderCodeKey {
  /** A digest of the key. */
  @PrimaryIdColumn()
  id!: string;

  /** The key, sealed with the at-rest secret of now. */
  @TextColumn()
  sealed!: string;

  @InstantColumn()
  createdAtMs!: number;
}
