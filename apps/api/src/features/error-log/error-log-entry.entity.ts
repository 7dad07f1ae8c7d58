import { Entity, Index } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** Something in a bot that its admins should mend, counted where it repeats. Holds no visitor's words. */
@Entity('error_log_entry')
@Index(['botId', 'placeDigest'], { unique: true })
@Index(['botId', 'lastAtMs'])
export class ErrorLogEntry {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  botId!: string;

  @TextColumn()
  code!: string;

  @TextColumn()
  detail!: string;

  /** The flow it happened in; null: in none, or before flows were noted. */
  @IdColumn({ nullable: true })
  flowId!: string | null;

  /** The step of that flow, by its id in the graph. */
  @TextColumn({ nullable: true })
  stepId!: string | null;

  /** SHA-256 of code, detail and place: what repeats is one row. */
  @TextColumn()
  placeDigest!: string;

  @CounterColumn()
  count!: number;

  @InstantColumn()
  firstAtMs!: number;

  @InstantColumn()
  lastAtMs!: number;
}
