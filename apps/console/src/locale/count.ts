const plural = new Intl.PluralRules('en');

/** A number with its noun in English: "1 member", "2 members". */
export const count = (n: number, one: string, other: string): string =>
  `${n} ${plural.select(n) === 'one' ? one : other}`;
