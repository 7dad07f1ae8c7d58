import { type Html, html, scriptBody, scriptString } from './html.js';

/** Chatku's identity snippet as its documentation prints it. The shop fills in the four values and changes nothing. */
const IDENTITY_SNIPPET = `
  window.addEventListener("chatbot:ready", function () {
    window.$chatbot.setUser("{user_id}", {
      name: "full name",
      email: "user@email.com",
      identifier_hash: "{identifier_hash}"
    });
  });
`;

/** What the identity snippet says about a customer. */
export type IdentityValues = {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly identifierHash: string;
};

/** The address of the bot's script. */
export function loaderUrl({ apiUrl, botId }: { readonly apiUrl: string; readonly botId: string }): string {
  return `${apiUrl}/w/${encodeURIComponent(botId)}.js`;
}

/** The bot's own snippet: one asynchronous script. On a page with a nonce CSP the nonce is added, nothing else. */
export function botSnippet(chatku: { readonly apiUrl: string; readonly botId: string }, nonce?: string): Html {
  return nonce === undefined
    ? html`<script src="${loaderUrl(chatku)}" async></script>`
    : html`<script src="${loaderUrl(chatku)}" async nonce="${nonce}"></script>`;
}

/**
 * The code of the identity snippet for one customer. All four values are put in at once, so that a customer *named*
 * `{identifier_hash}` stays a customer with an odd name.
 */
export function identityCode(values: IdentityValues): string {
  const byPlaceholder: Readonly<Record<string, string>> = {
    '{user_id}': values.userId,
    'full name': values.name,
    'user@email.com': values.email,
    '{identifier_hash}': values.identifierHash,
  };
  return IDENTITY_SNIPPET.replace(/\{user_id\}|full name|user@email\.com|\{identifier_hash\}/g, (placeholder) =>
    scriptString(byPlaceholder[placeholder] as string),
  );
}

/** The identity snippet, for the head of a page beside the bot's own. */
export function identitySnippet(values: IdentityValues, nonce?: string): Html {
  const body = scriptBody(identityCode(values));
  return nonce === undefined ? html`<script>${body}</script>` : html`<script nonce="${nonce}">${body}</script>`;
}
