import type { Looks, PageRights } from '@chatku/schemas';
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

  /** What a page may do through the SDK. Nothing, for bots from before there were such rights. */
  @JsonColumn({ default: '{"track_events":false,"tags":[],"flows":[]}' })
  pageRights!: PageRights;

  /** Optimistic lock of the settings form. */
  @CounterColumn()
  version!: number;

  @InstantColumn()
  createdAtMs!: number;
}
