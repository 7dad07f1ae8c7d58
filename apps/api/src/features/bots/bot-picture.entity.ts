import { Entity } from 'typeorm';
import { InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A picture of a bot. Never changed: another picture has another hash. */
@Entity('bot_picture')
export class BotPicture {
  @PrimaryIdColumn()
  botId!: string;

  /** The first 16 hex digits of the SHA-256 of its bytes. */
  @PrimaryIdColumn()
  hash!: string;

  @TextColumn()
  mediaType!: string;

  /** Its bytes in base64: no type of bytes is common to both engines. */
  @TextColumn()
  base64!: string;

  @InstantColumn()
  createdAtMs!: number;
}
