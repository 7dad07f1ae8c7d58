import { expect, it } from 'vitest';
import { DeviceTickets } from './device-tickets.js';

it('a ticket logs in once', () => {
  const tickets = new DeviceTickets();
  const ticket = tickets.issue('cust_1002');
  expect(tickets.redeem(ticket)).toBe('cust_1002');
  expect(tickets.redeem(ticket)).toBeNull();
});

it('a ticket older than a minute, or never issued, logs nobody in', () => {
  let nowMs = 0;
  const tickets = new DeviceTickets(() => nowMs);
  const ticket = tickets.issue('cust_1002');
  nowMs = 60_001;
  expect(tickets.redeem(ticket)).toBeNull();
  expect(tickets.redeem('')).toBeNull();
});
