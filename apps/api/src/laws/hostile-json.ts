import fc from 'fast-check';

/** The few words of JSON schema that the API's document uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Schemas by the name that a `$ref` ends with. */
export type Components = Readonly<Record<string, JsonSchema>>;

const DEEP: unknown = JSON.parse(`${'['.repeat(200)}${']'.repeat(200)}`);
const DEEP_OBJECT: unknown = JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`);

/** Values that break what does not expect them. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  0.5,
  1e21,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u202e\u2066',
  '\ufeff',
  'x'.repeat(5_000),
  '😀'.repeat(300),
  '__proto__',
  '{{name}}',
  "' or 1=1 --",
  '%',
  '../../etc/passwd',
  'https://evil.example',
  'javascript:alert(1)',
  '2026-13-45T99:99:99.999Z',
  '01890000-0000-7000-8000-000000000000',
  [],
  {},
  [[]],
  [null],
  { toString: 1, valueOf: null, constructor: { prototype: 1 } },
  { length: 1e9 },
  DEEP,
  DEEP_OBJECT,
];

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

const keys = fc.constantFrom(
  'x',
  'verified',
  'id',
  'constructor',
  'toString',
  'workspace_id',
  '',
  '\u0000',
  'a'.repeat(300),
);

/** Texts of a pattern; hostile ones where the pattern is beyond the generator. */
function matching(pattern: string): fc.Arbitrary<unknown> {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'), { maxLength: 80 });
  } catch {
    return fc.string({ maxLength: 20 });
  }
}

function text(schema: JsonSchema): fc.Arbitrary<unknown> {
  const pattern = schema.pattern ?? schema.allOf?.find((part) => part.pattern !== undefined)?.pattern;
  if (pattern !== undefined) return matching(pattern);
  const minLength = schema.minLength ?? 0;
  const maxLength = Math.max(minLength, Math.min(schema.maxLength ?? 40, 40));
  return fc.string({ unit: 'grapheme', minLength, maxLength });
}

/** Values that fit the schema, as far as it says. */
function fitting(schema: JsonSchema, components: Components, depth: number): fc.Arbitrary<unknown> {
  if (depth > 8) return fc.constant(null);
  const inner = (part: JsonSchema): fc.Arbitrary<unknown> => bodyOf(part, components, depth + 1);
  if (schema.$ref !== undefined) {
    const target = components[schema.$ref.split('/').pop() ?? ''];
    return target === undefined ? hostile : fitting(target, components, depth);
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'string':
      return text(schema);
    case 'number':
    case 'integer':
      return fc.oneof(fc.integer({ min: -2, max: 20 }), fc.double({ noNaN: true }));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema.items ?? {}), { maxLength: Math.max(schema.minItems ?? 0, 4) });
    case 'object':
      return object(schema, inner);
    default:
      return hostile;
  }
}

function object(schema: JsonSchema, inner: (part: JsonSchema) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, inner(part)])), {
    requiredKeys: [...required],
  });
  if (typeof additionalProperties !== 'object') return known;
  const free = fc.dictionary(
    fc.oneof(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,9}$/), keys),
    inner(additionalProperties),
    {
      maxKeys: 4,
    },
  );
  return fc.tuple(known, free).map(([left, right]) => ({ ...left, ...right }));
}

/** Is it an object that a key can be added to or taken from? */
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Bodies for a schema: mostly ones that nearly fit, so that they come past the door, with something wrong in them; and some
 * that are nothing of the kind.
 */
export function bodyOf(schema: JsonSchema, components: Components, depth = 0): fc.Arbitrary<unknown> {
  const fits = fitting(schema, components, depth);
  const withExtra = fc
    .tuple(fits, keys, hostile)
    .map(([value, key, extra]) => (isObject(value) ? { ...value, [key]: extra } : value));
  const withOneSpoilt = fc.tuple(fits, fc.nat(), hostile).map(([value, at, spoilt]) => {
    const names = isObject(value) ? Object.keys(value) : [];
    const name = names[at % Math.max(names.length, 1)];
    return name === undefined ? value : { ...(value as object), [name]: spoilt };
  });
  const withOneMissing = fc.tuple(fits, fc.nat()).map(([value, at]) => {
    if (!isObject(value)) return value;
    const names = Object.keys(value);
    const missing = names[at % Math.max(names.length, 1)];
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== missing));
  });
  const weights = depth === 0 ? [4, 2, 4, 2, 2] : [12, 0, 0, 0, 1];
  return fc.oneof(
    ...[fits, withExtra, withOneSpoilt, withOneMissing, hostile].map((arbitrary, index) => ({
      weight: weights[index] ?? 0,
      arbitrary,
    })),
  );
}

/** Every place in a value, as the keys that lead to it. */
function placesIn(value: unknown, here: readonly string[] = []): string[][] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [[...here], ...inner.flatMap(([key, part]) => placesIn(part, [...here, key]))];
}

/** The value with something else at a place; without it where that is undefined. */
function replacedAt(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const parts = Object.entries(value as object).flatMap(([name, part]) => {
    if (name !== key) return [[name, part] as const];
    const replaced = replacedAt(part, rest, by);
    return replaced === undefined ? [] : [[name, replaced] as const];
  });
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** A good body with one place spoilt, left out or given a key too many; sometimes the good body itself. */
export function nearlyGood(good: object): fc.Arbitrary<unknown> {
  const places = placesIn(good);
  const place = fc.constantFrom(...places);
  const spoilt = fc.tuple(place, hostile).map(([at, value]) => replacedAt(good, at, value));
  const missing = place.filter((at) => at.length > 0).map((at) => replacedAt(good, at, undefined));
  const extra = fc.tuple(keys, hostile).map(([key, value]) => ({ ...good, [key]: value }));
  return places.length === 1
    ? fc.oneof(fc.constant(good), extra, hostile)
    : fc.oneof({ weight: 1, arbitrary: fc.constant(good) }, { weight: 4, arbitrary: spoilt }, missing, extra);
}
