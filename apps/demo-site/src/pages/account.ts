import { findProduct } from '../catalogue.js';
import { CUSTOMERS, type Customer } from '../customers.js';
import { type Html, html } from '../html.js';
import { formatRinggit } from '../money.js';
import { ORDER_STATUSES, type Order, orderTotalSen } from '../order-book.js';
import type { PageContext } from './layout.js';
import { productPicture } from './market.js';

const dayFormat = new Intl.DateTimeFormat('en-MY', { dateStyle: 'long', timeZone: 'Asia/Kuala_Lumpur' });

function orderCard(order: Order): Html {
  const status = ORDER_STATUSES[order.status];
  return html`<li class="order">
<div class="order-head"><h2>${order.id}</h2>
<p class="status status-${order.status}"><b>${status.label}</b> <span lang="ms">${status.malay}</span></p></div>
<p class="quiet">Placed on <time datetime="${order.placedAt.toISOString()}">${dayFormat.format(order.placedAt)}</time></p>
<ul class="order-lines">
${order.lines.map((line) => {
  const product = findProduct(line.slug);
  return product === null
    ? null
    : html`<li>${productPicture({ ...product, pictureAlt: '' }, 56)}<span class="order-what">${line.quantity} × <a href="/products/${
        product.slug
      }">${product.name}</a></span><span class="amount">${formatRinggit(line.quantity * line.priceSen)}</span></li>
`;
})}</ul>
<p class="order-total">Total <b>${formatRinggit(orderTotalSen(order))}</b></p>
</li>
`;
}

/** A customer's own orders. `data-private` has the page made anew when it comes out of the back/forward cache. */
export function ordersPage(customer: Customer, orders: readonly Order[]): Html {
  return html`<div class="narrow" data-private>
<h1>Your orders, ${customer.shortName}</h1>
<p class="lede" lang="ms">Pesanan anda. Terima kasih kerana singgah.</p>
<ul class="orders">
${orders.map(orderCard)}</ul>
</div>`;
}

/** One click logs in: it is a demo, and there are no passwords to forget. */
export function logInPage({ csrfToken }: PageContext, next: string): Html {
  return html`<div class="narrow">
<h1>Who is shopping tonight?</h1>
<p class="lede">Pick someone. A real shop would ask for a password; this one trusts you. <span lang="ms">Jemput masuk.</span></p>
<ul class="people">
${CUSTOMERS.map(
  ({ id, name, shortName, about }, at) => html`<li><form method="post" action="/login">
<input type="hidden" name="csrf" value="${csrfToken}"><input type="hidden" name="next" value="${next}">
<input type="hidden" name="customer" value="${id}">
<img src="/static/customer-${at + 1}.svg" alt="" width="96" height="96">
<h2>${name}</h2><p>${about}</p>
<button class="button">Log in as ${shortName}</button></form></li>
`,
)}</ul>
</div>`;
}
