import type { EventData, Provenance } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** Something that happened to a contact outside of the chat, as its page told it. */
@Entity('contact_event')
@Index(['contactId', 'id'])
@Index(['contactId', 'clientId'], { unique: true })
@Index(['linkId'])
export class ContactEvent {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  botId!: string;

  @IdColumn()
  contactId!: string;

  /** Made by the page: the same one again is the same event. */
  @IdColumn()
  clientId!: string;

  @TextColumn()
  name!: string;

  @JsonColumn()
  data!: EventData;

  @TextColumn()
  provenance!: Provenance;

  /** The guest link that brought it, so that undoing the link takes it away again. */
  @IdColumn({ nullable: true })
  linkId!: string | null;

  @InstantColumn()
  createdAtMs!: number;
}
