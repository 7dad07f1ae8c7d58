import { ShopHandlers } from './shop-handlers.js';

/** Every guard of the shop that can be switched off for the tests of a process, by the name of the fault that does it. */
export const FAULTS: Readonly<Record<string, () => void>> = {
  /** The shop signs the id of its own session, never one that is sent to it. */
  'any-posted-id-is-signed': () => {
    const { find } = ShopHandlers.prototype;
    ShopHandlers.prototype.find = function (this: ShopHandlers, method, path) {
      const handler = find.call(this, method, path);
      if (typeof handler !== 'function') return handler;
      return (visit) => {
        const sent = ['user_id', 'id', 'customer', 'userId']
          .map((name) => visit.query.get(name))
          .find((id) => id !== null);
        if (sent === undefined) return handler(visit);
        const kind = visit.query.get('kind');
        const query = new URLSearchParams(kind === null ? {} : { kind });
        return handler({ ...visit, query, session: { ...visit.session, customerId: sent } });
      };
    };
  },
};
