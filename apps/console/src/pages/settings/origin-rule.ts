/** Why a text is no origin a bot could be embedded from. */
export type OriginProblem = 'not_an_origin' | 'http_only_on_localhost' | 'wildcard_place';

export type OriginCheck = { ok: true; origin: string } | { ok: false; problem: OriginProblem };

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads what a person typed or pasted (often a whole page address) as an origin: scheme, host and port, with `*` at most
 * as the first label. The API has the last word, above all on public suffixes.
 */
export const readOrigin = (typed: string): OriginCheck => {
  const text = typed.trim();
  const wildcard = /^https?:\/\/\*\./i.test(text);
  let url: URL;
  try {
    // The URL parser takes no `*`; a label that cannot be anybody's stands in for it.
    url = new URL(wildcard ? text.replace('*.', 'any--one.') : text);
  } catch {
    return { ok: false, problem: text.includes('*') ? 'wildcard_place' : 'not_an_origin' };
  }
  if (url.hostname.includes('*')) return { ok: false, problem: 'wildcard_place' };
  if ((url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') {
    return { ok: false, problem: 'not_an_origin' };
  }
  if (url.protocol === 'http:' && !LOCAL.has(url.hostname)) return { ok: false, problem: 'http_only_on_localhost' };
  // Over one label (`*.my`) a wildcard would let anybody in.
  if (wildcard && url.hostname.split('.').length < 3) return { ok: false, problem: 'wildcard_place' };
  return { ok: true, origin: wildcard ? url.origin.replace('any--one.', '*.') : url.origin };
};
