import { Entity } from 'typeorm';
import { InstantColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A tag on a contact. */
@Entity('contact_tag')
export class ContactTag {
  @PrimaryIdColumn()
  contactId!: string;

  /** Lower case: tags are unique without regard to case. */
  @PrimaryIdColumn()
  nameKey!: string;

  @TextColumn()
  name!: string;

  @InstantColumn()
  addedAtMs!: number;
}
