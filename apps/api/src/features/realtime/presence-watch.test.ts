import { expect, test } from 'vitest';
import { Clock } from '../../platform/clock/clock.js';
import { RunMode } from '../../platform/commands/run-mode.js';
import { linkTo } from '../../platform/testing/test-redis.js';
import { contactsOf, membersOf, PresenceService } from '../presence/index.js';
import { PresenceWatch, type Watcher } from './presence-watch.js';

class StillClock extends Clock {
  nowMs(): number {
    return 0;
  }
}

const made = () => {
  const presence = new PresenceService(linkTo(null), new StillClock(), new RunMode(false));
  const watch = new PresenceWatch(presence);
  const stop = watch.start();
  const watcher = (): Watcher & { told: string[] } => {
    const told: string[] = [];
    const tellPresence: Watcher['tellPresence'] = ({ contacts, members }) =>
      told.push([...contacts, ...members].map(({ id, online }) => `${id} ${online}`).join());
    return { workspaceId: 'w', told, tellPresence };
  };
  return { presence, watch, watcher, stop };
};

test('each watcher is told of its own, in one frame, and of what it knows already nothing', () => {
  const { presence, watch, watcher } = made();
  const [first, second] = [watcher(), watcher()];
  watch.watch(first, ['a', 'b'], ['m']);
  watch.watch(second, ['b', 'c'], []);
  for (const id of ['a', 'b', 'd']) presence.arrived(contactsOf('w'), id);
  presence.tick();
  watch.watch(second, ['b'], []);
  presence.arrived(membersOf('w'), 'm');
  presence.arrived(contactsOf('w'), 'b');
  presence.tick();
  expect([first.told, second.told]).toEqual([
    ['a false,b false,m false', 'a true,b true', 'm true'],
    ['b false,c false', 'b true', 'b true'],
  ]);
});

test('whoever is gone, or may not see members any more, or has stopped altogether, is told nothing', () => {
  const { presence, watch, watcher, stop } = made();
  const [gone, less, stays] = [watcher(), watcher(), watcher()];
  for (const one of [gone, less, stays]) watch.watch(one, ['a'], ['m']);
  watch.forget(gone);
  watch.forgetMembers(less);
  presence.arrived(contactsOf('w'), 'a');
  presence.arrived(membersOf('w'), 'm');
  presence.tick();
  const told = ['a false,m false', 'a true'];
  expect([gone.told, less.told, stays.told]).toEqual([told.slice(0, 1), told, [...told, 'm true']]);
  stop();
  presence.arrived(contactsOf('w'), 'b');
  watch.watch(stays, ['c'], []);
  presence.arrived(contactsOf('w'), 'c');
  presence.tick();
  expect(stays.told.slice(3)).toEqual(['c false']);
});
