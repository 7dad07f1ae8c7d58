import { expect, it } from 'vitest';
import { CUSTOMERS } from './customers.js';
import { OrderBook, orderTotalSen } from './order-book.js';

it('everybody has orders, newest first, with prices of the day', () => {
  const book = new OrderBook(() => Date.UTC(2026, 10, 23));
  for (const { id } of CUSTOMERS) {
    const orders = book.ordersOf(id);
    const times = orders.map((order) => order.placedAt.getTime());
    expect(orders.length).toBeGreaterThan(1);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    for (const order of orders) expect(orderTotalSen(order)).toBeGreaterThan(0);
  }
  expect(orderTotalSen(book.ordersOf('cust_1001')[0]!)).toBe(2 * 1850 + 980 + 1690);
});

it('an order is placed for one customer only, and of real products only', () => {
  const book = new OrderBook();
  const before = book.ordersOf('cust_1002');
  const order = book.place('cust_1001', 'pelita-lamp');
  expect(book.ordersOf('cust_1001')[0]).toBe(order);
  expect(book.ordersOf('cust_1002')).toEqual(before);
  expect(book.place('cust_1001', '__proto__')).toBeNull();
});

it('a list of orders stays short', () => {
  const book = new OrderBook();
  for (let times = 0; times < 30; times++) book.place('cust_1001', 'pelita-lamp');
  expect(book.ordersOf('cust_1001')).toHaveLength(12);
});
