/** Digits a double keeps exactly, whatever the number. */
const SIGNIFICANT_DIGITS = 15;

/**
 * The number a person wrote: `12`, `-3.5`, `1,234.50`, also in full-width digits. Undefined for anything else, and for
 * more digits than a number keeps. A comma only ever groups thousands: `1,5` is refused rather than guessed.
 */
export const readNumber = (text: string): number | undefined => {
  const written = text.normalize('NFKC').trim().replace(/^[−–]/u, '-');
  if (written.length > 40 || !/^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/.test(written)) return undefined;
  const plain = written.replaceAll(',', '');
  const significant = plain.replace(/[+-]/, '').replace('.', '').replace(/^0+/, '');
  if (significant.length > SIGNIFICANT_DIGITS) return undefined;
  // Adding zero turns -0, which JSON would not keep, into 0.
  return Number(plain) + 0;
};

/** As `readNumber`, and undefined where turning text into a number loses something: `007`, `+60123456789`. */
export const losslessNumber = (text: string): number | undefined =>
  /^\s*(\+|-?0\d)/.test(text.normalize('NFKC')) ? undefined : readNumber(text);
