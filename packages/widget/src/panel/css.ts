/** Marks a style sheet's text, so that the build can take its white space out. */
export const css = String.raw;
