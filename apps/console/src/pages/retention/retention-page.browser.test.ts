import { afterEach, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';

afterEach(closeConsole);

test('days are set after a question and the password; an empty field keeps for good', async () => {
  const world = SCENARIOS.full();
  world.passwordGivenAt = world.now();
  const bot = world.bots[0]?.id ?? '';
  const { find } = await openConsole(`/console/bots/${bot}/retention`, { world, size: [1280, 900] });
  const input = await find<HTMLInputElement>('#idle_guests_days');
  input.value = '90';
  input.form?.requestSubmit();
  const act = await find<HTMLButtonElement>('dialog[open] form button:not([type="button"])');
  expect(world.retention.get(bot)).toBeUndefined();
  act.click();
  await expect
    .poll(() => world.retention.get(bot))
    .toEqual({ guest_conversations_days: null, idle_guests_days: 90, idle_known_days: null });
});

test('it is not for a member who edits bots', async () => {
  const world = SCENARIOS.full();
  world.me.user.role = 'member';
  const { text } = await openConsole(`/console/bots/${world.bots[0]?.id}/retention`, { world });
  await expect.poll(text).toContain('Not for your role');
});
