import * as v from 'valibot';

/**
 * A wire object: refuses unknown keys, and refuses arrays.
 *
 * valibot's object schemas accept an array where every entry is optional (`[]` becomes `{}`), so each object that
 * crosses a wire is made by this function instead of `v.strictObject`. The JSON schema derived from it is unchanged.
 *
 * @see docs/adr/0002-one-shape-for-every-wire.md
 */
export const shape = <const E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, undefined> => {
  const schema = v.strictObject(entries);
  const run = schema['~run'];
  const refusingArrays: typeof run = function (this: typeof schema, dataset, config) {
    return run.call(this, Array.isArray(dataset.value) ? { ...dataset, value: undefined } : dataset, config);
  };
  return Object.assign(schema, { '~run': refusingArrays });
};

/** The body of a request that needs none: absent, or an empty object. */
export const NoBody = v.optional(shape({}));
export type NoBody = v.InferOutput<typeof NoBody>;
