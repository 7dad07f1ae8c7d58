/**
 * The policy of every page but one: scripts by nonce only, nothing from elsewhere but the chat.
 *
 * What the chat needs, as Chatku documents it: the nonce on its two tags (its later parts inherit it), `connect-src` for
 * the API over http(s) and ws(s), and `blob:` pictures. `'self'` in `connect-src` is for the demo tools of this shop.
 * @param nonce fresh for each answer
 * @param apiUrl the address of Chatku's API
 */
export function contentSecurityPolicy({ nonce, apiUrl }: { readonly nonce: string; readonly apiUrl: string }): string {
  const { origin } = new URL(apiUrl);
  const socketOrigin = origin.replace(/^http/, 'ws');
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src 'self'`,
    `font-src 'self'`,
    `img-src 'self' blob: data:`,
    `connect-src 'self' ${origin} ${socketOrigin}`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
