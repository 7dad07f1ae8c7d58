import { Entity } from 'typeorm';
import { InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** What a bot has heard of one website: when it was last seen to do what. Says nothing of any visitor. */
@Entity('installation')
export class Installation {
  @PrimaryIdColumn()
  botId!: string;

  /** The website's origin, as the browser says it. */
  @PrimaryIdColumn()
  origin!: string;

  @InstantColumn()
  firstAtMs!: number;

  /** A page asked for the loader. */
  @InstantColumn({ nullable: true })
  loadedAtMs!: number | null;

  /** The build of the loader that was handed out then. */
  @TextColumn({ nullable: true })
  build!: string | null;

  /** A page's chat reached the API. */
  @InstantColumn({ nullable: true })
  talkedAtMs!: number | null;

  /** A page's chat was turned away: the bot does not list this origin. */
  @InstantColumn({ nullable: true })
  refusedAtMs!: number | null;
}
