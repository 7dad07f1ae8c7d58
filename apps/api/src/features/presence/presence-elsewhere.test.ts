import { expect, test } from 'vitest';
import { NODE_TICKS, PresenceElsewhere } from './presence-elsewhere.js';

const all = (part: number, id: string) =>
  ({ kind: 'all', node: 'n', number: 0, part, parts: 2, on: [['r', [id]]] }) satisfies Parameters<
    PresenceElsewhere['hear']
  >[0];

test('what a node began to tell and did not end, since it died, is kept as long as a node is', () => {
  const changed: string[] = [];
  const made = () => {
    const elsewhere = new PresenceElsewhere(
      (_room, id) => changed.push(id),
      () => {},
    );
    elsewhere.hear(all(0, 'x'));
    return elsewhere;
  };
  const [kept, dropped] = [made(), made()];
  for (let tick = 1; tick < NODE_TICKS; tick += 1) for (const one of [kept, dropped]) one.tick();
  dropped.tick();
  // The rest of it, of which the beginning has gone, says nothing.
  for (const one of [kept, dropped]) one.hear(all(1, 'y'));
  expect([kept.has('r', 'x'), dropped.has('r', 'x'), dropped.has('r', 'y'), changed]).toEqual([
    true,
    false,
    false,
    ['x', 'y'],
  ]);
});
