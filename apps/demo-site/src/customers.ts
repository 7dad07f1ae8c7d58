/** Someone with an account at the shop. All of them are invented. */
export type Customer = {
  /** The shop's own id of the customer; what it signs, and what Chatku calls the custom user id. */
  readonly id: string;
  readonly name: string;
  /** What the shop says in a greeting. */
  readonly shortName: string;
  readonly email: string;
  /** One line on the log-in card. */
  readonly about: string;
};

export const CUSTOMERS: readonly Customer[] = [
  {
    id: 'cust_1001',
    name: 'Aisyah Rahman',
    shortName: 'Aisyah',
    email: 'aisyah@example.com',
    about: 'Buys kuih for the whole office.',
  },
  {
    id: 'cust_1002',
    name: 'Tan Wei Ling',
    shortName: 'Wei Ling',
    email: 'weiling@example.com',
    about: 'Has opinions about tea.',
  },
  {
    id: 'cust_1003',
    name: 'Kumar Selvam',
    shortName: 'Kumar',
    email: 'kumar@example.com',
    about: 'Flies kites at Morib on Sundays.',
  },
];

const byId: ReadonlyMap<string, Customer> = new Map(CUSTOMERS.map((customer) => [customer.id, customer]));

/** The customer of this id, or null. */
export function findCustomer(id: string): Customer | null {
  return byId.get(id) ?? null;
}
