import type { DiagnosisTexts } from './diagnosis.js';

export const en: DiagnosisTexts = {
  placeholder_not_replaced: {
    title: 'A placeholder was not replaced',
    explanation:
      'The page still says {user_id}, {identifier_hash} or the name of the key from the sample. The snippet was pasted, but the website’s server does not fill it in.',
    fix: 'Let the server write the real user id and hash into the page, and put the real special key into the backend.',
  },
  missing_hash: {
    title: 'The hash is missing',
    explanation:
      'The page called setUser with a user id and no identifier_hash. An id alone proves nothing, so it is refused.',
    fix: 'Make the hash in the backend and pass it as identifier_hash. Check the spelling of that name.',
  },
  malformed_id: {
    title: 'The user id is not usable',
    explanation:
      'A user id is text of 1 to 255 characters without control characters. An object, a list, an empty text or a broken character was sent.',
    fix: 'Pass the id itself, as text, and hash exactly that text.',
  },
  malformed_hash: {
    title: 'The hash is not 64 hexadecimal characters',
    explanation:
      'An identifier hash has exactly 64 characters, 0 to 9 and a to f. Raw bytes, a cut-off hash, or quotes and spaces around it were sent.',
    fix: 'Ask for hexadecimal output and pass it on without changing it.',
  },
  base64_instead_of_hex: {
    title: 'The hash is written in Base64',
    explanation: 'The calculation is right, but its result is written in Base64 instead of hexadecimal.',
    fix: 'Ask for hexadecimal output.',
  },
  sha256_without_hmac: {
    title: 'Plain SHA-256, without the key',
    explanation: 'The value was hashed with SHA-256 alone. Anybody could do that, so it proves nothing.',
    fix: 'Use HMAC with SHA-256: it mixes the special key in.',
  },
  sha256_of_key_and_id: {
    title: 'Key and id were joined and hashed',
    explanation: 'Key and id were put one after the other and hashed with plain SHA-256. HMAC is another calculation.',
    fix: 'Use your language’s HMAC function with SHA-256.',
  },
  key_and_message_swapped: {
    title: 'Key and user id are swapped',
    explanation: 'The user id was used as the key and the special key as the message. It is the most common mistake.',
    fix: 'The special key is the key, the user id is the message. Mind the order of the arguments in your language.',
  },
  wrong_algorithm: {
    title: 'Another algorithm than SHA-256',
    explanation: 'The hash was made with another algorithm, such as SHA-1, SHA-512 or MD5.',
    fix: 'Use SHA-256.',
  },
  key_hex_decoded: {
    title: 'The key was decoded first',
    explanation:
      'The special key looks like hexadecimal, but it is used as the text it is. It was turned into bytes before use.',
    fix: 'Use the key as it stands, without decoding it.',
  },
  whitespace_in_id: {
    title: 'White space around the user id',
    explanation:
      'The id that was hashed and the id in the page differ by spaces or a line break. It often comes from a file or a template.',
    fix: 'Take both from the same variable, without white space.',
  },
  quotes_in_id: {
    title: 'Quotes around the user id',
    explanation: 'The id was hashed together with quotation marks, often because it was turned into JSON first.',
    fix: 'Hash the id itself.',
  },
  letter_case_of_id: {
    title: 'Capital and small letters differ',
    explanation: 'The id in the page and the id that was hashed differ in capital and small letters.',
    fix: 'Use the id exactly as it is in both places.',
  },
  number_format_of_id: {
    title: 'The number is written differently',
    explanation: 'The same number was written in two ways, such as 7 and 07, 1000 and 1,000, or 7 and 7.0.',
    fix: 'Turn the id into text once, and use that text in both places.',
  },
  unicode_form_of_id: {
    title: 'The same letters in another encoding',
    explanation:
      'The ids look alike but are made of different characters or bytes, for example an accented letter in one piece or two.',
    fix: 'Do not normalise or convert the id; hash its UTF-8 bytes as they are.',
  },
  hashed_email_instead_of_id: {
    title: 'The e-mail address was hashed',
    explanation: 'The hash is right for the e-mail address, but the page passes another user id.',
    fix: 'Hash the same value that is passed as the first argument of setUser.',
  },
  retired_key: {
    title: 'Made with a retired key',
    explanation: 'The proof is right, but its key was retired and verifies nothing any more.',
    fix: 'Put the primary key into the backend. If it was retired too early, undo that within the hour.',
  },
  compromised_key: {
    title: 'Made with a compromised key',
    explanation:
      'The proof is right, but its key was marked as compromised. Either a server still uses it, or somebody else does.',
    fix: 'Put the primary key into every backend. If none of yours uses the old one, somebody is trying to get in with it.',
  },
  key_of_another_bot: {
    title: 'Made with the key of another bot',
    explanation: 'The proof is right for another bot of this workspace. Every bot has its own keys.',
    fix: 'Use the special key of the bot whose snippet is in the page.',
  },
  proof_form_not_allowed: {
    title: 'This form of proof is not allowed',
    explanation: 'This bot takes identity tokens only, and the page sent an identifier hash.',
    fix: 'Send an identity token, or allow identifier hashes again.',
  },
  token_expired: {
    title: 'The identity token has expired',
    explanation: 'Its time is over, or the clock of the website’s server is wrong by more than a minute.',
    fix: 'Make a fresh token for each page view, and set the server’s clock by NTP.',
  },
  token_not_for_this_bot: {
    title: 'The token is for another bot',
    explanation: 'The claim aud of the token is not the id of this bot.',
    fix: 'Write the id of this bot into aud.',
  },
  token_not_for_this_user: {
    title: 'The token is for another user',
    explanation: 'The claim sub of the token is not the id that was passed to setUser.',
    fix: 'Use the same id, as text, in both places.',
  },
  token_bad_signature: {
    title: 'The token’s signature is wrong',
    explanation: 'The token was signed with another key or algorithm than its kid says.',
    fix: 'Sign with HS256, the key of kind token, and its id in kid.',
  },
  token_malformed: {
    title: 'This is no identity token',
    explanation:
      'The value is not a JWT, or it lacks one of kid, iat, exp, aud and sub, or it lives longer than 24 hours.',
    fix: 'Make it with a JWT library, with all five of them.',
  },
  unknown: {
    title: 'None of the usual mistakes',
    explanation:
      'The hash does not fit this id, and none of the mistakes we know would give it. Often the key is a different one.',
    fix: 'Compare the last four characters of the key in the backend with those above, then test id and hash in the form on this page.',
  },
};
