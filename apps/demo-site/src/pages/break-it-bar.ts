import { CUSTOMERS } from '../customers.js';
import { type Html, html } from '../html.js';
import type { ProofKind } from '../proofs.js';
import type { PageContext } from './layout.js';

const PROOF_BUTTONS: readonly { readonly kind: ProofKind; readonly label: string; readonly note: string }[] = [
  { kind: 'right', label: 'Right hash', note: 'HMAC-SHA-256 of the id' },
  { kind: 'wrong_hash', label: 'Wrong hash', note: 'one digit of it changed' },
  { kind: 'email_hashed', label: 'E-mail hashed', note: 'signs the e-mail, sends the id' },
  { kind: 'swapped', label: 'Key and message swapped', note: 'hash_hmac the wrong way round' },
  { kind: 'no_hash', label: 'No hash', note: 'an id and nothing to prove it' },
];

/** Where in the console the special keys and the identity log are. */
export function diagnosisUrl({ consoleUrl, botId }: PageContext['chatku']): string {
  return `${consoleUrl}/console/bots/${encodeURIComponent(botId)}/settings/display-style/custom-user-id`;
}

function hashTools({ customer }: PageContext): Html {
  return html`<div class="bar-group" role="group" aria-labelledby="bar-hash">
<p class="bar-label" id="bar-hash">Identify ${customer === null ? 'a customer' : html`<b>${customer.shortName}</b>`} with</p>
<div class="bar-buttons">
${PROOF_BUTTONS.map(
  ({ kind, label, note }) => html`<button type="button" class="bar-button" data-proof="${kind}"${
    customer === null ? html` disabled` : ''
  }><b>${label}</b> <small>${note}</small></button>
`,
)}</div>
${
  customer === null
    ? html`<p class="bar-note">Nobody is logged in, so there is no id to sign. Become a customer first.</p>`
    : null
}
</div>`;
}

function whoTools({ customer, csrfToken, returnTo, otherAddress }: PageContext): Html {
  const csrf = html`<input type="hidden" name="csrf" value="${csrfToken}">`;
  return html`<div class="bar-group" role="group" aria-labelledby="bar-switch">
<p class="bar-label" id="bar-switch">${customer === null ? 'Become' : 'Switch to'} another customer, without a reload</p>
<div class="bar-buttons">
${CUSTOMERS.map(
  ({ id, shortName }) => html`<form method="post" action="/login" data-switch>${csrf}
<input type="hidden" name="next" value="${returnTo}"><input type="hidden" name="customer" value="${id}">
<button class="bar-button"${id === customer?.id ? html` disabled` : ''}><b>${shortName}</b> <small>${id}</small></button></form>
`,
)}</div>
</div>
<div class="bar-group" role="group" aria-labelledby="bar-leave">
<p class="bar-label" id="bar-leave">Elsewhere</p>
<div class="bar-buttons">
<form method="post" action="/demo/second-device" target="_blank" rel="noopener">${csrf}
<button class="bar-button"><b>Open as a second device</b> <small>${
    otherAddress === null ? 'how to, with a private window' : 'a window with a storage of its own'
  }</small></button></form>
${
  customer === null
    ? null
    : html`<form method="post" action="/logout">${csrf}
<button class="bar-button"><b>Log out</b> <small>of the shop and of the chat</small></button></form>`
}
</div>
</div>`;
}

/**
 * The demo tools at the top of every page. Everything that leaves the page is an ordinary form; `break-it.js` adds what
 * happens in place.
 */
export function breakItBar(context: PageContext): Html {
  const { customer, barOpen } = context;
  return html`<aside class="bar" id="break-it" aria-label="Demo tools" data-diagnosis="${diagnosisUrl(context.chatku)}">
<details${barOpen ? html` open` : ''}>
<summary><span class="bar-title">Break-it bar</span>
<span class="bar-hint">demo tools, not part of the shop</span>
<span class="bar-state">shop: <b>${customer?.shortName ?? 'guest'}</b></span>
<span class="bar-state">chat: <b data-chat-identity>…</b></span></summary>
<div class="bar-body">
<div class="bar-tools">
${hashTools(context)}
${whoTools(context)}
</div>
<div class="bar-result" role="status" aria-label="What happened">
<p>Press a button: what the visitor gets appears here, with a link to the reason, which only the console shows.</p>
</div>
</div>
</details>
</aside>`;
}
