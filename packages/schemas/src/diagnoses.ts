/**
 * Every diagnosis of a refused proof, in the order they are tried (docs/identity.md, "Explaining a failed hash").
 * It stands here because the identity log carries it over the wire and the console explains each one; a test holds the
 * list equal to the one of `@chatku/crypto`, which makes the diagnoses.
 */
export const DIAGNOSES = [
  'placeholder_not_replaced',
  'missing_hash',
  'malformed_id',
  'malformed_hash',
  'base64_instead_of_hex',
  'sha256_without_hmac',
  'sha256_of_key_and_id',
  'key_and_message_swapped',
  'wrong_algorithm',
  'key_hex_decoded',
  'whitespace_in_id',
  'quotes_in_id',
  'letter_case_of_id',
  'number_format_of_id',
  'unicode_form_of_id',
  'hashed_email_instead_of_id',
  'retired_key',
  'compromised_key',
  'key_of_another_bot',
  'proof_form_not_allowed',
  'token_expired',
  'token_not_for_this_bot',
  'token_not_for_this_user',
  'token_bad_signature',
  'token_malformed',
  'unknown',
] as const;

/** Why a proof was refused, as one stable code. */
export type Diagnosis = (typeof DIAGNOSES)[number];
