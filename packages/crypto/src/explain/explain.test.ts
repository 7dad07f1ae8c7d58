import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../bytes.js';
import { DIAGNOSES, DIAGNOSIS_VARIANTS } from '../diagnoses.js';
import { createIdentifierHash, explainIdentifierHash } from '../index.js';
import { IDENTIFIER_HASH_VECTORS } from '../vectors/identifier-hash-vectors.js';
import { type Algorithm, DIGESTS, type Digests } from './digests.js';
import { explainWith, type RefusedProof } from './explain.js';
import { MAX_HMACS } from './trials.js';

const KEY = 'A1b2c3d4-e5f6-special-key-of-bot';
const keys = [{ id: 'k1', key: KEY }];
const ring = (name: string, texts: readonly string[] = []) => texts.map((key, at) => ({ id: `${name}-${at}`, key }));
const manyKeys = (name: string, count: number) =>
  ring(
    name,
    Array.from({ length: count }, (_, at) => `${name}-key-number-${String(at).padStart(6, '0')}`),
  );

const hmac = (message: string | Uint8Array, key = KEY, algorithm: Algorithm = 'sha256') =>
  toHex(DIGESTS.hmac(algorithm, utf8(key), typeof message === 'string' ? utf8(message) : message));
const hash = (message: string, algorithm: Algorithm = 'sha256') => toHex(DIGESTS.hash(algorithm, utf8(message)));
const base64 = (hex: string) =>
  btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));

/** The real digests, counted. */
function counted() {
  const hmacKeys: string[] = [];
  let hashes = 0;
  const digests: Digests = {
    hmac: (algorithm, key, message) => {
      hmacKeys.push(new TextDecoder().decode(key));
      return DIGESTS.hmac(algorithm, key, message);
    },
    hash: (algorithm, message) => {
      hashes += 1;
      return DIGESTS.hash(algorithm, message);
    },
  };
  return { digests, hmacKeys, hashes: () => hashes };
}

describe('the vectors', () => {
  it.each(IDENTIFIER_HASH_VECTORS.reject)('$name: $diagnosis', (row) => {
    const explanation = explainIdentifierHash({
      userId: row.userId,
      identifierHash: row.identifierHash,
      candidateEmail: row.email,
      keys: ring('own', [row.key]),
      retiredKeys: ring('retired', row.retiredKeys),
      otherBotKeys: ring('other', row.otherBotKeys),
    });
    expect(explanation.diagnosis).toBe(row.diagnosis);
  });

  const isTemplate = (userId: string) => userId.startsWith('{{');

  it.each(IDENTIFIER_HASH_VECTORS.accept.filter((row) => isTemplate(row.userId)))(
    'an id like an unrendered template is pointed out, even with a good hash: $name',
    (row) => {
      const { userId, identifierHash } = row;
      expect(explainIdentifierHash({ userId, identifierHash, keys: ring('own', [row.key]) }).diagnosis).toBe(
        'placeholder_not_replaced',
      );
    },
  );

  it.each(IDENTIFIER_HASH_VECTORS.accept.filter((row) => !isTemplate(row.userId)))(
    'a good hash is no mistake, and is said to be good: $name',
    (row) => {
      const { userId, identifierHash } = row;
      expect(explainIdentifierHash({ userId, identifierHash, keys: ring('own', [row.key]) })).toEqual({
        diagnosis: 'unknown',
        variant: 'hash_is_correct',
        keyId: 'own-0',
      });
    },
  );

  it.each(IDENTIFIER_HASH_VECTORS.refuse.filter((row) => row.refused === 'malformed_id'))(
    'malformed_id: $name',
    ({ userId, key }) => {
      const explanation = explainIdentifierHash({ userId, identifierHash: 'a'.repeat(64), keys: ring('own', [key]) });
      expect(explanation.diagnosis).toBe('malformed_id');
    },
  );
});

describe('what arrived in the wrong shape', () => {
  it.each([
    [{ userId: '{user_id}', identifierHash: null }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '{{ user_id }}', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '<user id>', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '[USER_ID]', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '%userId%', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '$user_id', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: 'YOUR_USER_ID', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '<?= $user->id ?>', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '<%= current_user.id %>', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '#{user.id}', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: '$' + '{user.id}', identifierHash: 'x' }, 'placeholder_not_replaced', 'placeholder_as_id'],
    [{ userId: 7, identifierHash: '{identifier_hash}' }, 'placeholder_not_replaced', 'placeholder_as_hash'],
    [{ userId: 'u', identifierHash: '{{ identifierHash }}' }, 'placeholder_not_replaced', 'placeholder_as_hash'],
    [{ userId: 'u', identifierHash: 'YOUR_IDENTIFIER_HASH' }, 'placeholder_not_replaced', 'placeholder_as_hash'],
    [{ userId: 'u', identifierHash: undefined }, 'missing_hash', undefined],
    [{ userId: 'u', identifierHash: '' }, 'missing_hash', undefined],
    [{ userId: 7, identifierHash: null }, 'missing_hash', undefined],
    [{ userId: 'u', identifierHash: 'undefined' }, 'missing_hash', 'hash_is_the_word_null'],
    [{ userId: 7, identifierHash: 'x' }, 'malformed_id', 'id_not_text'],
    [{ userId: 1e21, identifierHash: 'x' }, 'malformed_id', 'id_not_text'],
    [{ userId: null, identifierHash: 'x' }, 'malformed_id', 'id_not_text'],
    [{ userId: ['u'], identifierHash: 'x' }, 'malformed_id', 'id_not_text'],
    [{ userId: '', identifierHash: 'x' }, 'malformed_id', 'id_empty'],
    [{ userId: 'x'.repeat(256), identifierHash: 'x' }, 'malformed_id', 'id_too_long'],
    [{ userId: '\ud800', identifierHash: 'x' }, 'malformed_id', 'id_ill_formed'],
    [{ userId: 'u\n', identifierHash: 'x' }, 'malformed_id', 'id_control_character'],
    [{ userId: 'u', identifierHash: 7 }, 'malformed_hash', 'hash_not_text'],
    [{ userId: 'u', identifierHash: false }, 'malformed_hash', 'hash_not_text'],
    [{ userId: 'u', identifierHash: [hmac('u')] }, 'malformed_hash', 'hash_not_text'],
    [{ userId: 'u', identifierHash: `${hmac('u')}\n` }, 'malformed_hash', 'hash_with_white_space'],
    [{ userId: 'u', identifierHash: `"${hmac('u')}"` }, 'malformed_hash', 'hash_with_quotes'],
    [{ userId: 'u', identifierHash: `sha256=${hmac('u')}` }, 'malformed_hash', 'hash_with_prefix'],
    [{ userId: 'u', identifierHash: `0x${hmac('u')}` }, 'malformed_hash', 'hash_with_prefix'],
    [{ userId: 'u', identifierHash: hmac('u').slice(2) }, 'malformed_hash', 'hash_of_wrong_length'],
    [{ userId: 'u', identifierHash: hmac('u').slice(1) }, 'malformed_hash', 'hash_of_wrong_length'],
    [{ userId: 'u', identifierHash: 'a'.repeat(5_000_000) }, 'malformed_hash', 'hash_of_wrong_length'],
    [{ userId: 'u', identifierHash: 'z'.repeat(64) }, 'malformed_hash', 'hash_not_hex'],
    [{ userId: 'u', identifierHash: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln' }, 'malformed_hash', 'hash_looks_like_token'],
  ] as [{ userId: unknown; identifierHash: unknown }, string, string | undefined][])(
    '%j: %s',
    (proof, diagnosis, variant) => {
      expect(explainIdentifierHash({ ...proof, keys })).toEqual(variant ? { diagnosis, variant } : { diagnosis });
    },
  );

  it('takes an ordinary id with brackets for an id, whose hash is looked into', () => {
    for (const userId of ['{a1}', '<b>', '[7]', '%7%', '$7']) {
      expect(explainIdentifierHash({ userId, identifierHash: hmac(` ${userId} `), keys }).diagnosis).toBe(
        'whitespace_in_id',
      );
    }
  });

  it('reads base64 whatever the key was, and names the key if that was right', () => {
    const good = base64(hmac('u'));
    const url = good.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
    const expected = { diagnosis: 'base64_instead_of_hex', variant: 'base64_of_bytes', keyId: 'k1' };
    expect(explainIdentifierHash({ userId: 'u', identifierHash: good, keys })).toEqual(expected);
    expect(explainIdentifierHash({ userId: 'u', identifierHash: url, keys })).toEqual(expected);
    expect(explainIdentifierHash({ userId: 'u', identifierHash: good, keys: [] })).toEqual({
      diagnosis: 'base64_instead_of_hex',
      variant: 'base64_of_bytes',
    });
    expect(explainIdentifierHash({ userId: 'u', identifierHash: btoa(hmac('u')), keys })).toEqual({
      diagnosis: 'base64_instead_of_hex',
      variant: 'base64_of_hex',
      keyId: 'k1',
    });
  });
});

describe('the usual mistakes', () => {
  const id = 'User_12345';
  const email = 'Aisyah@Example.my';
  /** [diagnosis, variant, the hash that arrived, user id if it matters] */
  const mistakes: [string, string | undefined, string, userId?: string][] = [
    ['placeholder_not_replaced', 'placeholder_was_hashed', hmac('{user_id}')],
    ['placeholder_not_replaced', 'placeholder_was_hashed', hmac('$user_id')],
    ['placeholder_not_replaced', 'placeholder_as_key', hmac(id, 'THE_SPECIAL_KEY')],
    ['sha256_without_hmac', 'sha256_of_id', hash(id)],
    ['sha256_without_hmac', 'sha256_of_email', hash(email)],
    ['sha256_of_key_and_id', 'key_before_id', hash(KEY + id)],
    ['sha256_of_key_and_id', 'key_before_id', hash(`${KEY}:${id}`)],
    ['sha256_of_key_and_id', 'id_before_key', hash(`${id}|${KEY}`)],
    ['key_and_message_swapped', undefined, hmac(KEY, id)],
    ['wrong_algorithm', 'hmac_md5', hmac(id, KEY, 'md5')],
    ['wrong_algorithm', 'hmac_sha1', hmac(id, KEY, 'sha1')],
    ['wrong_algorithm', 'hmac_sha1', base64(hmac(id, KEY, 'sha1'))],
    ['wrong_algorithm', 'hmac_sha224', hmac(id, KEY, 'sha224')],
    ['wrong_algorithm', 'hmac_sha384', hmac(id, KEY, 'sha384')],
    ['wrong_algorithm', 'hmac_sha512', hmac(id, KEY, 'sha512')],
    ['wrong_algorithm', 'hmac_sha512', base64(hmac(id, KEY, 'sha512'))],
    ['wrong_algorithm', 'hmac_sha512_256', hmac(id, KEY, 'sha512_256')],
    ['wrong_algorithm', 'hmac_sha3_256', hmac(id, KEY, 'sha3_256')],
    ['wrong_algorithm', 'plain_md5', hash(id, 'md5')],
    ['wrong_algorithm', 'plain_sha1', hash(KEY + id, 'sha1')],
    ['wrong_algorithm', 'plain_sha512', hash(id + KEY, 'sha512')],
    ['whitespace_in_id', 'line_feed_after_id', hmac(`${id}\n`)],
    ['whitespace_in_id', 'carriage_return_after_id', hmac(`${id}\r\n`)],
    ['whitespace_in_id', 'tab_after_id', hmac(`${id}\t`)],
    ['whitespace_in_id', 'spaces_around_id', hmac(` ${id} `)],
    ['whitespace_in_id', 'space_before_id', hmac(` ${id}`)],
    ['whitespace_in_id', 'space_after_id', hmac(`${id} `)],
    ['whitespace_in_id', 'id_was_trimmed', hmac(id), ` ${id}`],
    ['whitespace_in_id', 'spaces_of_id_removed', hmac('60123456789'), '6012 345 6789'],
    ['whitespace_in_id', 'spaces_of_id_removed', hmac('a b'), 'a  b'],
    ['quotes_in_id', 'double_quotes_around_id', hmac(`"${id}"`)],
    ['quotes_in_id', 'single_quotes_around_id', hmac(`'${id}'`)],
    ['quotes_in_id', 'quotes_of_id_removed', hmac(id), `"${id}"`],
    ['letter_case_of_id', 'id_in_lower_case', hmac(id.toLowerCase())],
    ['letter_case_of_id', 'id_in_upper_case', hmac(id.toUpperCase())],
    ['number_format_of_id', 'decimal_part_added', hmac('7.0'), '7'],
    ['number_format_of_id', 'decimal_part_added', hmac('7.00'), '7'],
    ['number_format_of_id', 'decimal_part_removed', hmac('7'), '7.0'],
    ['number_format_of_id', 'leading_zeros_removed', hmac('7'), '007'],
    ['number_format_of_id', 'leading_zeros_added', hmac('007'), '7'],
    ['number_format_of_id', 'thousands_separated', hmac('1,234,567'), '1234567'],
    ['number_format_of_id', 'thousands_separators_removed', hmac('1234567'), '1,234,567'],
    ['number_format_of_id', 'written_as_float', hmac('9007199254740992'), '9007199254740993'],
    ['number_format_of_id', 'exponent_written_out', hmac('1000000000000000000000'), '1e+21'],
    ['unicode_form_of_id', 'nfc', hmac('Zo\u00eb'), 'Zoe\u0308'],
    ['unicode_form_of_id', 'nfd', hmac('Zoe\u0308'), 'Zo\u00eb'],
    ['unicode_form_of_id', 'nfkc', hmac('7th'), '７ｔｈ'],
    ['unicode_form_of_id', 'nfkd', hmac('Zoe\u03087'), 'Zo\u00eb７'],
    ['unicode_form_of_id', 'invisible_characters_removed', hmac(id), `\u200b${id}`],
    ['unicode_form_of_id', 'encoded_as_utf16', hmac(Uint8Array.from([0x37, 0])), '7'],
    ['unicode_form_of_id', 'encoded_as_latin1', hmac(Uint8Array.from([0x5a, 0x6f, 0xeb])), 'Zo\u00eb'],
    ['unicode_form_of_id', 'encoded_twice', hmac('Zo\u00c3\u00ab'), 'Zo\u00eb'],
    ['hashed_email_instead_of_id', undefined, hmac(email)],
    ['hashed_email_instead_of_id', undefined, hmac(email.toLowerCase())],
    ['unknown', 'empty_id_was_hashed', hmac('')],
    ['unknown', 'word_null_was_hashed', hmac('undefined')],
    ['unknown', 'white_space_in_key', hmac(id, `${KEY}\n`)],
    ['unknown', 'quotes_in_key', hmac(id, `"${KEY}"`)],
    ['unknown', 'letter_case_of_key', hmac(id, KEY.toUpperCase())],
    ['unknown', undefined, hmac('another user')],
  ];

  it.each(mistakes)('%s, %s', (diagnosis, variant, identifierHash, userId = id) => {
    const { keyId, ...said } = explainIdentifierHash({ userId, identifierHash, candidateEmail: email, keys });
    expect(said).toEqual(variant ? { diagnosis, variant } : { diagnosis });
    expect(keyId === undefined || keyId === 'k1').toBe(true);
  });

  it('key_hex_decoded, for a key that is hex', () => {
    const hexKey = '00112233445566778899aabbccddeeff';
    const made = toHex(
      DIGESTS.hmac(
        'sha256',
        Uint8Array.from({ length: 16 }, (_, at) => at * 17),
        utf8(id),
      ),
    );
    expect(explainIdentifierHash({ userId: id, identifierHash: made, keys: ring('own', [hexKey]) })).toEqual({
      diagnosis: 'key_hex_decoded',
      keyId: 'own-0',
    });
  });

  it('a key decoded as base64 is unknown, with a closer word', () => {
    const key = btoa('sixteen bytes ok');
    const made = hmac(id, 'sixteen bytes ok');
    expect(explainIdentifierHash({ userId: id, identifierHash: made, keys: ring('own', [key]) })).toMatchObject({
      diagnosis: 'unknown',
      variant: 'key_base64_decoded',
    });
  });

  it('names the key of this bot the mistake was made with', () => {
    const own = manyKeys('own', 3);
    const identifierHash = hmac(`${id}\n`, own[2]?.key);
    expect(explainIdentifierHash({ userId: id, identifierHash, keys: own })).toMatchObject({ keyId: 'own-2' });
  });

  it('tells apart retired, compromised and other bots keys, and names the key', () => {
    const proof = {
      userId: id,
      keys,
      retiredKeys: manyKeys('retired', 2),
      compromisedKeys: manyKeys('compromised', 2),
      otherBotKeys: manyKeys('other', 2),
    };
    const under = (key: string | undefined) => explainIdentifierHash({ ...proof, identifierHash: hmac(id, key) });
    expect(under(proof.retiredKeys[1]?.key)).toEqual({ diagnosis: 'retired_key', keyId: 'retired-1' });
    expect(under(proof.compromisedKeys[1]?.key)).toEqual({ diagnosis: 'compromised_key', keyId: 'compromised-1' });
    expect(under(proof.otherBotKeys[1]?.key)).toEqual({ diagnosis: 'key_of_another_bot', keyId: 'other-1' });
  });

  it('where two mistakes make one hash, names the one listed first', () => {
    const userId = 'Aisyah@Example.my';
    const identifierHash = hmac(userId.toLowerCase());
    const explanation = explainIdentifierHash({ userId, identifierHash, candidateEmail: userId.toLowerCase(), keys });
    expect(explanation.diagnosis).toBe('letter_case_of_id');
    // Also where the later one is tried earlier, being more common.
    const spaced = { userId: 'me@shop.my', identifierHash: hmac(' me@shop.my'), candidateEmail: ' me@shop.my', keys };
    expect(explainIdentifierHash(spaced).diagnosis).toBe('whitespace_in_id');
    const retiredToo = { userId, identifierHash: hmac(userId, 'old-special-key-old'), keys };
    const ringEntry = ring('r', ['old-special-key-old']);
    expect(explainIdentifierHash({ ...retiredToo, retiredKeys: ringEntry, compromisedKeys: ringEntry }).diagnosis).toBe(
      'retired_key',
    );
  });
});

describe('the bounds', () => {
  const strange: RefusedProof = {
    userId: '1,234 "Zo\u00eb７\u200b" 1,234',
    identifierHash: 'f'.repeat(64),
    candidateEmail: 'Somebody@Example.my',
  };

  it.each([
    [1, 0, 0, 0],
    [1, 100, 100, 100],
    [3, 2, 1, 10],
    [64, 0, 0, 0],
    [64, 64, 64, 64],
    [10_000, 10_000, 10_000, 10_000],
    [0, 0, 0, 10_000],
  ])(
    'computes at most 64 HMACs with %i own, %i retired, %i compromised and %i other keys',
    (own, retired, compromised, other) => {
      const { digests, hmacKeys, hashes } = counted();
      const explanation = explainWith(digests, {
        ...strange,
        keys: manyKeys('own', own),
        retiredKeys: manyKeys('retired', retired),
        compromisedKeys: manyKeys('compromised', compromised),
        otherBotKeys: manyKeys('other', other),
      });
      expect(explanation).toEqual({ diagnosis: 'unknown' });
      expect(hmacKeys.length).toBeLessThanOrEqual(MAX_HMACS);
      expect(hashes()).toBeLessThanOrEqual(MAX_HMACS);
      const firstOfOthers = hmacKeys.findIndex((key) => /^(?:retired|compromised|other)-/.test(key));
      const lastOfOwn = hmacKeys.findLastIndex((key) => key.startsWith('own-'));
      if (firstOfOthers !== -1) expect(lastOfOwn).toBeLessThan(firstOfOthers);
    },
  );

  it.each(['a'.repeat(32), 'a'.repeat(40), 'a'.repeat(128), `${'A'.repeat(43)}=`])(
    'holds for a digest of another length too: %s',
    (identifierHash) => {
      const { digests, hmacKeys, hashes } = counted();
      explainWith(digests, { ...strange, identifierHash, keys: manyKeys('own', 500) });
      expect(hmacKeys.length).toBeLessThanOrEqual(MAX_HMACS);
      expect(hashes()).toBeLessThanOrEqual(MAX_HMACS);
    },
  );

  it('spends nothing on what is missing, misshapen or a placeholder', () => {
    for (const identifierHash of [null, '', 'x', '{identifier_hash}', `${'a'.repeat(64)} `]) {
      const { digests, hmacKeys, hashes } = counted();
      explainWith(digests, { userId: 'u', identifierHash, keys });
      expect([hmacKeys.length, hashes()]).toEqual([0, 0]);
    }
  });

  it('does not try an e-mail address longer than any address is', () => {
    for (const [length, diagnosis] of [
      [320, 'hashed_email_instead_of_id'],
      [321, 'unknown'],
    ] as const) {
      const candidateEmail = '@shop.my'.padStart(length, 'x');
      const identifierHash = hmac(candidateEmail);
      expect(explainIdentifierHash({ userId: 'u', identifierHash, candidateEmail, keys })).toMatchObject({ diagnosis });
    }
  });

  it('many keys of this bot leave room for the retired ones', () => {
    const retiredKeys = manyKeys('retired', 24);
    const identifierHash = hmac('u', retiredKeys[23]?.key);
    const explanation = explainIdentifierHash({ userId: 'u', identifierHash, keys: manyKeys('own', 64), retiredKeys });
    expect(explanation).toEqual({ diagnosis: 'retired_key', keyId: 'retired-23' });
  });

  it('with four keys every common mistake is still found under the last of them', () => {
    const own = manyKeys('own', 4);
    const last = own[3]?.key;
    const found = [
      hmac('u\n', last),
      hmac('"u"', last),
      hmac('U', last),
      hmac('me@shop.my', last),
      hmac(`${last}`, 'u'),
    ].map(
      (identifierHash) =>
        explainIdentifierHash({ userId: 'u', identifierHash, candidateEmail: 'me@shop.my', keys: own }).diagnosis,
    );
    expect(found).toEqual([
      'whitespace_in_id',
      'quotes_in_id',
      'letter_case_of_id',
      'hashed_email_instead_of_id',
      'key_and_message_swapped',
    ]);
  });
});

describe('any input', () => {
  const hostile = fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true, withTypedArray: true }),
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    fc.stringMatching(/^[0-9a-f]{64}$/),
    fc.base64String(),
    fc.constantFrom('{user_id}', '1e999', '-0', '+7', '0x10', `${'9'.repeat(255)}`, '1,2,3', '.', '"', '""', '"\'"'),
  );

  it('gets one of the diagnoses, and never an exception', () => {
    fc.assert(
      fc.property(
        hostile,
        hostile,
        hostile,
        hostile,
        hostile,
        (userId, identifierHash, candidateEmail, own, others) => {
          const entries = [...keys, own, { id: 'x', key: own }] as { id: string; key: string }[];
          for (const proof of [
            { userId, identifierHash, candidateEmail, keys: own, retiredKeys: others, otherBotKeys: own },
            { userId, identifierHash, candidateEmail, keys: entries, compromisedKeys: entries },
          ] as RefusedProof[]) {
            const { diagnosis, variant } = explainIdentifierHash(proof);
            expect(DIAGNOSES).toContain(diagnosis);
            if (variant !== undefined) expect(DIAGNOSIS_VARIANTS).toContain(variant);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('gets an answer even where the argument itself is broken', () => {
    const broken = new Proxy({}, { get: () => expect.unreachable('a getter that throws') });
    const explainAnything = explainIdentifierHash as (proof?: unknown) => unknown;
    for (const proof of [undefined, null, 7, 'text', [], {}, broken]) {
      expect(explainAnything(proof)).toMatchObject({ diagnosis: expect.any(String) });
    }
  });

  it('runs no code of the values', () => {
    const trap = { toString: (): string => expect.unreachable(), toJSON: (): string => expect.unreachable() };
    const explanation = explainIdentifierHash({ userId: trap, identifierHash: trap, candidateEmail: trap, keys });
    expect(explanation.diagnosis).toBe('malformed_id');
  });

  it('an unusable key in a ring is passed over', () => {
    const own = [...ring('bad', ['', 'short', `${KEY} `]), ...keys];
    const identifierHash = hmac('u\n');
    expect(explainIdentifierHash({ userId: 'u', identifierHash, keys: own })).toMatchObject({ keyId: 'k1' });
  });

  it('the answer holds neither id, e-mail, hash nor key', () => {
    const userId = 'user-who-must-not-be-named';
    const email = 'not.to.be.stored@example.my';
    for (const text of [`${userId}\n`, email, userId.toUpperCase(), userId, 'x']) {
      const identifierHash = hmac(text);
      const said = JSON.stringify(explainIdentifierHash({ userId, identifierHash, candidateEmail: email, keys }));
      for (const secret of [userId, email, identifierHash, KEY, createIdentifierHash({ userId, key: KEY })]) {
        expect(said.toLowerCase()).not.toContain(secret.toLowerCase());
      }
    }
  });
});
