import { PRODUCTS, type Product } from '../catalogue.js';
import { type Html, html } from '../html.js';
import { formatRinggit } from '../money.js';
import { ORDER_STATUSES, type Order } from '../order-book.js';
import type { PageContext } from './layout.js';

export function productPicture({ slug, pictureAlt }: Product, size: number): Html {
  return html`<img src="/static/${slug}.svg" alt="${pictureAlt}" width="${size}" height="${size}">`;
}

export function priceTag(sen: number): Html {
  return html`<span class="tag">${formatRinggit(sen)}</span>`;
}

function card(product: Product): Html {
  return html`<li class="card">
<div class="card-picture">${productPicture(product, 240)}</div>
<h3><a href="/products/${product.slug}">${product.name}</a></h3>
<p class="card-malay" lang="ms">${product.malayName}</p>
<p class="card-teaser">${product.teaser}</p>
${priceTag(product.priceSen)}
</li>
`;
}

/** The first page: greeting, the newest order of whoever is known, and everything on the tables. */
export function marketPage({ customer }: PageContext, newestOrder: Order | null): Html {
  return html`<section class="hero">
<img class="hero-picture" src="/static/dusk-market.svg" alt="A night market at dusk: three lamp-lit stalls under striped awnings, palms and a low sun behind shophouses" width="1600" height="700">
<div class="hero-text">
<h1><span lang="ms">Selamat petang${customer === null ? '.' : `, ${customer.shortName}.`}</span></h1>
${
  customer === null || newestOrder === null
    ? html`<p>The lamps are lit, the kuih is still warm and the kites are on the wall. A small dusk market, open on your phone.</p>
<p><a class="button" href="#tables">See what is on the tables</a></p>`
    : html`<p>Good to see you again. Your order <b>${newestOrder.id}</b> is <b>${ORDER_STATUSES[newestOrder.status].phrase}</b>.</p>
<p><a class="button" href="/orders">Look at my orders</a></p>`
}
</div>
</section>
<section aria-labelledby="tables">
<div class="section-head"><h2 id="tables">On the tables tonight</h2><p lang="ms">Di atas meja malam ini</p></div>
<ul class="cards">
${PRODUCTS.map(card)}</ul>
</section>
<section class="ask">
<img src="/static/lantern.svg" alt="" width="72" height="72">
<div><h2>Ask the stallkeeper</h2>
<p>Is it too hot? Will it fit a suitcase? Open the chat in the corner. <span lang="ms">Tanya saja, jangan segan.</span></p></div>
</section>`;
}

/** One product. */
export function productPage({ customer, csrfToken, returnTo }: PageContext, product: Product): Html {
  return html`<article class="product">
<div class="product-picture">${productPicture(product, 480)}</div>
<div class="product-text">
<p class="card-malay" lang="ms">${product.malayName}</p>
<h1>${product.name}</h1>
<p class="product-price">${priceTag(product.priceSen)}</p>
<p>${product.story}</p>
<ul class="facts">${product.facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${
  customer === null
    ? html`<p><a class="button" href="/login?next=${encodeURIComponent(returnTo)}">Log in to order</a></p>`
    : html`<form method="post" action="/orders"><input type="hidden" name="csrf" value="${csrfToken}">
<input type="hidden" name="product" value="${product.slug}"><button class="button">Order one</button></form>
<p class="quiet">A pretend order: nothing is charged. The shop tells Chatku about it, server to server.</p>`
}
<p><a href="/">Back to the market</a></p>
</div>
</article>`;
}
