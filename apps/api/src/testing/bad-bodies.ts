/** A body that must be refused, and what is wrong with it. */
export type BadBody = readonly [title: string, body: unknown];

/** Wrong for every value of a wire shape that is text: other types, bytes no database keeps, and far too much. */
const NOT_TEXT: readonly BadBody[] = [
  ['a number', 7],
  ['true', true],
  ['an array', ['x']],
  ['an object', { toString: 'x' }],
  ['NUL inside', 'a\0b'],
  ['half a surrogate pair', 'a\ud800'],
  ['9,000 characters', 'x'.repeat(9_000)],
];
const NOT_A_FLAG: readonly BadBody[] = [
  ['a number', 1],
  ['text', 'true'],
  ['an array', [true]],
  ['null', null],
];
const NOT_A_NUMBER: readonly BadBody[] = [
  ['text', '1'],
  ['an array', [1]],
  ['null', null],
];

/**
 * The ways a good body goes bad: not an object at all, a key nobody knows, and every single value wrong. Each must be refused
 * with 400.
 *
 * @param good a body the route would take.
 */
export function badBodies(good: Readonly<Record<string, unknown>>): BadBody[] {
  const bad: BadBody[] = [
    ['an array', [good]],
    ['an empty array', []],
    ['text', JSON.stringify('x')],
    ['an unknown key', { ...good, extra: 1 }],
    ['a key in another case', { ...good, [(Object.keys(good)[0] ?? 'a').toUpperCase()]: 1 }],
  ];
  for (const [key, value] of Object.entries(good)) {
    for (const [title, wrong] of wrongFor(value)) bad.push([`${key}: ${title}`, { ...good, [key]: wrong }]);
  }
  return bad;
}

function wrongFor(value: unknown): readonly BadBody[] {
  if (typeof value === 'string') return NOT_TEXT;
  if (typeof value === 'boolean') return NOT_A_FLAG;
  if (typeof value === 'number') return NOT_A_NUMBER;
  return [
    ['a number', 7],
    ['text', 'x'],
    ['an array of arrays', [[]]],
  ];
}
