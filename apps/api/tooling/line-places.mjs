/** From a source map to the few bytes that a stack trace needs: which line of which source each line of the bundle begins with. */
import { LINE_BITS } from '../dist/launch/name-sources.js';

const DIGITS = new Map(
  [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((digit, at) => [digit, at]),
);

/**
 * The numbers of a segment of a source map.
 *
 * @param {string} segment
 * @see https://tc39.es/ecma426/#sec-base64-vlq
 */
function numbersOf(segment) {
  const numbers = [];
  let [value, shift] = [0, 0];
  for (const digit of segment) {
    const bits = DIGITS.get(digit) ?? 0;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits >= 32) continue;
    numbers.push(value & 1 ? -(value >>> 1) : value >>> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}

/** `node_modules/typeorm/…` for wherever a package manager keeps it. @param {string} path */
const short = (path) => path.replace(/^.*node_modules\//, 'node_modules/');

/**
 * @param {{ sources: string[], mappings: string }} map
 * @param {(source: string) => string} fromRoot a source of the map, as a path from the root of the repository
 * @returns {Buffer} as `name-sources.ts` reads it
 */
export function placesOf({ sources, mappings }, fromRoot) {
  const lines = mappings.split(';');
  const places = new Uint32Array(lines.length);
  let [source, line] = [0, 0];
  for (const [at, segments] of lines.entries()) {
    for (const segment of segments === '' ? [] : segments.split(',')) {
      const [, toSource, toLine] = numbersOf(segment);
      if (toSource === undefined || toLine === undefined) continue;
      source += toSource;
      line += toLine;
      places[at] ||= (source << LINE_BITS) | (line + 1);
    }
  }
  if (sources.length >= 1 << (32 - LINE_BITS)) throw new Error(`More sources than ${32 - LINE_BITS} bits can count.`);
  return Buffer.concat([
    Buffer.from(`${JSON.stringify(sources.map((one) => short(fromRoot(one))))}\n`),
    Buffer.from(places.buffer),
  ]);
}
