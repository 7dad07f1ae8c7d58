import * as v from 'valibot';
import { shape } from '../shape.js';
import { cursor, limitParam } from '../text.js';

/** A page of a list: hand `next` back as `before` for the page after it; null at the end. */
export const pageOf = <const S extends v.GenericSchema>(item: S) =>
  shape({ items: v.array(item), next: v.nullable(cursor) });

export const ListQuery = shape({ before: v.optional(cursor), limit: limitParam });
export type ListQuery = v.InferOutput<typeof ListQuery>;
