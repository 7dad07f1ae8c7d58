import type { FieldValue } from '@chatku/schemas';
import { normalise } from '../text/normalise.js';
import { valueText } from '../text/template.js';

/** Something a visitor can pick: by pressing it, or by writing what it is called. */
export interface Pickable {
  id: string;
  label: string;
  value?: FieldValue | undefined;
}

/**
 * How freely a text may name a choice.
 * `loose`: id, value, label, ordinal; then the unique choice that begins with it; then the only one that contains it.
 * `exact`: id, value, label, ordinal. `verbatim`: value or label, for questions that take other answers too.
 */
export type Strictness = 'loose' | 'exact' | 'verbatim';

/**
 * The choice a text means, or undefined: two that fit equally well are no answer, and a number never stands for part
 * of a longer one ("1" is not "10").
 */
export const matchChoice = <C extends Pickable>(
  choices: readonly C[],
  text: string,
  strictness: Strictness,
): C | undefined => {
  const wanted = normalise(text);
  if (wanted === '') return undefined;
  const known = choices.map((choice) => ({
    choice,
    id: normalise(choice.id),
    value: normalise(valueText(choice.value)),
    label: normalise(choice.label),
  }));
  type Known = (typeof known)[number];
  const pick = (fits: (one: Known) => boolean): Known[] => known.filter(fits);

  const exact: ((one: Known) => boolean)[] = [(one) => one.value === wanted, (one) => one.label === wanted];
  if (strictness !== 'verbatim') exact.unshift((one) => one.id === wanted);
  for (const fits of exact) {
    const found = pick(fits);
    if (found.length > 0) return found.length === 1 ? found[0]?.choice : undefined;
  }
  if (strictness === 'verbatim') return undefined;

  const ordinal = /^(\d{1,3})[.)]?$/.exec(wanted)?.[1];
  if (ordinal !== undefined && known.every((one) => !talksInNumbers(one, ordinal))) {
    const chosen = choices[Number(ordinal) - 1];
    if (chosen !== undefined) return chosen;
  }
  if (strictness === 'exact') return undefined;

  const named = (one: Known, test: (name: string) => boolean): boolean => test(one.label) || test(one.value);
  for (const found of [
    pick((one) => named(one, (name) => name.startsWith(wanted) && isWholeNumberAt(name, wanted, 0))),
    // One letter is in too many words to mean anything; one ideograph is a word.
    /^[\u0020-\u024f]$/.test(wanted) ? [] : pick((one) => named(one, (name) => containsWhole(name, wanted))),
  ]) {
    if (found.length > 0) return found.length === 1 ? found[0]?.choice : undefined;
  }
  return undefined;
};

/** Labels that begin with a digit are what a typed number is about; so is any name that goes on with more digits. */
const talksInNumbers = (one: { id: string; value: string; label: string }, ordinal: string): boolean =>
  /^\d/.test(one.label) ||
  [one.id, one.value].some((name) => name.startsWith(ordinal) && /\d/.test(name.charAt(ordinal.length)));

const isDigit = (character: string): boolean => /^\p{Nd}$/u.test(character);

/** Does the part at `index` neither begin nor end inside a longer run of digits? */
const isWholeNumberAt = (name: string, part: string, index: number): boolean => {
  const [before, after] = [name.charAt(index - 1), name.charAt(index + part.length)];
  return !(isDigit(part.charAt(0)) && isDigit(before)) && !(isDigit(part.charAt(part.length - 1)) && isDigit(after));
};

const containsWhole = (name: string, part: string): boolean => {
  for (let index = name.indexOf(part); index >= 0; index = name.indexOf(part, index + 1)) {
    if (isWholeNumberAt(name, part, index)) return true;
  }
  return false;
};
