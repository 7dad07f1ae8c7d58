import { type Html, html } from '../html.js';
import { botSnippet, identitySnippet } from '../snippets.js';
import type { PageContext } from './layout.js';

/** The page without a content security policy; its head carries the snippet exactly as an installer is given it. */
export function plainPage({ customer, proof, chatku }: PageContext): Html {
  const code =
    proof === null
      ? `${botSnippet(chatku)}`
      : `${botSnippet(chatku)}\n${identitySnippet({
          userId: proof.user_id,
          name: proof.attributes.name,
          email: proof.attributes.email,
          identifierHash: proof.attributes.identifier_hash ?? '',
        })}`;
  return html`<div class="narrow">
<h1>The snippet, word for word</h1>
<p class="lede">Every other page of this shop has a strict content security policy, so its two script tags carry a nonce. This
page has no policy at all, and its head carries what Chatku’s console tells an installer to paste, unchanged.</p>
${
  customer === null
    ? html`<p>Nobody is logged in, so the page carries the bot’s own snippet alone and the visitor is a guest.
<a href="/login?next=/plain">Log in</a> to see the identity snippet beside it.</p>`
    : html`<p>The shop’s backend put in the id of its own session, <code>${customer.id}</code>, and the identifier hash it made
from that id with the special key. The key itself never leaves the backend.</p>`
}
<pre class="code" tabindex="0" aria-label="The snippet in this page’s head"><code>${code}</code></pre>
</div>`;
}
