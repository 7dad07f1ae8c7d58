import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GRACE_TICKS, PresenceHere } from './presence-here.js';

const ticked = (here: PresenceHere, ticks: number): string[] =>
  Array.from({ length: ticks }, () => here.tick()).flatMap((left) => left.map(({ id }) => id));

test('somebody is there from the first socket on, until a grace after the last', () => {
  const here = new PresenceHere();
  expect([here.arrived('r', 'a'), here.arrived('r', 'a')]).toEqual([true, false]);
  here.left('r', 'a');
  expect(ticked(here, GRACE_TICKS * 2)).toEqual([]);
  here.left('r', 'a');
  expect(ticked(here, GRACE_TICKS - 1)).toEqual([]);
  expect(here.has('r', 'a')).toBe(true);
  expect(ticked(here, 1)).toEqual(['a']);
  expect([here.has('r', 'a'), [...here.all()]]).toEqual([false, []]);
});

test('the next page in time is no leave, and the grace begins anew with the next leave', () => {
  const here = new PresenceHere();
  here.arrived('r', 'a');
  here.left('r', 'a');
  ticked(here, GRACE_TICKS - 1);
  expect(here.arrived('r', 'a')).toBe(false);
  here.left('r', 'a');
  expect(ticked(here, GRACE_TICKS - 1)).toEqual([]);
  expect(ticked(here, 1)).toEqual(['a']);
});

test('rooms know nothing of each other, and who was never there cannot leave', () => {
  const here = new PresenceHere();
  here.arrived('r', 'a');
  here.left('other', 'a');
  here.left('r', 'b');
  expect([here.has('r', 'a'), here.has('other', 'a'), here.has('r', 'b')]).toEqual([true, false, false]);
  expect(ticked(here, GRACE_TICKS * 2)).toEqual([]);
});

test('whatever happens in whatever order: there is who has a socket, or had one within the grace', () => {
  const act = fc.tuple(fc.constantFrom('arrive', 'leave', 'tick'), fc.constantFrom('a', 'b', 'c'));
  const property = fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
    const here = new PresenceHere();
    const sockets = new Map<string, number>();
    const leftAt = new Map<string, number>();
    let now = 0;
    const isThere = (id: string) => (sockets.get(id) ?? 0) > 0 || now - (leftAt.get(id) ?? -GRACE_TICKS) < GRACE_TICKS;
    for (const [what, id] of acts) {
      const count = sockets.get(id) ?? 0;
      if (what === 'arrive') {
        expect(here.arrived('r', id)).toBe(!isThere(id));
        sockets.set(id, count + 1);
      } else if (what === 'leave') {
        here.left('r', id);
        if (count === 1) leftAt.set(id, now);
        sockets.set(id, Math.max(0, count - 1));
      } else {
        const before = ['a', 'b', 'c'].filter(isThere);
        now += 1;
        const gone = here.tick().map((one) => one.id);
        expect(gone.sort()).toEqual(before.filter((one) => !isThere(one)));
      }
      for (const one of ['a', 'b', 'c']) expect(here.has('r', one)).toBe(isThere(one));
    }
  });
  fc.assert(property, { numRuns: 200 });
});
