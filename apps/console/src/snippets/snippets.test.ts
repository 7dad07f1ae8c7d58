import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { BACKENDS, type Backend, botSnippet, hashSample, IDENTITY_SNIPPET } from './snippets.js';

const words = { from_session: 'FROM THE SESSION', keep_secret: 'KEEP IT SECRET' };

test('the identity snippet is the published one, word for word', () => {
  expect(IDENTITY_SNIPPET).toBe(
    [
      '<script>',
      '  window.addEventListener("chatbot:ready", function () {',
      '    window.$chatbot.setUser("{user_id}", {',
      '      name: "full name",',
      '      email: "user@email.com",',
      '      identifier_hash: "{identifier_hash}"',
      '    });',
      '  });',
      '</script>',
    ].join('\n'),
  );
});

test('the bot’s snippet is one async script tag', () => {
  expect(botSnippet('https://chat.example.com/w/BOT_ID.js')).toBe(
    '<script src="https://chat.example.com/w/BOT_ID.js" async></script>',
  );
});

test.each(Object.keys(BACKENDS) as Backend[])(
  'the %s sample takes the id from the site’s own session and says so',
  (backend) => {
    const sample = hashSample(backend, words);
    expect(sample).toContain('FROM THE SESSION');
    expect(sample).toMatch(/session/i);
    expect(sample).not.toMatch(/\$_(GET|POST|REQUEST)|request\.(body|query|params)/);
  },
);

test('the Node.js sample makes the hash the vectors ask for', () => {
  const sample = hashSample('node', words).replace(/^import .*$/m, '');
  const run = new Function('createHmac', 'request', `${sample}; return identifierHash;`);
  const expected = createHmac('sha256', 'THE_SPECIAL_KEY').update('1042').digest('hex');
  expect(run(createHmac, { session: { userId: 1042 } })).toBe(expected);
});

test('the PHP sample calls hash_hmac with message and key in their order', () => {
  expect(hashSample('php', words)).toContain(`hash_hmac('sha256', $user_id, 'THE_SPECIAL_KEY')`);
});
