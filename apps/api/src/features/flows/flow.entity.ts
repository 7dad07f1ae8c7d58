import type { FlowState } from '@chatku/flow';
import type { FlowGraph } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** A flow of a bot. What runs is one of its published versions. */
@Entity('flow')
@Index(['botId'])
export class Flow {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  botId!: string;

  @TextColumn()
  name!: string;

  @IdColumn({ nullable: true })
  publishedVersionId!: string | null;

  /** Number of the published version, 0 before the first. */
  @CounterColumn()
  version!: number;

  @InstantColumn({ nullable: true })
  publishedAtMs!: number | null;

  @InstantColumn()
  createdAtMs!: number;
}

/** A published version: never changed, so that a running session can be pinned to it. */
@Entity('flow_version')
@Index(['flowId', 'version'], { unique: true })
export class FlowVersion {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  flowId!: string;

  @IdColumn()
  botId!: string;

  @CounterColumn()
  version!: number;

  @JsonColumn()
  graph!: FlowGraph;

  @InstantColumn()
  publishedAtMs!: number;
}

/** Where a contact stands in a flow: one foreground session a contact. */
@Entity('flow_session')
export class FlowSession {
  @PrimaryIdColumn()
  contactId!: string;

  @IdColumn()
  conversationId!: string;

  @JsonColumn()
  state!: FlowState;

  /** `client_id` of the page's call that started it, so that the same call again starts nothing; null: no page did. */
  @TextColumn({ nullable: true })
  startedBy!: string | null;

  /** Goes up by one with each step; a step is a compare-and-set on it. */
  @CounterColumn()
  version!: number;

  @InstantColumn()
  updatedAtMs!: number;
}
