import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loopsOf, reach } from './loops.js';

const graph = fc
  .integer({ min: 1, max: 8 })
  .chain((size) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }), { minLength: size, maxLength: size }),
  )
  .map((edges) => new Map(edges.map((out, index) => [`${index}`, out.map(String)])));

test('a node is in a loop exactly where a way leads back to it, and two share one where ways lead both ways', () => {
  fc.assert(
    fc.property(graph, (ways) => {
      const leadsTo = (from: string, to: string) => (ways.get(from) ?? []).some((next) => reach(next, ways).has(to));
      const loops = loopsOf(ways);
      expect(loops.flat().sort()).toEqual([...ways.keys()].filter((id) => leadsTo(id, id)).sort());
      for (const a of loops.flat()) {
        for (const b of loops.flat()) {
          const together = loops.some((loop) => loop.includes(a) && loop.includes(b));
          expect(together).toBe(leadsTo(a, b) && leadsTo(b, a));
        }
      }
    }),
  );
});

test('a chain of any length costs no stack', () => {
  const ways = new Map(Array.from({ length: 50_000 }, (_, index) => [`${index}`, [`${index + 1}`]]));
  expect(loopsOf(ways)).toEqual([]);
  expect(loopsOf(new Map([...ways, ['50000', ['0']]]))).toHaveLength(1);
});
