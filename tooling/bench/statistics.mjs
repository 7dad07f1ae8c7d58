/** The few sums a measurement needs. */

/**
 * The middle of some numbers; of an even count the lower of the two middles, so that it is always one that was measured.
 *
 * @param {readonly number[]} values
 * @returns {number}
 */
export function median(values) {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const sorted = values.toSorted((left, right) => left - right);
  return /** @type {number} */ (sorted[Math.floor((sorted.length - 1) / 2)]);
}

/**
 * The value below which this part of the numbers lies.
 *
 * @param {readonly number[]} values
 * @param {number} part from 0 to 1
 * @returns {number}
 */
export function percentile(values, part) {
  if (values.length === 0) throw new RangeError('nothing was measured');
  const sorted = values.toSorted((left, right) => left - right);
  return /** @type {number} */ (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
}

/**
 * Rounds to so many digits after the point.
 *
 * @param {number} value
 * @param {number} [digits]
 * @returns {number}
 */
export function round(value, digits = 0) {
  return Number(value.toFixed(digits));
}
