import type { AcceptedProofs } from '@chatku/schemas';
import { Entity } from 'typeorm';
import { FlagColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** Which proofs a bot takes. A bot without a row takes both forms and rehearses nothing. */
@Entity('identity_policy')
export class IdentityPolicyRow {
  @PrimaryIdColumn()
  botId!: string;

  @TextColumn()
  accepts!: AcceptedProofs;

  /** Calls that `token_only` would refuse are marked in the identity log. */
  @FlagColumn()
  rehearsal!: boolean;
}
