import { Entity } from 'typeorm';
import { CounterColumn, PrimaryIdColumn } from '../../platform/database/columns.js';

/** How many days a bot keeps what it knows of people; null: for good. A bot without a row keeps everything. */
@Entity('retention_policy')
export class RetentionPolicy {
  @PrimaryIdColumn()
  botId!: string;

  @CounterColumn({ nullable: true })
  guestConversationsDays!: number | null;

  @CounterColumn({ nullable: true })
  idleGuestsDays!: number | null;

  @CounterColumn({ nullable: true })
  idleKnownDays!: number | null;
}
