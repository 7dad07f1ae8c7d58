import type { KeyState } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import { FlagColumn, IdColumn, InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A special key in a bot's ring, sealed. */
@Entity('special_key')
@Index(['botId'])
@Index(['workspaceId', 'fingerprint'], { unique: true })
export class SpecialKey {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  workspaceId!: string;

  @IdColumn()
  botId!: string;

  @TextColumn()
  kind!: 'hash' | 'token';

  @TextColumn()
  state!: KeyState;

  /** AES-256-GCM, bound to this bot and this key id. */
  @TextColumn()
  sealed!: string;

  /** Keyed digest: a key is unique in its workspace, over all kinds and states. */
  @TextColumn()
  fingerprint!: string;

  @TextColumn()
  ending!: string;

  @FlagColumn()
  imported!: boolean;

  @InstantColumn()
  createdAtMs!: number;

  @InstantColumn({ nullable: true })
  lastVerifiedAtMs!: number | null;

  @TextColumn({ nullable: true })
  lastVerifiedOrigin!: string | null;

  @InstantColumn({ nullable: true })
  retiredAtMs!: number | null;
}
