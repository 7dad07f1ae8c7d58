import type { Locale } from '../locale/words.js';
import { type TokenVariant, variantsEn } from './variants-en.js';
import { variantsMs } from './variants-ms.js';
import { variantsZhHans } from './variants-zh-hans.js';

export const VARIANTS: { readonly [L in Locale]: Readonly<Record<TokenVariant, string>> } = {
  en: variantsEn,
  ms: variantsMs,
  'zh-Hans': variantsZhHans,
};

/** The closer word on a diagnosis, where there is a sentence for it: a reader that does not know one falls back on the diagnosis. */
export const variantText = (locale: Locale, variant: string | undefined): string | null =>
  variant !== undefined && Object.hasOwn(VARIANTS[locale], variant) ? VARIANTS[locale][variant as TokenVariant] : null;

/** The line as it should be, where a variant knows better than its diagnosis. */
type Lines = Readonly<Record<'php' | 'node', { readonly wrong: string; readonly right: string }>>;

const line = (php: [wrong: string, right: string], node: [wrong: string, right: string]): Lines => ({
  php: { wrong: php[0], right: php[1] },
  node: { wrong: node[0], right: node[1] },
});
const PHP_ENCODE = `JWT::encode($claims, 'THE_TOKEN_KEY', 'HS256', 'KEY_ID');`;
const NODE_HEADER = `.setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'KEY_ID' })`;
const NODE_SIGN = `.sign(new TextEncoder().encode('THE_TOKEN_KEY'))`;
const kid = line(
  [`JWT::encode($claims, 'THE_TOKEN_KEY', 'HS256', 'ANOTHER_ID');`, PHP_ENCODE],
  [`.setProtectedHeader({ alg: 'HS256', kid: 'ANOTHER_ID' })`, NODE_HEADER],
);
const hashKey = line(
  [`JWT::encode($claims, 'THE_SPECIAL_KEY', 'HS256', 'KEY_ID');`, PHP_ENCODE],
  [`.sign(new TextEncoder().encode('THE_SPECIAL_KEY'))`, NODE_SIGN],
);
const times = (php: string, node: string): Lines =>
  line([php, `'iat' => time(), 'exp' => time() + 3600,`], [node, `.setIssuedAt().setExpirationTime('1h')`]);

/** Lines to change of the variants that a diagnosis' own line would not mend. */
export const VARIANT_LINES: { readonly [V in TokenVariant]?: Lines } = {
  kid_of_no_key: kid,
  kid_of_another_key: kid,
  signed_with_hash_key: hashKey,
  signed_with_hex_decoded_key: line(
    [`JWT::encode($claims, hex2bin('THE_TOKEN_KEY'), 'HS256', 'KEY_ID');`, PHP_ENCODE],
    [`.sign(Buffer.from('THE_TOKEN_KEY', 'hex'))`, NODE_SIGN],
  ),
  signed_with_base64_decoded_key: line(
    [`JWT::encode($claims, base64_decode('THE_TOKEN_KEY'), 'HS256', 'KEY_ID');`, PHP_ENCODE],
    [`.sign(Buffer.from('THE_TOKEN_KEY', 'base64'))`, NODE_SIGN],
  ),
  token_of_another_algorithm: line(
    [`JWT::encode($claims, 'THE_TOKEN_KEY', 'HS512', 'KEY_ID');`, PHP_ENCODE],
    [`.setProtectedHeader({ alg: 'HS512', kid: 'KEY_ID' })`, NODE_HEADER],
  ),
  token_without_kid: line(
    [`JWT::encode($claims, 'THE_TOKEN_KEY', 'HS256');`, PHP_ENCODE],
    [`.setProtectedHeader({ alg: 'HS256' })`, NODE_HEADER],
  ),
  token_without_sub: line(
    [`'sub' => 42,`, `'sub' => (string) $user_id,`],
    [`new SignJWT({ sub: 42 })`, `.setSubject(String(userId))`],
  ),
  token_without_iat: times(`'exp' => time() + 3600,`, `.setExpirationTime('1h')`),
  token_without_exp: times(`'iat' => time(),`, `.setIssuedAt()`),
  token_times_in_milliseconds: times(
    `'iat' => microtime(true) * 1000, 'exp' => microtime(true) * 1000 + 3600000,`,
    `.setIssuedAt(Date.now()).setExpirationTime(Date.now() + 3_600_000)`,
  ),
  token_lives_too_long: times(
    `'iat' => time(), 'exp' => time() + 30 * 86400,`,
    `.setIssuedAt().setExpirationTime('30d')`,
  ),
  token_looks_like_hash: line(
    [`identity_token: <?= json_encode($identifier_hash) ?>`, `identifier_hash: <?= json_encode($identifier_hash) ?>`],
    [`identity_token: "\${identifierHash}"`, `identifier_hash: "\${identifierHash}"`],
  ),
  hash_looks_like_token: line(
    [`identifier_hash: <?= json_encode($identity_token) ?>`, `identity_token: <?= json_encode($identity_token) ?>`],
    [`identifier_hash: "\${identityToken}"`, `identity_token: "\${identityToken}"`],
  ),
};
