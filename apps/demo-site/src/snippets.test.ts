import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { HOSTILE } from './hostile-names.fixture.js';
import { botSnippet, identityCode, identitySnippet } from './snippets.js';

const CHATKU = { apiUrl: 'https://chat.example.com', botId: 'BOT_ID' };
const PLACEHOLDERS = {
  userId: '{user_id}',
  name: 'full name',
  email: 'user@email.com',
  identifierHash: '{identifier_hash}',
};

/** Runs the code as a page would and returns what the chat was told. */
function run(code: string): { id: unknown; attributes: unknown } {
  const calls: { id: unknown; attributes: unknown }[] = [];
  const listeners: (() => void)[] = [];
  const window = {
    addEventListener: (type: string, listener: () => void) => type === 'chatbot:ready' && listeners.push(listener),
    $chatbot: { setUser: (id: unknown, attributes: object) => calls.push({ id, attributes: { ...attributes } }) },
  };
  runInNewContext(code, { window });
  expect(calls).toEqual([]);
  for (const listener of listeners) listener();
  expect(calls).toHaveLength(1);
  return calls[0]!;
}

describe('the snippets', () => {
  it('are those an installer is given, word for word', () => {
    expect(`${botSnippet(CHATKU)}\n${identitySnippet(PLACEHOLDERS)}`).toBe(
      `<script src="https://chat.example.com/w/BOT_ID.js" async></script>
<script>
  window.addEventListener("chatbot:ready", function () {
    window.$chatbot.setUser("{user_id}", {
      name: "full name",
      email: "user@email.com",
      identifier_hash: "{identifier_hash}"
    });
  });
</script>`,
    );
  });

  it('get a nonce on both tags under a nonce policy, and no other change', () => {
    const strip = (snippet: unknown): string => String(snippet).replaceAll(' nonce="R+/="', '');
    expect(String(botSnippet(CHATKU, 'R+/='))).toContain(' nonce="R+/="');
    expect(String(identitySnippet(PLACEHOLDERS, 'R+/='))).toContain(' nonce="R+/="');
    expect(strip(botSnippet(CHATKU, 'R+/='))).toBe(String(botSnippet(CHATKU)));
    expect(strip(identitySnippet(PLACEHOLDERS, 'R+/='))).toBe(String(identitySnippet(PLACEHOLDERS)));
  });

  it('tell the chat exactly the id, name, e-mail and hash of the customer, whatever they are', () => {
    for (const value of HOSTILE) {
      expect(run(identityCode({ userId: value, name: value, email: value, identifierHash: value }))).toEqual({
        id: value,
        attributes: { name: value, email: value, identifier_hash: value },
      });
    }
  });

  it('run no code that a name brings along', () => {
    for (const value of HOSTILE) {
      const ran: unknown[] = [];
      const window = {
        addEventListener: (_type: string, listener: () => void) => listener(),
        $chatbot: { setUser() {} },
      };
      runInNewContext(identityCode({ ...PLACEHOLDERS, name: value }), {
        window,
        alert: (what: unknown) => ran.push(what),
      });
      expect(ran).toEqual([]);
      expect(String(identitySnippet({ ...PLACEHOLDERS, name: value })).match(/<\/?script/g)).toHaveLength(2);
    }
  });
});
