import { type Html, html } from '../html.js';
import { documentHead, shopScript } from './layout.js';

function barePage(title: string, nonce: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
${documentHead(`${title} · Kedai Senja`, shopScript('second-device.js', nonce))}
<body class="bare">
<main>
<img src="/static/lantern.svg" alt="" width="72" height="72">
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

/**
 * Stands in the new window for a moment and goes on to the shop's other address. A page rather than a redirect, because
 * `form-action 'self'` holds for redirects too. It carries no chat: nobody is identified on the way.
 */
export function secondDevicePage(nonce: string, address: string): Html {
  return barePage(
    'Picking up the other phone',
    nonce,
    html`<p>This window goes on to the shop’s other address. To the browser that is another website, with other cookies and
another storage: as good as a second device.</p>
<p><a class="button" id="onward" href="${address}">Go on</a></p>`,
  );
}

/** Where the shop has one address only. */
export function privateWindowPage(nonce: string): Html {
  return barePage(
    'A second device, by hand',
    nonce,
    html`<p>From here the shop has one address only. Open it in a private window, or on your phone, and log in as the same
customer there: the chat’s history is waiting.</p><p><a class="button" href="/">Back to the market</a></p>`,
  );
}

/** The second device's door: its script takes the ticket out of the fragment and posts it. */
export function enterPage(nonce: string, csrfToken: string): Html {
  return barePage(
    'Coming in by the other door',
    nonce,
    html`<form method="post" action="/demo/enter" id="enter"><input type="hidden" name="csrf" value="${csrfToken}">
<input type="hidden" name="ticket" value=""><p>One moment, your ticket is being looked at.</p>
<p><button class="button">Come in</button></p></form>`,
  );
}
