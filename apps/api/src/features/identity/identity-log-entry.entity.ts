import type { Diagnosis } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** What became of an identify call. Never a raw id, hash or token: a refused hash may be another user's valid one. */
@Entity('identity_log_entry')
@Index(['botId', 'id'])
@Index(['atMs'])
export class IdentityLogEntry {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  botId!: string;

  @InstantColumn()
  atMs!: number;

  @TextColumn()
  requestId!: string;

  @TextColumn({ nullable: true })
  origin!: string | null;

  @TextColumn()
  maskedId!: string;

  @TextColumn()
  idDigest!: string;

  /** The key that verified, or that the mistake was made with. */
  @IdColumn({ nullable: true })
  keyId!: string | null;

  @TextColumn()
  verdict!: 'verified' | 'refused' | 'superseded';

  @TextColumn({ nullable: true })
  diagnosis!: Diagnosis | null;

  @TextColumn({ nullable: true })
  variant!: string | null;

  /** It verified, and would be refused if the bot took tokens only. */
  @FlagColumn({ default: false })
  wouldBeRefused!: boolean;

  @CounterColumn()
  count!: number;
}
