import { expect, test } from 'vitest';
import { botSnippet, IDENTITY_SNIPPET } from './snippets.js';

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
