/**
 * A closer word on a diagnosis of a token, by the variant that the identity log carries. A test holds the list against
 * the variants of `@chatku/crypto`.
 */
export const variantsEn = {
  placeholder_as_token: 'The token itself is still the placeholder of the sample.',
  hash_looks_like_token: 'A token was passed as identifier_hash. Pass it as identity_token.',
  sessions_ended_for_cause:
    'The proof is right, but an admin ended this user’s sessions for cause. Only a token issued after that verifies, and no hash until an admin lifts it on the contact’s page.',
  kid_of_no_key: 'The kid in the token’s header is the id of none of this bot’s keys.',
  kid_of_another_key: 'The kid names another key than the one it was signed with.',
  signed_with_hash_key: 'It was signed with the key for hashes. Tokens need a key of kind token.',
  signed_with_hex_decoded_key: 'The key was decoded from hexadecimal first. Use its text as it stands.',
  signed_with_base64_decoded_key: 'The key was decoded from Base64 first. Use its text as it stands.',
  token_not_text: 'identity_token is not a text. A promise that was not awaited is a common cause.',
  token_too_long: 'The token has more than 8,000 characters. Sign fewer attributes.',
  token_with_white_space: 'The token has spaces or line breaks in or around it.',
  token_looks_like_hash: 'An identifier hash was passed as identity_token. Pass it as identifier_hash.',
  token_of_other_parts: 'A token has three parts with a dot between them; this has more or fewer.',
  token_not_base64url: 'A part of the token is not base64url without padding.',
  token_header_unreadable: 'The token’s header is not a JSON object.',
  token_header_not_allowed: 'The token’s header says more than alg, typ and kid. Nothing else is taken there.',
  token_of_another_algorithm: 'The token says another algorithm than HS256. No other is taken.',
  token_without_kid: 'The token’s header has no kid. Write the id of the token key there.',
  token_signature_of_wrong_length: 'The signature is cut off, or was made with another algorithm.',
  token_claims_unreadable: 'The claims of the token are not a JSON object, or name something twice.',
  token_without_sub: 'The claim sub is missing or not a text. Write the user id there, as text.',
  token_audience_not_text: 'The claim aud must be the bot’s id as text, or a list of texts.',
  token_without_iat: 'The claim iat is missing: when the token was issued, in seconds.',
  token_without_exp: 'The claim exp is missing: when the token ends, in seconds.',
  token_times_in_milliseconds: 'iat or exp are in milliseconds. A JWT counts seconds.',
  token_issued_in_future:
    'The token was issued in the future. The clock of the website’s server is fast by over a minute.',
  token_not_yet_valid: 'The claim nbf says that the token is not valid yet.',
  token_expires_before_issue: 'exp is before iat, or the same.',
  token_lives_too_long: 'The token lives longer than 24 hours from iat to exp.',
  token_is_correct:
    'The token itself is right. Whatever refused the call lies elsewhere, for example a hash beside it.',
};

export type TokenVariant = keyof typeof variantsEn;
