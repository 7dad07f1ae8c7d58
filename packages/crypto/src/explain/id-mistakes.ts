import { utf8 } from '../bytes.js';
import type { DiagnosisVariant, HashDiagnosis } from '../diagnoses.js';

/** A text (or bytes) the backend may have hashed instead of the id. */
export interface HashedInstead {
  readonly diagnosis: HashDiagnosis;
  readonly variant?: DiagnosisVariant;
  readonly message: Uint8Array;
  /** Is it one of the few mistakes that nearly everybody makes? Those are tried for every key before the rare ones. */
  readonly common: boolean;
}

type TextMistake = [HashDiagnosis, DiagnosisVariant, text: string, common?: 'common'];

/**
 * Every text the backend may have hashed in the place of this id, in the order of the diagnoses. A mistake that leaves
 * the id as it is, or repeats an earlier one, is left out, so each message names one mistake.
 */
export function idMistakes(userId: string): HashedInstead[] {
  const seen = new Set([userId]);
  const mistakes: HashedInstead[] = [];
  const texts = [
    ...whiteSpace(userId),
    ...quotes(userId),
    ...letterCase(userId),
    ...numberFormat(userId),
    ...unicodeForm(userId),
  ];
  for (const [diagnosis, variant, text, common] of texts) {
    if (seen.has(text)) continue;
    seen.add(text);
    mistakes.push({ diagnosis, variant, message: utf8(text), common: common === 'common' });
  }
  return [...mistakes, ...encodings(userId)];
}

function whiteSpace(id: string): TextMistake[] {
  return [
    ['whitespace_in_id', 'line_feed_after_id', `${id}\n`, 'common'],
    ['whitespace_in_id', 'carriage_return_after_id', `${id}\r\n`, 'common'],
    ['whitespace_in_id', 'spaces_around_id', ` ${id} `, 'common'],
    ['whitespace_in_id', 'id_was_trimmed', id.trim(), 'common'],
    ['whitespace_in_id', 'space_after_id', `${id} `],
    ['whitespace_in_id', 'space_before_id', ` ${id}`],
    ['whitespace_in_id', 'tab_after_id', `${id}\t`],
    ['whitespace_in_id', 'spaces_of_id_removed', id.replace(/\s+/gu, '')],
    ['whitespace_in_id', 'spaces_of_id_removed', id.trim().replace(/\s+/gu, ' ')],
  ];
}

function quotes(id: string): TextMistake[] {
  const bare = /^(["'])(.+)\1$/su.exec(id)?.[2];
  return [
    ['quotes_in_id', 'double_quotes_around_id', `"${id}"`, 'common'],
    ['quotes_in_id', 'quotes_of_id_removed', bare ?? id, 'common'],
    ['quotes_in_id', 'single_quotes_around_id', `'${id}'`],
  ];
}

function letterCase(id: string): TextMistake[] {
  return [
    ['letter_case_of_id', 'id_in_lower_case', id.toLowerCase(), 'common'],
    ['letter_case_of_id', 'id_in_upper_case', id.toUpperCase(), 'common'],
  ];
}

/** Mistakes of ids that are numbers: a database or a language wrote the same number in another way. */
function numberFormat(id: string): TextMistake[] {
  if (!/^[+-]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(id)) return [];
  const plain = id.replaceAll(',', '');
  const mistakes: TextMistake[] = [
    ['number_format_of_id', 'thousands_separators_removed', plain, 'common'],
    ['number_format_of_id', 'leading_zeros_removed', plain.replace(/^([+-]?)0+(?=\d)/, '$1'), 'common'],
    ['number_format_of_id', 'decimal_part_removed', plain.replace(/\.0+$/, ''), 'common'],
  ];
  const value = Number(plain);
  mistakes.push(['number_format_of_id', 'written_as_float', String(value)]);
  if (/[.e]/i.test(plain)) {
    if (Number.isInteger(value)) mistakes.push(['number_format_of_id', 'exponent_written_out', String(BigInt(value))]);
    return mistakes;
  }
  return [
    ...mistakes,
    ['number_format_of_id', 'decimal_part_added', `${plain}.0`, 'common'],
    ['number_format_of_id', 'decimal_part_added', `${plain}.00`],
    ['number_format_of_id', 'thousands_separated', plain.replace(/\B(?=(?:\d{3})+$)/g, ',')],
    ...[1, 2, 3, 4].map(
      (zeros): TextMistake => ['number_format_of_id', 'leading_zeros_added', '0'.repeat(zeros) + plain],
    ),
  ];
}

function unicodeForm(id: string): TextMistake[] {
  return [
    ['unicode_form_of_id', 'nfc', id.normalize('NFC'), 'common'],
    ['unicode_form_of_id', 'nfd', id.normalize('NFD'), 'common'],
    ['unicode_form_of_id', 'nfkc', id.normalize('NFKC')],
    ['unicode_form_of_id', 'nfkd', id.normalize('NFKD')],
    ['unicode_form_of_id', 'invisible_characters_removed', id.replace(/\p{Cf}/gu, '')],
  ];
}

/** The right text in the wrong bytes: UTF-16 (what .NET calls Unicode), Latin-1, or UTF-8 that was encoded again. */
function encodings(id: string): HashedInstead[] {
  const wrong = (variant: DiagnosisVariant, message: Uint8Array): HashedInstead => ({
    diagnosis: 'unicode_form_of_id',
    variant,
    message,
    common: false,
  });
  const units = Array.from({ length: id.length }, (_, at) => id.charCodeAt(at));
  const mistakes = [wrong('encoded_as_utf16', Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8])))];
  if (units.every((unit) => unit < 0x80)) return mistakes;
  if (units.every((unit) => unit < 0x100)) mistakes.push(wrong('encoded_as_latin1', Uint8Array.from(units)));
  mistakes.push(wrong('encoded_twice', utf8(String.fromCharCode(...utf8(id)))));
  return mistakes;
}
