import * as v from 'valibot';

/**
 * A wire object: refuses unknown keys, and refuses arrays.
 *
 * valibot's object schemas accept an array where every entry is optional (`[]` becomes `{}`), so each object that
 * crosses a wire is made by this function instead of `v.strictObject`. The JSON schema derived from it is unchanged.
 *
 * @see docs/adr/0002-one-shape-for-every-wire.md
 */
export const shape = <const E extends v.ObjectEntries>(entries: E): v.StrictObjectSchema<E, undefined> =>
  refusingArrays(v.strictObject(entries));

/** As `shape`, for the one door that must let anything in to explain it: unknown keys pass, arrays do not. */
export const looseShape = <const E extends v.ObjectEntries>(entries: E): v.LooseObjectSchema<E, undefined> =>
  refusingArrays(v.looseObject(entries));

const refusingArrays = <S extends v.GenericSchema>(schema: S): S => {
  const run = schema['~run'];
  const runOnObjects: typeof run = function (this: S, dataset, config) {
    return run.call(this, Array.isArray(dataset.value) ? { ...dataset, value: undefined } : dataset, config);
  };
  return Object.assign(schema, { '~run': runOnObjects });
};

/** The body of a request that needs none: absent, or an empty object. */
export const NoBody = v.optional(shape({}));
export type NoBody = v.InferOutput<typeof NoBody>;
