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

/** What is read on `colour` with a contrast of 4.5 or more: white where it can be, else black. */
export const onColour = (colour: string): '#ffffff' | '#000000' =>
  contrast(colour, '#ffffff') < 4.5 ? '#000000' : '#ffffff';
