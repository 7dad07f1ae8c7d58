/**
 * Every diagnosis of a refused proof, in the order they are tried: what is plainly absent or misshapen first, then the
 * usual mistakes with a hash, then those with an identity token (made by the token door), then the admission that
 * nothing fits.
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

export type Diagnosis = (typeof DIAGNOSES)[number];

/** The diagnoses that `explainIdentifierHash` can make; the others are about tokens and policy. */
export type HashDiagnosis = Exclude<Diagnosis, 'proof_form_not_allowed' | `token_${string}`>;

/** The diagnoses that `explainIdentityToken` can make. */
export type TokenDiagnosis = Extract<
  Diagnosis,
  | 'placeholder_not_replaced'
  | 'missing_hash'
  | 'malformed_id'
  | 'retired_key'
  | 'compromised_key'
  | 'key_of_another_bot'
  | `token_${string}`
  | 'unknown'
>;

/**
 * A closer word on a diagnosis, for the sentence that names the line to change. New ones may be added; a reader that
 * does not know one falls back on the diagnosis.
 */
export const DIAGNOSIS_VARIANTS = [
  // placeholder_not_replaced
  'placeholder_as_id',
  'placeholder_as_hash',
  'placeholder_as_token',
  'placeholder_was_hashed',
  'placeholder_as_key',
  // malformed_id
  'id_not_text',
  'id_empty',
  'id_too_long',
  'id_ill_formed',
  'id_control_character',
  // missing_hash: the word "null" or "undefined" arrived as text
  'hash_is_the_word_null',
  // malformed_hash
  'hash_not_text',
  'hash_with_white_space',
  'hash_with_quotes',
  'hash_with_prefix',
  'hash_of_wrong_length',
  'hash_not_hex',
  'hash_looks_like_token',
  // base64_instead_of_hex
  'base64_of_bytes',
  'base64_of_hex',
  // sha256_without_hmac
  'sha256_of_id',
  'sha256_of_email',
  // sha256_of_key_and_id
  'key_before_id',
  'id_before_key',
  // wrong_algorithm
  'hmac_md5',
  'hmac_sha1',
  'hmac_sha224',
  'hmac_sha384',
  'hmac_sha512',
  'hmac_sha512_256',
  'hmac_sha3_256',
  'plain_md5',
  'plain_sha1',
  'plain_sha224',
  'plain_sha384',
  'plain_sha512',
  // whitespace_in_id
  'line_feed_after_id',
  'carriage_return_after_id',
  'tab_after_id',
  'spaces_around_id',
  'space_before_id',
  'space_after_id',
  'id_was_trimmed',
  'spaces_of_id_removed',
  // quotes_in_id
  'double_quotes_around_id',
  'single_quotes_around_id',
  'quotes_of_id_removed',
  // letter_case_of_id
  'id_in_lower_case',
  'id_in_upper_case',
  // number_format_of_id
  'decimal_part_added',
  'decimal_part_removed',
  'leading_zeros_removed',
  'leading_zeros_added',
  'thousands_separated',
  'thousands_separators_removed',
  'written_as_float',
  'exponent_written_out',
  // unicode_form_of_id
  'nfc',
  'nfd',
  'nfkc',
  'nfkd',
  'invisible_characters_removed',
  'encoded_as_utf16',
  'encoded_as_latin1',
  'encoded_twice',
  // token_bad_signature
  'kid_of_no_key',
  'kid_of_another_key',
  'signed_with_hash_key',
  'signed_with_hex_decoded_key',
  'signed_with_base64_decoded_key',
  // token_malformed
  'token_not_text',
  'token_too_long',
  'token_with_white_space',
  'token_looks_like_hash',
  'token_of_other_parts',
  'token_not_base64url',
  'token_header_unreadable',
  'token_header_not_allowed',
  'token_of_another_algorithm',
  'token_without_kid',
  'token_signature_of_wrong_length',
  'token_claims_unreadable',
  'token_without_sub',
  'token_audience_not_text',
  'token_without_iat',
  'token_without_exp',
  'token_times_in_milliseconds',
  'token_issued_in_future',
  'token_not_yet_valid',
  'token_expires_before_issue',
  'token_lives_too_long',
  // unknown, yet something can be said
  'hash_is_correct',
  'token_is_correct',
  'empty_id_was_hashed',
  'word_null_was_hashed',
  'white_space_in_key',
  'quotes_in_key',
  'letter_case_of_key',
  'key_base64_decoded',
] as const;

export type DiagnosisVariant = (typeof DIAGNOSIS_VARIANTS)[number];
