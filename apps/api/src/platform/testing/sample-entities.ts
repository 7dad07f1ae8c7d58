import { Check, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import {
  CounterColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  PrimaryIdColumn,
  TextColumn,
} from '../database/columns.js';

/** Two small tables for tests of the platform. */
@Entity('shelf')
export class Shelf {
  @PrimaryIdColumn()
  id!: string;

  @TextColumn()
  name!: string;
}

@Entity('book')
@Index(['shelfId', 'title'], { unique: true })
@Check('ck_book__pages', '"pages" >= 0')
export class Book {
  @PrimaryIdColumn()
  id!: string;

  @IdColumn()
  shelfId!: string;

  @ManyToOne(() => Shelf, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'shelf_id' })
  shelf?: Shelf;

  @TextColumn()
  title!: string;

  @CounterColumn({ default: 0 })
  pages!: number;

  @JsonColumn({ nullable: true })
  notes!: unknown;

  @InstantColumn()
  createdAtMs!: number;
}
