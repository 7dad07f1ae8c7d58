import type { Diagnosis } from '@chatku/schemas';
import type { Backend } from '../snippets/snippets.js';

/** A line as it probably stands in the website's backend, and as it should. Null: the wrong line cannot be guessed. */
export type LineToChange = { readonly wrong: string | null; readonly right: string };

const PHP_RIGHT = `$identifier_hash = hash_hmac('sha256', $user_id, 'THE_SPECIAL_KEY');`;
const NODE_RIGHT = `const identifierHash = createHmac('sha256', 'THE_SPECIAL_KEY').update(userId, 'utf8').digest('hex');`;

/** The hash line is the one to change. */
const hashLine = (php: string | null, node: string | null): Record<Backend, LineToChange> => ({
  php: { wrong: php && `$identifier_hash = ${php};`, right: PHP_RIGHT },
  node: { wrong: node && `const identifierHash = ${node};`, right: NODE_RIGHT },
});

const keyLine = (wrongKey: string): Record<Backend, LineToChange> =>
  hashLine(
    `hash_hmac('sha256', $user_id, '${wrongKey}')`,
    `createHmac('sha256', '${wrongKey}').update(userId, 'utf8').digest('hex')`,
  );

/** The line to change for each diagnosis, in each backend language the console knows. */
export const LINES: { readonly [D in Diagnosis]: Readonly<Record<Backend, LineToChange>> } = {
  placeholder_not_replaced: {
    php: {
      wrong: `window.$chatbot.setUser("{user_id}", { identifier_hash: "{identifier_hash}" });`,
      right: `window.$chatbot.setUser(<?= json_encode($user_id, JSON_HEX_TAG) ?>, { identifier_hash: <?= json_encode($identifier_hash) ?> });`,
    },
    node: {
      wrong: `window.$chatbot.setUser("{user_id}", { identifier_hash: "{identifier_hash}" });`,
      right: `window.$chatbot.setUser(\${JSON.stringify(userId)}, { identifier_hash: "\${identifierHash}" });`,
    },
  },
  missing_hash: {
    php: {
      wrong: `window.$chatbot.setUser(<?= json_encode($user_id, JSON_HEX_TAG) ?>, { name: "…" });`,
      right: `window.$chatbot.setUser(<?= json_encode($user_id, JSON_HEX_TAG) ?>, { name: "…", identifier_hash: <?= json_encode($identifier_hash) ?> });`,
    },
    node: {
      wrong: `window.$chatbot.setUser(\${JSON.stringify(userId)}, { name: "…" });`,
      right: `window.$chatbot.setUser(\${JSON.stringify(userId)}, { name: "…", identifier_hash: "\${identifierHash}" });`,
    },
  },
  malformed_id: {
    php: { wrong: `$user_id = $_SESSION['user'];`, right: `$user_id = (string) $_SESSION['user']['id'];` },
    node: { wrong: `const userId = request.session.user;`, right: `const userId = String(request.session.user.id);` },
  },
  malformed_hash: hashLine(
    `hash_hmac('sha256', $user_id, 'THE_SPECIAL_KEY', true)`,
    `createHmac('sha256', 'THE_SPECIAL_KEY').update(userId, 'utf8').digest().toString()`,
  ),
  base64_instead_of_hex: hashLine(
    `base64_encode(hash_hmac('sha256', $user_id, 'THE_SPECIAL_KEY', true))`,
    `createHmac('sha256', 'THE_SPECIAL_KEY').update(userId, 'utf8').digest('base64')`,
  ),
  sha256_without_hmac: hashLine(
    `hash('sha256', $user_id)`,
    `createHash('sha256').update(userId, 'utf8').digest('hex')`,
  ),
  sha256_of_key_and_id: hashLine(
    `hash('sha256', 'THE_SPECIAL_KEY' . $user_id)`,
    `createHash('sha256').update('THE_SPECIAL_KEY' + userId, 'utf8').digest('hex')`,
  ),
  key_and_message_swapped: hashLine(
    `hash_hmac('sha256', 'THE_SPECIAL_KEY', $user_id)`,
    `createHmac('sha256', userId).update('THE_SPECIAL_KEY', 'utf8').digest('hex')`,
  ),
  wrong_algorithm: hashLine(
    `hash_hmac('sha1', $user_id, 'THE_SPECIAL_KEY')`,
    `createHmac('sha1', 'THE_SPECIAL_KEY').update(userId, 'utf8').digest('hex')`,
  ),
  key_hex_decoded: hashLine(
    `hash_hmac('sha256', $user_id, hex2bin('THE_SPECIAL_KEY'))`,
    `createHmac('sha256', Buffer.from('THE_SPECIAL_KEY', 'hex')).update(userId, 'utf8').digest('hex')`,
  ),
  whitespace_in_id: hashLine(
    `hash_hmac('sha256', $user_id . "\\n", 'THE_SPECIAL_KEY')`,
    `createHmac('sha256', 'THE_SPECIAL_KEY').update(userId + '\\n', 'utf8').digest('hex')`,
  ),
  quotes_in_id: hashLine(
    `hash_hmac('sha256', json_encode($user_id), 'THE_SPECIAL_KEY')`,
    `createHmac('sha256', 'THE_SPECIAL_KEY').update(JSON.stringify(userId), 'utf8').digest('hex')`,
  ),
  letter_case_of_id: hashLine(
    `hash_hmac('sha256', strtolower($user_id), 'THE_SPECIAL_KEY')`,
    `createHmac('sha256', 'THE_SPECIAL_KEY').update(userId.toLowerCase(), 'utf8').digest('hex')`,
  ),
  number_format_of_id: hashLine(
    `hash_hmac('sha256', number_format($user_id), 'THE_SPECIAL_KEY')`,
    `createHmac('sha256', 'THE_SPECIAL_KEY').update(Number(userId).toFixed(1), 'utf8').digest('hex')`,
  ),
  unicode_form_of_id: hashLine(
    `hash_hmac('sha256', Normalizer::normalize($user_id, Normalizer::FORM_D), 'THE_SPECIAL_KEY')`,
    `createHmac('sha256', 'THE_SPECIAL_KEY').update(userId.normalize('NFD'), 'utf8').digest('hex')`,
  ),
  hashed_email_instead_of_id: hashLine(
    `hash_hmac('sha256', $email, 'THE_SPECIAL_KEY')`,
    `createHmac('sha256', 'THE_SPECIAL_KEY').update(email, 'utf8').digest('hex')`,
  ),
  retired_key: keyLine('A_RETIRED_KEY'),
  compromised_key: keyLine('A_COMPROMISED_KEY'),
  key_of_another_bot: keyLine('THE_KEY_OF_ANOTHER_BOT'),
  proof_form_not_allowed: {
    php: {
      wrong: `identifier_hash: <?= json_encode($identifier_hash) ?>`,
      right: `identity_token: <?= json_encode($identity_token) ?>`,
    },
    node: { wrong: `identifier_hash: "\${identifierHash}"`, right: `identity_token: "\${identityToken}"` },
  },
  token_expired: {
    php: {
      wrong: `$claims = ['exp' => $signed_in_at + 86400];`,
      right: `$claims = ['iat' => time(), 'exp' => time() + 3600];`,
    },
    node: {
      wrong: `.setExpirationTime(signedInAt)`,
      right: `.setIssuedAt().setExpirationTime('1h')`,
    },
  },
  token_not_for_this_bot: {
    php: { wrong: `'aud' => 'ANOTHER_BOT_ID',`, right: `'aud' => 'BOT_ID',` },
    node: { wrong: `.setAudience('ANOTHER_BOT_ID')`, right: `.setAudience('BOT_ID')` },
  },
  token_not_for_this_user: {
    php: { wrong: `'sub' => $email,`, right: `'sub' => $user_id,` },
    node: { wrong: `.setSubject(email)`, right: `.setSubject(userId)` },
  },
  token_bad_signature: {
    php: {
      wrong: `JWT::encode($claims, 'ANOTHER_KEY', 'HS256', 'KEY_ID');`,
      right: `JWT::encode($claims, 'THE_TOKEN_KEY', 'HS256', 'KEY_ID');`,
    },
    node: {
      wrong: `.sign(Buffer.from('ANOTHER_KEY'))`,
      right: `.sign(new TextEncoder().encode('THE_TOKEN_KEY'))`,
    },
  },
  token_malformed: {
    php: {
      wrong: `identity_token: <?= json_encode($claims) ?>`,
      right: `identity_token: <?= json_encode(JWT::encode($claims, 'THE_TOKEN_KEY', 'HS256', 'KEY_ID')) ?>`,
    },
    node: {
      wrong: `identity_token: \${JSON.stringify(claims)}`,
      right: `identity_token: \${JSON.stringify(await token.sign(key))}`,
    },
  },
  unknown: hashLine(null, null),
};
