import type { Behaviour, GuestLimits, Looks, PageRights } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';
import { storedTexts } from './stored-texts.js';

/** An omnichannel bot: it owns a web chat, its contacts, flows and keys. */
@Entity('bot')
@Index(['workspaceId'])
export class Bot {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  workspaceId!: string;

  @TextColumn()
  name!: string;

  @FlagColumn()
  enabled!: boolean;

  @JsonColumn()
  looks!: Looks;

  /** Exact origins and one-label wildcards; empty means any. */
  @JsonColumn()
  origins!: string[];

  @FlagColumn()
  nullOriginAllowed!: boolean;

  @FlagColumn()
  guestsAllowed!: boolean;

  @IdColumn({ nullable: true })
  guestFlowId!: string | null;

  @IdColumn({ nullable: true })
  knownFlowId!: string | null;

  @IdColumn({ nullable: true })
  identifiedFlowId!: string | null;

  /** What a page may do through the SDK. Nothing, for bots from before there were such rights. */
  @JsonColumn({ default: '{"track_events":false,"tags":[],"flows":[]}' })
  pageRights!: PageRights;

  /** How its chat behaves on a page. For bots from before there was a choice, as it always did. */
  @JsonColumn({
    default:
      '{"greeting":null,"opens":{"after_seconds":null,"after_scroll_percent":null,"paths":[]},"hidden":{"on_phones":false,"paths":[]},"starters":[],"menu":[],"pre_chat":null,"typing":{"per_character_ms":0,"at_most_ms":0},"hours":null,"guest_history":"device","texts":{}}',
    read: (stored: Behaviour): Behaviour => ({ ...stored, texts: storedTexts(stored.texts) }),
  })
  behaviour!: Behaviour;

  @JsonColumn({ default: '{"messages_per_minute":60,"new_guests_per_minute":60}' })
  guestLimits!: GuestLimits;

  /** Optimistic lock of the settings form. */
  @CounterColumn()
  version!: number;

  @InstantColumn()
  createdAtMs!: number;
}
