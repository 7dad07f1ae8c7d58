import type { SpecialKey, TestHashBody, TestHashResult } from '@chatku/schemas';

const hmac = async (key: string, message: string): Promise<string> => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const imported = await crypto.subtle.importKey('raw', bytes(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', imported, bytes(message));
  return [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** Enough of an explanation for the console's own tests; the real one is the API's. */
export const explainHash = async (
  { user_id: userId, identifier_hash: hash = '', identity_token: token, email }: TestHashBody,
  ring: readonly { key: SpecialKey; text: string }[],
): Promise<TestHashResult> => {
  const refused = (diagnosis: TestHashResult['diagnosis'], keyId: string | null = null): TestHashResult => ({
    verified: false,
    key_id: keyId,
    diagnosis,
  });
  if (token !== undefined) return refused(token.split('.').length === 3 ? 'token_bad_signature' : 'token_malformed');
  if (hash === '{identifier_hash}') return refused('placeholder_not_replaced');
  if (hash === '') return refused('missing_hash');
  if (!/^[0-9a-fA-F]{64}$/.test(hash)) return refused('malformed_hash');
  const given = hash.toLowerCase();
  for (const { key, text } of ring) {
    if ((await hmac(text, userId)) === given) {
      if (key.state === 'retired') return refused('retired_key', key.id);
      if (key.state === 'compromised') return refused('compromised_key', key.id);
      return { verified: true, key_id: key.id, diagnosis: null };
    }
    if (userId !== '' && (await hmac(userId, text)) === given) return refused('key_and_message_swapped', key.id);
    if (email !== undefined && (await hmac(text, email)) === given)
      return refused('hashed_email_instead_of_id', key.id);
  }
  return refused('unknown');
};
