import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A key with which a website's own backend speaks for a bot. It is stored hashed and cannot be shown again. */
@Entity('bot_api_key')
@Index(['keyHash'], { unique: true })
@Index(['botId', 'id'])
export class BotApiKey {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  botId!: string;

  @TextColumn()
  name!: string;

  /** First characters, to recognise it by. */
  @TextColumn()
  prefix!: string;

  /** SHA-256 of the whole key. */
  @TextColumn()
  keyHash!: string;

  @InstantColumn()
  createdAtMs!: number;

  @InstantColumn({ nullable: true })
  lastUsedAtMs!: number | null;
}
