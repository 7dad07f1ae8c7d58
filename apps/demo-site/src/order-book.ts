import { findProduct } from './catalogue.js';

/** Where an order is. `phrase` completes "Your order is ...". */
export const ORDER_STATUSES = {
  received: { label: 'Received', malay: 'Diterima', phrase: 'received' },
  packing: { label: 'Being packed', malay: 'Sedang dibungkus', phrase: 'being packed' },
  on_the_way: { label: 'Out for delivery', malay: 'Dalam perjalanan', phrase: 'out for delivery' },
  ready: { label: 'Ready to collect', malay: 'Sedia diambil', phrase: 'ready to collect' },
  delivered: { label: 'Delivered', malay: 'Telah sampai', phrase: 'delivered' },
} as const;

export type OrderStatus = keyof typeof ORDER_STATUSES;

export type OrderLine = { readonly slug: string; readonly quantity: number; readonly priceSen: number };

export type Order = {
  readonly id: string;
  readonly placedAt: Date;
  readonly status: OrderStatus;
  readonly lines: readonly OrderLine[];
};

/** The whole order, in sen. */
export function orderTotalSen(order: Order): number {
  return order.lines.reduce((sum, line) => sum + line.quantity * line.priceSen, 0);
}

type Past = readonly [
  customerId: string,
  daysAgo: number,
  status: OrderStatus,
  lines: readonly (readonly [string, number])[],
];

/** What was ordered before the shop opened, oldest first. */
const PAST: readonly Past[] = [
  ['cust_1003', 41, 'delivered', [['mengkuang-basket', 1]]],
  [
    'cust_1001',
    33,
    'delivered',
    [
      ['batik-scarf', 1],
      ['pelita-lamp', 2],
    ],
  ],
  ['cust_1002', 20, 'delivered', [['teh-tarik-blend', 4]]],
  [
    'cust_1003',
    12,
    'delivered',
    [
      ['sambal-nenek', 2],
      ['gula-melaka', 1],
    ],
  ],
  [
    'cust_1001',
    2,
    'on_the_way',
    [
      ['kuih-lapis', 2],
      ['gula-melaka', 1],
      ['sambal-nenek', 1],
    ],
  ],
  [
    'cust_1002',
    1,
    'packing',
    [
      ['teh-tarik-blend', 2],
      ['mengkuang-basket', 1],
    ],
  ],
  ['cust_1003', 1, 'ready', [['wau-bulan', 1]]],
];

const FIRST_NUMBER = 2035;
/** A customer's list stays short, however often somebody tries the button. */
const ORDERS_KEPT = 12;
const DAY_MS = 86_400_000;

/** Everybody's orders, in memory. */
export class OrderBook {
  readonly #byCustomer = new Map<string, Order[]>();
  readonly #nowMs: () => number;
  #nextNumber = FIRST_NUMBER;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
    for (const [customerId, daysAgo, status, lines] of PAST) {
      this.#add(customerId, new Date(nowMs() - daysAgo * DAY_MS), status, lines);
    }
  }

  /** A customer's orders, newest first. */
  ordersOf(customerId: string): readonly Order[] {
    return this.#byCustomer.get(customerId) ?? [];
  }

  /** Orders one piece of a product; null if there is no such product. */
  place(customerId: string, slug: string): Order | null {
    if (findProduct(slug) === null) return null;
    return this.#add(customerId, new Date(this.#nowMs()), 'received', [[slug, 1]]);
  }

  #add(customerId: string, placedAt: Date, status: OrderStatus, lines: Past[3]): Order {
    const order: Order = {
      id: `KS-${this.#nextNumber++}`,
      placedAt,
      status,
      lines: lines.map(([slug, quantity]) => {
        const product = findProduct(slug);
        if (product === null) throw new TypeError(`no product ${slug}`);
        return { slug, quantity, priceSen: product.priceSen };
      }),
    };
    this.#byCustomer.set(customerId, [order, ...this.ordersOf(customerId)].slice(0, ORDERS_KEPT));
    return order;
  }
}
