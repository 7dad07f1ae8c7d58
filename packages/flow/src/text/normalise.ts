/** Characters one cannot see: zero-width spaces and joiners, bidi marks, soft hyphen, byte order mark. */
const INVISIBLE = /[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu;

/**
 * Text as it is compared: NFKC, invisible characters removed, white space collapsed and trimmed, case folded.
 * Two texts a person would call the same come out equal; nothing is ever stored in this form.
 */
export const normalise = (text: string): string =>
  fold(text.replace(INVISIBLE, '').normalize('NFKC')).replace(/\s+/gu, ' ').trim();

// JavaScript has no case folding: down, up and down again also joins ß and ẞ with ss, and both sigmas. Composed once
// more at the end, since changing case can take a letter apart.
const fold = (text: string): string =>
  text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
