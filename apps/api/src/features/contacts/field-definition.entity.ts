import type { Provenance, FieldDefinition as Wire } from '@chatku/schemas';
import { Entity } from 'typeorm';
import { FlagColumn, PrimaryIdColumn, TextColumn } from '../../platform/database/columns.js';

/** A field a bot defines for its contacts. */
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
}
