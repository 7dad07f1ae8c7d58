import type { FieldValue, Provenance } from '@chatku/schemas';
import { Entity, Index } from 'typeorm';
import { IdColumn, InstantColumn, JsonColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** One value of a contact, system attribute or field, with where it came from. */
@Entity('contact_field')
@Index(['linkId'])
export class ContactField {
  @PrimaryIdColumn()
  contactId!: string;

  /** Lower case: names are unique without regard to case. */
  @PrimaryIdColumn()
  nameKey!: string;

  @TextColumn()
  name!: string;

  /** A JSON value in an object, since a bare null would be an absent column. */
  @JsonColumn()
  held!: { value: FieldValue };

  @TextColumn()
  provenance!: Provenance;

  /** The guest link that brought it, so that undoing the link takes it away again. */
  @IdColumn({ nullable: true })
  linkId!: string | null;

  @InstantColumn()
  updatedAtMs!: number;
}
