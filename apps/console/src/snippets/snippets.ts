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

/** Backend languages in which the console names the line to change. */
export const BACKENDS = { php: 'PHP', node: 'Node.js' } as const;
export type Backend = keyof typeof BACKENDS;
