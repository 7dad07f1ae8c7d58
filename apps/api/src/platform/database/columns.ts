import { Column, type ColumnOptions, PrimaryColumn, type ValueTransformer } from 'typeorm';

/*
 * The columns of an entity, in types both engines keep alike (SQLite now, Postgres later). Use these and `@Column` with
 * `type: 'text' | 'integer' | 'boolean'`; nothing else has been tried on both.
 */

/** Postgres hands `bigint` over as text; both engines read back the number that was written, up to 2^53 - 1. */
const bigintAsNumber: ValueTransformer = {
  to: (value: unknown): unknown => value,
  from: (value: string | number | null): number | null => (value === null ? null : Number(value)),
};

type Extra = Pick<ColumnOptions, 'nullable' | 'name' | 'default' | 'update'>;

/** An id (UUIDv7 as text) that is the row's primary key or part of it. */
export function PrimaryIdColumn(extra: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ type: 'text', ...extra });
}

/** A reference to another row's id. Add `@ManyToOne` beside it only where the foreign key is wanted. */
export function IdColumn(extra: Extra = {}): PropertyDecorator {
  return Column({ type: 'text', ...extra });
}

/** Text. */
export function TextColumn(extra: Extra = {}): PropertyDecorator {
  return Column({ type: 'text', ...extra });
}

/** An instant in milliseconds since 1970; name the property `...AtMs`. */
export function InstantColumn(extra: Extra = {}): PropertyDecorator {
  return Column({ type: 'bigint', transformer: bigintAsNumber, ...extra });
}

/** A whole number up to 2^53 - 1: sequence numbers, versions, counters. */
export function CounterColumn(extra: Extra = {}): PropertyDecorator {
  return Column({ type: 'bigint', transformer: bigintAsNumber, ...extra });
}

/** A counter that is part of the primary key. */
export function PrimaryCounterColumn(extra: { name?: string } = {}): PropertyDecorator {
  return PrimaryColumn({ type: 'bigint', transformer: bigintAsNumber, ...extra });
}

/** True or false. */
export function FlagColumn(extra: Extra = {}): PropertyDecorator {
  return Column({ type: 'boolean', ...extra });
}

/**
 * Any JSON value, kept as text: the bytes and the order of keys survive. Not for searching inside.
 *
 * @param extra.read makes of a stored value what this version understands; what is written is written as it is.
 */
export function JsonColumn<Value>(extra: Extra & { read?: (stored: Value) => Value } = {}): PropertyDecorator {
  const { read, ...others } = extra;
  const transformer: ValueTransformer | undefined = read && { to: (value: unknown) => value, from: read };
  return Column({ type: 'simple-json', ...others, ...(transformer && { transformer }) });
}
