import type { ChatkuConfig } from '../chatku-config.js';
import type { Customer } from '../customers.js';
import { type Html, type HtmlValue, html } from '../html.js';
import type { Proof } from '../proofs.js';
import { botSnippet, identitySnippet } from '../snippets.js';
import { breakItBar } from './break-it-bar.js';

/** The half of the config that pages may show. The keys stay behind. */
export type PublicChatku = Pick<ChatkuConfig, 'apiUrl' | 'consoleUrl' | 'botId'>;

/** All that a page of the shop is made from, besides its own content. */
export type PageContext = {
  /** The page's own address, as it was asked for: to be compared, never to be printed. */
  readonly path: string;
  /** The page of the shop to come back to after a form. */
  readonly returnTo: string;
  readonly customer: Customer | null;
  readonly csrfToken: string;
  readonly chatku: PublicChatku;
  /** The proof for the identity snippet; null for a guest, whose pages carry the bot's own snippet alone. */
  readonly proof: Proof | null;
  /** Absent on the one page without a policy. */
  readonly nonce: string | undefined;
  readonly barOpen: boolean;
  /** The shop's other address, where the browser has another storage; null if it has none. */
  readonly otherAddress: string | null;
};

/** A script of the shop itself, with the nonce where the page has a policy. */
export function shopScript(name: string, nonce: string | undefined): Html {
  return nonce === undefined
    ? html`<script type="module" src="/static/${name}"></script>`
    : html`<script type="module" src="/static/${name}" nonce="${nonce}"></script>`;
}

export function documentHead(title: string, extra: HtmlValue): Html {
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${title}</title>
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#fdf2e2" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#171130" media="(prefers-color-scheme: dark)">
<link rel="icon" href="/static/mark.svg" type="image/svg+xml">
<link rel="preload" href="/static/caprasimo.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/static/shop.css">
<link rel="stylesheet" href="/static/market.css">
<link rel="stylesheet" href="/static/break-it.css">
${extra}
</head>`;
}

/** The identity snippet of the customer at this page; nothing for a guest. */
function identityOf({ proof, nonce }: PageContext): HtmlValue {
  if (proof === null) return null;
  const { name, email, identifier_hash: identifierHash = '' } = proof.attributes;
  return identitySnippet({ userId: proof.user_id, name, email, identifierHash }, nonce);
}

function navigation({ path, returnTo, customer, csrfToken }: PageContext): Html {
  const link = (to: string, label: Html | string): Html =>
    path === to ? html`<a href="${to}" aria-current="page">${label}</a>` : html`<a href="${to}">${label}</a>`;
  return html`<nav class="nav" aria-label="Shop">
${link('/', 'Market')}
${link('/orders', 'My orders')}
${
  customer === null
    ? link(`/login?next=${encodeURIComponent(returnTo)}`, 'Log in')
    : html`<form class="nav-form" method="post" action="/logout">
<input type="hidden" name="csrf" value="${csrfToken}">
<span class="nav-who">${customer.shortName}</span>
<button class="link" type="submit">Log out</button>
</form>`
}
</nav>`;
}

/** A whole page of the shop. */
export function shopPage(context: PageContext, { title, main }: { readonly title: string; readonly main: Html }): Html {
  return html`<!doctype html>
<html lang="en">
${documentHead(`${title} · Kedai Senja`, [
  botSnippet(context.chatku, context.nonce),
  '\n',
  identityOf(context),
  '\n',
  shopScript('shop.js', context.nonce),
  '\n',
  shopScript('break-it.js', context.nonce),
])}
<body>
<a class="skip" href="#main">Skip to the market</a>
${breakItBar(context)}
<div id="shop">
<header class="head">
<a class="brand" href="/"><img src="/static/mark.svg" alt="" width="44" height="44"><span>Kedai Senja</span></a>
${navigation(context)}
</header>
<div class="awning"></div>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="foot">
<p class="foot-motto"><span lang="ms">Buka senja, tutup subuh.</span> Open at dusk, closed by dawn.</p>
<p class="foot-about">Kedai Senja is an invented shop that shows how a website embeds Chatku. Nothing is really sold, and nobody here is real.
<a href="/plain">See the snippet on a page without a content security policy</a>.</p>
</footer>
</div>
</body>
</html>
`;
}
