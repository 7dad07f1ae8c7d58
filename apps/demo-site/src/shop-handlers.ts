import { findProduct } from './catalogue.js';
import type { ChatkuConfig } from './chatku-config.js';
import type { ContactUpdate, ContactWriter } from './contact-writer.js';
import { contentSecurityPolicy } from './content-security-policy.js';
import { CUSTOMERS, type Customer, findCustomer } from './customers.js';
import type { DeviceTickets } from './device-tickets.js';
import type { Html } from './html.js';
import { type Answer, json, page, Refusal, seeOther } from './http/answer.js';
import { otherAddress, ownPath, type Visit } from './http/visit.js';
import { formatRinggit } from './money.js';
import { ORDER_STATUSES, type OrderBook, orderTotalSen } from './order-book.js';
import { logInPage, ordersPage } from './pages/account.js';
import { enterPage, privateWindowPage, secondDevicePage } from './pages/bare.js';
import { type PageContext, shopPage } from './pages/layout.js';
import { marketPage, productPage } from './pages/market.js';
import { noticePage, noticeTitle } from './pages/notice.js';
import { plainPage } from './pages/plain.js';
import { isProofKind, proofOf } from './proofs.js';
import type { SessionStore } from './sessions.js';

export type ShopParts = {
  readonly chatku: ChatkuConfig;
  readonly sessions: SessionStore;
  readonly tickets: DeviceTickets;
  readonly orders: OrderBook;
  readonly contacts: ContactWriter;
};

/** What the shop answers to each of its pages and forms. */
export class ShopHandlers {
  readonly #parts: ShopParts;

  constructor(parts: ShopParts) {
    this.#parts = parts;
  }

  /** The handler for a method and path, `'wrong method'` with the right ones, or null if there is no such page. */
  find(method: string, path: string): ((visit: Visit) => Answer) | { readonly allow: string } | null {
    const byMethod = this.#routes(path);
    if (byMethod === null) return null;
    const handler = byMethod[method === 'HEAD' ? 'GET' : method];
    return handler ?? { allow: Object.keys(byMethod).join(', ') };
  }

  #routes(path: string): Readonly<Partial<Record<string, (visit: Visit) => Answer>>> | null {
    if (path.startsWith('/products/')) return { GET: (visit) => this.#product(visit) };
    switch (path) {
      case '/':
        return { GET: (visit) => this.#market(visit) };
      case '/orders':
        return { GET: (visit) => this.#orders(visit), POST: (visit) => this.#placeOrder(visit) };
      case '/login':
        return { GET: (visit) => this.#logInForm(visit), POST: (visit) => this.#logIn(visit) };
      case '/logout':
        return { POST: (visit) => this.#logOut(visit) };
      case '/plain':
        return { GET: (visit) => this.#plain(visit) };
      case '/demo/proof':
        return { GET: (visit) => this.#proof(visit) };
      case '/demo/switch':
        return { POST: (visit) => this.#switch(visit) };
      case '/demo/second-device':
        return { POST: (visit) => this.#secondDevice(visit) };
      case '/demo/enter':
        return { GET: (visit) => this.#enterDoor(visit), POST: (visit) => this.#enter(visit) };
      default:
        return null;
    }
  }

  /** Tells Chatku about every customer; done once at the start. */
  writeAllContacts(): void {
    for (const customer of CUSTOMERS) this.#writeContact(customer);
  }

  /** The page for a request that was refused. */
  refused(visit: Visit, { status, sentence, headers }: Refusal): Answer {
    const answer = this.#shopPage(visit, noticeTitle(status), () => noticePage(status, sentence));
    return { ...answer, status, headers: { ...answer.headers, ...headers } };
  }

  #market(visit: Visit): Answer {
    const newest = visit.customer === null ? null : (this.#parts.orders.ordersOf(visit.customer.id)[0] ?? null);
    return this.#shopPage(visit, 'A small dusk market', (context) => marketPage(context, newest));
  }

  #product(visit: Visit): Answer {
    const product = findProduct(visit.path.slice('/products/'.length));
    if (product === null) throw new Refusal(404, 'That is not on our tables.');
    return this.#shopPage(visit, product.name, (context) => productPage(context, product));
  }

  #orders(visit: Visit): Answer {
    const { customer } = visit;
    if (customer === null) return seeOther('/login?next=/orders');
    return this.#shopPage(visit, 'My orders', () => ordersPage(customer, this.#parts.orders.ordersOf(customer.id)));
  }

  #placeOrder({ customer, form }: Visit): Answer {
    if (customer === null) return seeOther('/login');
    const order = this.#parts.orders.place(customer.id, form.get('product') ?? '');
    if (order === null) throw new Refusal(404, 'That is not on our tables.');
    this.#writeContact(customer);
    return seeOther('/orders');
  }

  #logInForm(visit: Visit): Answer {
    return this.#shopPage(visit, 'Log in', (context) => logInPage(context, ownPath(visit.query.get('next'))));
  }

  #logIn(visit: Visit): Answer {
    const session = this.#sessionFor(visit, visit.form.get('customer'));
    return { ...seeOther(ownPath(visit.form.get('next'))), session };
  }

  #logOut({ session }: Visit): Answer {
    return { ...seeOther('/'), session: this.#parts.sessions.replace(session, null) };
  }

  #plain(visit: Visit): Answer {
    return this.#shopPage(visit, 'Plain page', plainPage, { plain: true });
  }

  /**
   * A proof for the demo tools, right or wrong on purpose. It is for the id in the shop's own session: a request that
   * names an id is refused rather than ignored, so that the mistake is noticed.
   */
  #proof({ session, query, fetchSite }: Visit): Answer {
    if (fetchSite !== undefined && fetchSite !== 'same-origin') return json({ error: 'own_pages_only' }, 403);
    if ([...query.keys()].some((name) => name !== 'kind')) return json({ error: 'unknown_parameter' }, 400);
    const kind = query.get('kind') ?? 'right';
    if (!isProofKind(kind)) return json({ error: 'unknown_kind' }, 400);
    const proof = proofOf(session, this.#parts.chatku.specialKey, kind);
    return proof === null ? json({ error: 'not_logged_in' }, 403) : json({ proof });
  }

  /** The session goes over to the other customer first; only then is there anything to sign for them. */
  #switch(visit: Visit): Answer {
    const session = this.#sessionFor(visit, visit.form.get('customer'));
    return { ...json({ proof: proofOf(session, this.#parts.chatku.specialKey) }), session };
  }

  #secondDevice({ customer, host, nonce }: Visit): Answer {
    const csp = this.#policy(nonce);
    const address = otherAddress(host);
    if (address === null) return page(privateWindowPage(nonce), { csp });
    const onward =
      customer === null ? `${address}/` : `${address}/demo/enter#${this.#parts.tickets.issue(customer.id)}`;
    return page(secondDevicePage(nonce, onward), { csp });
  }

  #enterDoor({ nonce, session }: Visit): Answer {
    return page(enterPage(nonce, session.csrfToken), { csp: this.#policy(nonce) });
  }

  #enter(visit: Visit): Answer {
    const customerId = this.#parts.tickets.redeem(visit.form.get('ticket') ?? '');
    if (customerId === null) {
      throw new Refusal(410, 'A ticket works once, for a minute. Press “Open as a second device” again.');
    }
    return { ...seeOther('/'), session: this.#sessionFor(visit, customerId) };
  }

  /** Logs a customer in: another session takes the place of this one, and Chatku hears about the orders. */
  #sessionFor({ session }: Visit, customerId: string | null): Visit['session'] {
    const customer = findCustomer(customerId ?? '');
    if (customer === null) throw new Refusal(404, 'The shop does not know that customer.');
    this.#writeContact(customer);
    return this.#parts.sessions.replace(session, customer.id);
  }

  #writeContact(customer: Customer): void {
    this.#parts.contacts.write(contactOf(customer, this.#parts.orders));
  }

  #policy(nonce: string): string {
    return contentSecurityPolicy({ nonce, apiUrl: this.#parts.chatku.apiUrl });
  }

  #shopPage(
    { path, session, customer, nonce, host, barOpen }: Visit,
    title: string,
    main: (context: PageContext) => Html,
    { plain = false }: { readonly plain?: boolean } = {},
  ): Answer {
    const { apiUrl, consoleUrl, botId, specialKey } = this.#parts.chatku;
    const context: PageContext = {
      path,
      returnTo: ownPath(path),
      customer,
      csrfToken: session.csrfToken,
      chatku: { apiUrl, consoleUrl, botId },
      proof: proofOf(session, specialKey),
      nonce: plain ? undefined : nonce,
      barOpen,
      otherAddress: otherAddress(host),
    };
    return page(shopPage(context, { title, main: main(context) }), { csp: plain ? null : this.#policy(nonce) });
  }
}

/** A customer with their newest order, as fields for flows: "Your order {{last_order_id}} is {{last_order_status}}". */
export function contactOf({ id, name, email }: Customer, orders: OrderBook): ContactUpdate {
  const newest = orders.ordersOf(id)[0];
  return {
    user_id: id,
    name,
    email,
    fields: {
      last_order_id: newest === undefined ? null : newest.id,
      last_order_status: newest === undefined ? null : ORDER_STATUSES[newest.status].phrase,
      last_order_total: newest === undefined ? null : formatRinggit(orderTotalSen(newest)),
    },
  };
}
