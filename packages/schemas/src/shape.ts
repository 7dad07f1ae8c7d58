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

const UNSAFE_KEYS: readonly string[] = ['__proto__', 'prototype', 'constructor'];

/** Is it a name that an object cannot safely carry as a key? valibot's record would drop it without a word. */
export const isUnsafeKey = (name: string): boolean => UNSAFE_KEYS.includes(name);

/** A wire object whose keys are data, each checked. Refuses arrays, and names that would be lost without a word. */
export const record = <const K extends v.GenericSchema<string, string>, const V extends v.GenericSchema>(
  key: K,
  value: V,
): v.RecordSchema<K, V, undefined> =>
  refusing(
    v.record(key, value),
    (given) => Array.isArray(given) || UNSAFE_KEYS.some((name) => Object.hasOwn(given, name)),
  );

/** As `record`, for a door that must not turn anything away: names that cannot be kept are left out. */
export const looseRecord = <const V extends v.GenericSchema>(
  value: V,
): v.RecordSchema<v.StringSchema<undefined>, V, undefined> => refusingArrays(v.record(v.string(), value));

const refusingArrays = <S extends v.GenericSchema>(schema: S): S => refusing(schema, Array.isArray);

/** The schema, which now refuses objects that are bad in this way. */
const refusing = <S extends v.GenericSchema>(schema: S, isBad: (given: object) => boolean): S => {
  const run = schema['~run'];
  const runOnOthers: typeof run = function (this: S, dataset, config) {
    const { value } = dataset;
    const bad = typeof value === 'object' && value !== null && isBad(value);
    return run.call(this, bad ? { ...dataset, value: undefined } : dataset, config);
  };
  return Object.assign(schema, { '~run': runOnOthers });
};

/** The body of a request that needs none: absent, or an empty object. */
export const NoBody = v.optional(shape({}));
export type NoBody = v.InferOutput<typeof NoBody>;
