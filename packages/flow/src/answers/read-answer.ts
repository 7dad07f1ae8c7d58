import type { AnswerRule } from '@chatku/schemas';
import { wellFormed } from '../text/clean.js';
import { FIELD_TEXT_MAX } from '../values/coerce.js';
import { readNumber } from '../values/number.js';
import { readEmail } from './email.js';
import { readPhone } from './phone.js';

/** The answer in canonical form, or undefined where it does not fit. A choice is matched by `matchChoice`, not here. */
export const readAnswer = (
  rule: AnswerRule,
  text: string,
  defaultCountry: string | undefined,
): string | number | undefined => {
  const written = wellFormed(text).trim();
  switch (rule.type) {
    case 'text': {
      const { min_length: min = 1, max_length: max = FIELD_TEXT_MAX } = rule;
      const length = Array.from(written).length;
      return length >= min && length <= max && written.length <= FIELD_TEXT_MAX ? written : undefined;
    }
    case 'email':
      return readEmail(written);
    case 'phone':
      return readPhone(written, rule.country ?? defaultCountry);
    case 'number': {
      const number = readNumber(written);
      if (number === undefined || (rule.whole === true && !Number.isInteger(number))) return undefined;
      return number < (rule.min ?? -Infinity) || number > (rule.max ?? Infinity) ? undefined : number;
    }
    case 'choice':
      return undefined;
  }
};
