import { fromBase64, fromHex, utf8 } from '../bytes.js';
import { DIAGNOSES, type DiagnosisVariant, type HashDiagnosis } from '../diagnoses.js';
import type { KeyEntry } from '../identifier-hash.js';
import type { Algorithm } from './digests.js';
import { type HashedInstead, idMistakes } from './id-mistakes.js';
import { HASHED_PLACEHOLDERS, KEY_PLACEHOLDER } from './placeholder.js';
import type { LengthTelling } from './presented-hash.js';

/** No explanation computes more HMACs than this, whatever it is given; plain hashes have the same bound of their own. */
export const MAX_HMACS = 64;

/** How many of them are kept for retired, compromised and other bots' keys, if there are that many. */
const RESERVED_FOR_OTHER_KEYS = 24;

/** One mistake under one key: if this digest equals what was presented, the mistake is found. */
export interface Trial {
  readonly diagnosis: HashDiagnosis;
  readonly variant?: DiagnosisVariant;
  readonly keyId?: string;
  readonly algorithm: Algorithm;
  /** Absent for a plain hash. */
  readonly hmacKey?: Uint8Array;
  readonly message: Uint8Array;
  readonly common: boolean;
}

/** The keys an explanation may use, already checked, each list cut to what could be spent on it. */
export interface Rings {
  readonly own: readonly KeyEntry[];
  readonly retired: readonly KeyEntry[];
  readonly compromised: readonly KeyEntry[];
  readonly otherBots: readonly KeyEntry[];
}

type Mistake = Omit<Trial, 'keyId'>;
const variantOf = (variant: DiagnosisVariant | undefined) => (variant === undefined ? {} : { variant });

/** The right computation under each of these keys. */
function signedWith(entries: readonly KeyEntry[], userId: string, diagnosis: HashDiagnosis): Trial[] {
  return entries.map(({ id, key }) => ({
    diagnosis,
    keyId: id,
    algorithm: 'sha256',
    hmacKey: utf8(key),
    message: utf8(userId),
    common: true,
  }));
}

/** Is it a good hash after all? (Refused for another reason, or tested by hand.) */
export function correctTrials(own: readonly KeyEntry[], userId: string): Trial[] {
  return signedWith(own, userId, 'unknown').map((trial) => ({ ...trial, variant: 'hash_is_correct' }));
}

/** What can be tried on a digest of 32 bytes, in the order of the diagnoses, within the bounds. */
export function digestTrials(rings: Rings, userId: string, email: string | null): Trial[] {
  const messages = [...emptyAndPlaceholders(), ...idMistakes(userId), ...emails(email)];
  const own = rings.own.map(({ id, key }) =>
    [...messages.map((instead) => hmacOf(instead, key)), ...keyMistakes(userId, key)].map((m) => ({ ...m, keyId: id })),
  );
  const others = [
    ...signedWith(rings.retired, userId, 'retired_key'),
    ...signedWith(rings.compromised, userId, 'compromised_key'),
    ...signedWith(rings.otherBots, userId, 'key_of_another_bot'),
  ];
  const first = [...correctTrials(rings.own, userId), keyPlaceholderTrial(userId)];
  const ownShare = MAX_HMACS - Math.min(others.length, RESERVED_FOR_OTHER_KEYS);
  const ownTrials = [...first, ...commonFirst(own)].slice(0, ownShare);
  return [
    ...inDiagnosisOrder([...ownTrials, ...plainTrials(rings.own, userId, email)]),
    ...others.slice(0, MAX_HMACS - ownTrials.length),
  ];
}

/** What can be tried on a digest whose length names another algorithm. */
export function otherAlgorithmTrials(own: readonly KeyEntry[], userId: string, algorithm: LengthTelling): Trial[] {
  const trial = { diagnosis: 'wrong_algorithm', algorithm, common: true } as const;
  const message = utf8(userId);
  const underKeys = own.flatMap(({ id, key }): Trial[] => [
    { ...trial, variant: `hmac_${algorithm}`, keyId: id, hmacKey: utf8(key), message },
    { ...trial, variant: `plain_${algorithm}`, keyId: id, message: utf8(key + userId) },
    { ...trial, variant: `plain_${algorithm}`, keyId: id, message: utf8(userId + key) },
  ]);
  const all: Trial[] = [{ ...trial, variant: `plain_${algorithm}`, message }, ...underKeys];
  const keyed = all.filter((one) => one.hmacKey !== undefined).slice(0, MAX_HMACS);
  return [...keyed, ...all.filter((one) => one.hmacKey === undefined).slice(0, MAX_HMACS)];
}

function hmacOf({ diagnosis, variant, message, common }: HashedInstead, key: string): Mistake {
  return { diagnosis, ...variantOf(variant), algorithm: 'sha256', hmacKey: utf8(key), message, common };
}

function emptyAndPlaceholders(): HashedInstead[] {
  return [
    ...HASHED_PLACEHOLDERS.map(
      (text): HashedInstead => ({
        diagnosis: 'placeholder_not_replaced',
        variant: 'placeholder_was_hashed',
        message: utf8(text),
        common: true,
      }),
    ),
    { diagnosis: 'unknown', variant: 'empty_id_was_hashed', message: utf8(''), common: true },
    ...['null', 'undefined'].map(
      (word): HashedInstead => ({
        diagnosis: 'unknown',
        variant: 'word_null_was_hashed',
        message: utf8(word),
        common: false,
      }),
    ),
  ];
}

function emails(email: string | null): HashedInstead[] {
  if (email === null) return [];
  return [...new Set([email, email.trim().toLowerCase()])].map((text) => ({
    diagnosis: 'hashed_email_instead_of_id',
    message: utf8(text),
    common: true,
  }));
}

/** Mistakes with the key or the function rather than with the id. */
function keyMistakes(userId: string, key: string): Mistake[] {
  const message = utf8(userId);
  const mistakes: Mistake[] = [];
  const add = (
    diagnosis: HashDiagnosis,
    variant: DiagnosisVariant | undefined,
    hmacKey: Uint8Array | null,
    rest: Partial<Pick<Mistake, 'algorithm' | 'message' | 'common'>> = {},
  ) => {
    if (hmacKey === null) return;
    mistakes.push({ diagnosis, ...variantOf(variant), algorithm: 'sha256', message, common: false, hmacKey, ...rest });
  };
  add('key_and_message_swapped', undefined, message, { message: utf8(key), common: true });
  add('key_hex_decoded', undefined, fromHex(key), { common: true });
  add('wrong_algorithm', 'hmac_sha512_256', utf8(key), { algorithm: 'sha512_256' });
  add('wrong_algorithm', 'hmac_sha3_256', utf8(key), { algorithm: 'sha3_256' });
  add('unknown', 'white_space_in_key', utf8(`${key}\n`));
  add('unknown', 'white_space_in_key', utf8(`${key}\r\n`));
  add('unknown', 'quotes_in_key', utf8(`"${key}"`));
  for (const cased of new Set([key.toLowerCase(), key.toUpperCase()])) {
    if (cased !== key) add('unknown', 'letter_case_of_key', utf8(cased));
  }
  // A hex key is nearly always valid base64 too, but nobody decodes hex as base64.
  if (fromHex(key) === null) add('unknown', 'key_base64_decoded', fromBase64(key));
  return mistakes;
}

function keyPlaceholderTrial(userId: string): Trial {
  return {
    diagnosis: 'placeholder_not_replaced',
    variant: 'placeholder_as_key',
    algorithm: 'sha256',
    hmacKey: utf8(KEY_PLACEHOLDER),
    message: utf8(userId),
    common: true,
  };
}

/** SHA-256 without HMAC: of the id, of the e-mail, of key and id joined. */
function plainTrials(own: readonly KeyEntry[], userId: string, email: string | null): Trial[] {
  const plain = { algorithm: 'sha256', common: true } as const;
  const trials: Trial[] = [
    { ...plain, diagnosis: 'sha256_without_hmac', variant: 'sha256_of_id', message: utf8(userId) },
  ];
  if (email !== null) {
    trials.push({ ...plain, diagnosis: 'sha256_without_hmac', variant: 'sha256_of_email', message: utf8(email) });
  }
  const joined = { ...plain, diagnosis: 'sha256_of_key_and_id' } as const;
  for (const separator of ['', ':', '.', '|', '-']) {
    for (const { id, key } of own) {
      trials.push(
        { ...joined, variant: 'key_before_id', keyId: id, message: utf8(key + separator + userId) },
        { ...joined, variant: 'id_before_key', keyId: id, message: utf8(userId + separator + key) },
      );
    }
  }
  return trials.slice(0, MAX_HMACS);
}

/** Key by key, every common mistake, then the rare ones: many keys must not use up the budget on the first key's rarities. */
function commonFirst(perKey: readonly (readonly Trial[])[]): Trial[] {
  const interleaved: Trial[] = [];
  const longest = Math.max(0, ...perKey.map((trials) => trials.length));
  for (let at = 0; at < longest; at++) {
    for (const trials of perKey) if (trials[at] !== undefined) interleaved.push(trials[at] as Trial);
  }
  return [...interleaved.filter((trial) => trial.common), ...interleaved.filter((trial) => !trial.common)];
}

/** Where two mistakes give one digest (the e-mail is the id in lower case) the one listed first is named. A correct hash is no mistake, so it comes before all. */
function inDiagnosisOrder(trials: readonly Trial[]): Trial[] {
  const rank = ({ diagnosis, variant }: Trial) => (variant === 'hash_is_correct' ? -1 : DIAGNOSES.indexOf(diagnosis));
  return [...trials].sort((left, right) => rank(left) - rank(right));
}
