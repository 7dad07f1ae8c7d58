/** The bot's own tag, as it goes into the head of every page. */
export const botSnippet = (loaderUrl: string): string => `<script src="${loaderUrl}" async></script>`;

/** The identity snippet, word for word; the two placeholders are filled by the website's server. */
export const IDENTITY_SNIPPET = `<script>
  window.addEventListener("chatbot:ready", function () {
    window.$chatbot.setUser("{user_id}", {
      name: "full name",
      email: "user@email.com",
      identifier_hash: "{identifier_hash}"
    });
  });
</script>`;

/** Backend languages the samples and fixes are written in. */
export const BACKENDS = { php: 'PHP', node: 'Node.js' } as const;
export type Backend = keyof typeof BACKENDS;

/** What the comments inside a sample say, in the reader's language. */
export type SampleWords = { from_session: string; keep_secret: string };

/** Makes the identifier hash in the website's backend. The id comes from the site's own session in every sample. */
export const hashSample = (backend: Backend, words: SampleWords): string =>
  ({
    php: `<?php
session_start();

// ${words.from_session}
$user_id = (string) $_SESSION['user_id'];

// ${words.keep_secret}
$identifier_hash = hash_hmac('sha256', $user_id, 'THE_SPECIAL_KEY');`,
    node: `import { createHmac } from 'node:crypto';

// ${words.from_session}
const userId = String(request.session.userId);

// ${words.keep_secret}
const identifierHash = createHmac('sha256', 'THE_SPECIAL_KEY').update(userId, 'utf8').digest('hex');`,
  })[backend];

/** Fills the placeholders of the identity snippet in the website's template, escaped for a script. */
export const fillSample = (backend: Backend): string =>
  ({
    php: `window.$chatbot.setUser(<?= json_encode($user_id, JSON_HEX_TAG) ?>, {
  identifier_hash: <?= json_encode($identifier_hash) ?>
});`,
    node: `\`window.$chatbot.setUser(\${JSON.stringify(userId).replaceAll('<', '\\\\u003c')}, {
  identifier_hash: "\${identifierHash}"
});\``,
  })[backend];
