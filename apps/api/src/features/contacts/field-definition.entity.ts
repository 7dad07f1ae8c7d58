import type { FieldScope, FieldValue, Provenance, FieldDefinition as Wire } from '@chatku/schemas';
import { Entity } from 'typeorm';
import { FlagColumn, JsonColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A field a bot defines, for its contacts or for itself. A name is used once, whatever it is for. */
@Entity('field_definition')
export class FieldDefinition {
  @PrimaryIdColumn()
  botId!: string;

  @PrimaryIdColumn()
  nameKey!: string;

  @TextColumn()
  name!: string;

  @TextColumn()
  type!: Wire['type'];

  @FlagColumn()
  pageWritable!: boolean;

  @TextColumn()
  minimumProvenance!: Provenance;

  @TextColumn({ default: 'user' })
  scope!: FieldScope;

  /** Empty: in none. */
  @TextColumn({ default: '' })
  folder!: string;

  @TextColumn({ default: '' })
  description!: string;

  /** What the bot's own field holds; null for a contact's, whose values are the contacts'. */
  @JsonColumn({ nullable: true })
  held!: { value: FieldValue } | null;

  /** Names it had, the latest last, none of them another field's by now: flows published before may still run. */
  @JsonColumn({ nullable: true })
  formerNames!: readonly string[] | null;
}
