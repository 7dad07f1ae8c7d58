/** Text any wire and any database takes: lone surrogates become U+FFFD, NUL is dropped. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\uFFFD').replaceAll('\0', '');

/** Cuts to at most `max` UTF-16 units, never through the middle of a character. */
export const cut = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
};

/** One line of at most `max` units: control characters become spaces. */
export const oneLine = (text: string, max: number): string =>
  cut(
    wellFormed(text)
      .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
      .trim(),
    max,
  ).trim();
