import { Entity } from 'typeorm';
import { InstantColumn, PrimaryIdColumn, TextColumn } from '../database/columns.js';

/** Which node does a periodic job, and until when nobody else may. */
@Entity('lease')
export class Lease {
  /** Of the job, for example `sweeper`. */
  @PrimaryIdColumn()
  name!: string;

  /** The process that has it; new at each start. */
  @TextColumn()
  holder!: string;

  /** By the clock of the database, which all nodes share. */
  @InstantColumn()
  untilMs!: number;
}
