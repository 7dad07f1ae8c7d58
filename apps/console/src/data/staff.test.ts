import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, disconnect } from '../../far-end/in-page.js';
import { SCENARIOS } from '../../far-end/scenarios.js';
import type { World } from '../../far-end/world.js';
import {
  askPasswordReset,
  beginTwoStep,
  changePassword,
  confirmTwoStep,
  endOtherSessions,
  endOwnSession,
  fetchOwnSessions,
  fetchTwoStep,
  resetPassword,
  turnTwoStepOff,
  updateAccount,
} from './account.js';
import { deleteMail, fetchMail, fetchMailState, putMail, testMail, updateWorkspace } from './mail.js';
import {
  acceptInvite,
  changeRole,
  createInvite,
  deactivateMember,
  fetchInvites,
  fetchMembers,
  lookAtInvite,
  reactivateMember,
  revokeInvite,
  transferOwnership,
} from './members.js';
import { setCsrf } from './request.js';
import { givePassword, signIn, signInBySecondStep } from './session.js';

// The far end checks every body that comes in, and every answer that goes out, by the schemas of the contract.

let world: World;
beforeEach(async () => {
  world = SCENARIOS.full();
  connect(world);
  setCsrf(world.me.csrf);
  await givePassword(world.password);
});
afterEach(() => {
  disconnect();
  setCsrf(null);
});

test('member verbs speak the contract', async () => {
  const { items } = await fetchMembers(null);
  const other = items.find((one) => one.role === 'member')?.id ?? '';
  expect((await changeRole(other, 'supervisor')).role).toBe('supervisor');
  expect((await deactivateMember(other)).deactivated_at).not.toBeNull();
  expect((await reactivateMember(other)).deactivated_at).toBeNull();
  expect((await transferOwnership(other)).role).toBe('owner');
});

test('invitation verbs speak the contract', async () => {
  const made = await createInvite({ role: 'agent', email: 'siti@example.com', send: true });
  expect(made.link).toContain('#');
  await revokeInvite(made.id);
  expect((await fetchInvites()).items.some((one) => one.id === made.id)).toBe(false);
  const secret = 'I'.repeat(43);
  expect(await lookAtInvite(secret)).toMatchObject({ workspace_name: 'Kedai Senja', role: 'agent' });
  const person = { name: 'Siti', email: 'siti@example.com', password: 'a long password', language: 'ms' } as const;
  await acceptInvite({ secret, ...person });
  await expect(acceptInvite({ secret, ...person })).rejects.toMatchObject({ code: 'invite_refused' });
});

test('account verbs speak the contract', async () => {
  expect((await updateAccount({ name: 'Nurul', language: 'ms' })).user).toMatchObject({
    name: 'Nurul',
    language: 'ms',
  });
  const { items } = await fetchOwnSessions();
  await endOwnSession(items.find((one) => !one.current)?.id ?? '');
  await endOtherSessions();
  expect((await fetchOwnSessions()).items).toHaveLength(1);
  await expect(changePassword('x', 'a new password')).rejects.toMatchObject({ code: 'sign_in_refused' });
  await changePassword(world.password, 'a new password');
  await askPasswordReset('nurul@example.com');
  await resetPassword('R'.repeat(43), 'another password');
});

test('two-step verbs speak the contract', async () => {
  const offer = await beginTwoStep();
  await expect(confirmTwoStep(offer.ticket, '000000')).rejects.toMatchObject({ code: 'second_step_refused' });
  const { codes } = await confirmTwoStep(offer.ticket, '123456');
  expect(await fetchTwoStep()).toEqual({ on: true, recovery_codes_left: 10 });
  const answer = await signIn(world.me.user.email, world.password);
  if (!('second_step' in answer)) throw new Error('a code is wanted');
  await signInBySecondStep(answer.second_step.ticket, codes[0] ?? '');
  await turnTwoStepOff(world.password, '123456');
});

test('mail and workspace verbs speak the contract', async () => {
  expect((await fetchMail()).has_password).toBe(true);
  const body = { host: 'mail.example.com', port: 465, security: 'tls', user: null, from: 'a@example.com' } as const;
  expect(await putMail(body)).toMatchObject({ source: 'stored', has_password: false });
  expect(await testMail()).toEqual({ sent: true, failure: null, detail: null });
  await deleteMail();
  expect(await fetchMailState()).toEqual({ ready: false });
  expect((await updateWorkspace({ name: 'Kedai', language: 'zh-Hans' })).workspace).toMatchObject({ name: 'Kedai' });
});
