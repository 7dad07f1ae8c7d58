/** Relative luminance of `#rrggbb`, 0 to 1. @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (colour: string): number =>
  [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const part = Number.parseInt(colour.slice(1 + 2 * at, 3 + 2 * at), 16) / 255;
    return sum + weight * (part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92);
  }, 0);

/** Contrast of two `#rrggbb` colours, 1 to 21. */
export const contrast = (one: string, other: string): number => {
  const ratio = (luminance(one) + 0.05) / (luminance(other) + 0.05);
  return Math.max(ratio, 1 / ratio);
};

/** Up to this luminance, white has a contrast of 4.5 (WCAG 2.2, 1.4.3): (1 + 0.05) / 4.5 - 0.05. */
const WHITE_UP_TO = 0.1833;

/** What is read on `colour` with a contrast of 4.5 or more: white where it can be, else black. */
export const onColour = (colour: string): '#ffffff' | '#000000' =>
  luminance(colour) > WHITE_UP_TO ? '#000000' : '#ffffff';
