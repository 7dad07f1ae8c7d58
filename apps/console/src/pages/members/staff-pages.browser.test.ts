import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { closeConsole, type Opened, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';

afterEach(closeConsole);

const press = async ({ all }: Opened, words: string): Promise<void> => {
  const buttons = () => all('button').filter((one) => one.textContent?.trim() === words && one.checkVisibility());
  await expect.poll(() => buttons().length, { message: `button ${words}` }).toBeGreaterThan(0);
  buttons()[0]?.click();
};
const type = async ({ find }: Opened, selector: string, text: string): Promise<void> => {
  const input = await find<HTMLInputElement>(selector);
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
const submit = async ({ find }: Opened, form: string): Promise<void> => {
  (await find<HTMLFormElement>(form)).requestSubmit();
};
const violationsOf = async ({ app }: Opened) => (await axe.run(app)).violations.map(({ id }) => id);
/** What is shown once has the focus, and stays when Escape is pressed. */
const expectKept = async ({ find }: Opened, host: string, heading: string): Promise<void> => {
  const title = await find(`${host} >>> dialog[open] ${heading}`);
  await expect.poll(() => (title.getRootNode() as ShadowRoot).activeElement).toBe(title);
  await userEvent.keyboard('{Escape}{Escape}');
  expect(title.closest('dialog')?.open).toBe(true);
};
const fullWorld = () => {
  const world = SCENARIOS.full();
  world.passwordGivenAt = world.now();
  return world;
};

describe('members', () => {
  test('an invitation shows its link once', async () => {
    const opened = await openConsole('/console/members', { world: fullWorld() });
    await press(opened, 'Invite somebody');
    await type(opened, 'console-invite-dialog >>> #email', 'aina@example.com');
    expect(await violationsOf(opened)).toEqual([]);
    await submit(opened, 'console-invite-dialog >>> form');
    await expect.poll(opened.text).toContain('/console/join#');
    await expectKept(opened, 'console-invite-dialog', '#title');
    expect(opened.world.staff.invites[0]).toMatchObject({ role: 'agent', email: 'aina@example.com' });
    await press(opened, 'Done');
    await expect.poll(opened.text).not.toContain('/console/join#');
    // The list is fetched anew behind the dialog.
    await expect.poll(opened.text).toContain('aina@example.com');
  });

  test('a role is changed, somebody is deactivated after a question, an invitation is revoked', async () => {
    const opened = await openConsole('/console/members', { world: fullWorld() });
    const select = await opened.find<HTMLSelectElement>('select[aria-label="Role of Farid bin Osman"]');
    expect([...select.options].map((one) => one.value)).toEqual(['admin', 'member', 'supervisor', 'agent']);
    select.value = 'supervisor';
    select.dispatchEvent(new Event('change'));
    const farid = () => opened.world.staff.others.find((one) => one.name === 'Farid bin Osman');
    await expect.poll(() => farid()?.role).toBe('supervisor');
    (await opened.find('button[aria-label="Deactivate: Farid bin Osman"]')).click();
    await expect.poll(opened.text).toContain('Deactivate Farid bin Osman?');
    expect(farid()?.deactivated_at).toBeNull();
    await submit(opened, 'console-confirm >>> dialog[open] form');
    await expect.poll(() => farid()?.deactivated_at).not.toBeNull();
    (await opened.find('button[aria-label="Revoke the invitation of siti@example.com"]')).click();
    await expect.poll(() => opened.world.staff.invites.length).toBe(1);
  });

  test('a supervisor sees who is there, and changes nothing', async () => {
    const world = fullWorld();
    world.me.user.role = 'supervisor';
    const { all, text } = await openConsole('/console/members', { world });
    await expect.poll(text).toContain('Tan Mei Ling');
    expect(all('console-members-page >>> select')).toEqual([]);
    expect(text()).not.toContain('Invite somebody');
    expect(text()).not.toContain('Revoke');
  });

  test('who takes a role of their own away sees at once what is left of it', async () => {
    const world = fullWorld();
    world.staff.add('Boss', { role: 'owner' });
    const { all, find, text } = await openConsole('/console/members', { world });
    const { name } = world.me.user;
    const select = await find<HTMLSelectElement>(`select[aria-label="Role of ${name}"]`);
    select.value = 'supervisor';
    select.dispatchEvent(new Event('change'));
    await expect.poll(() => all('console-members-page >>> select')).toEqual([]);
    expect(world.me.user.role).toBe('supervisor');
    expect(text()).not.toContain('Invite somebody');
  });

  test('an admin finds no way to change an owner', async () => {
    const world = fullWorld();
    world.me.user.role = 'admin';
    world.staff.add('Boss', { role: 'owner' });
    const { all, find } = await openConsole('/console/members', { world });
    await find('select[aria-label="Role of Farid bin Osman"]');
    expect(all('[aria-label="Role of Boss"], [aria-label$=": Boss"]')).toEqual([]);
    expect(all('[aria-label^="Make owner"]')).toEqual([]);
  });
});

describe('joining', () => {
  test('asks for name and password, signs in, and leaves no secret in the address', async () => {
    const world = SCENARIOS.fresh();
    world.setupNeeded = false;
    world.staff.inviteEmail = 'siti@example.com';
    const opened = await openConsole(`/console/join#${'I'.repeat(43)}`, { world, locale: 'ms' });
    await expect.poll(opened.text).toContain('Kedai Senja');
    expect(location.hash).toBe('');
    expect((await opened.find<HTMLInputElement>('#email')).value).toBe('siti@example.com');
    await type(opened, '#name', 'Siti');
    await type(opened, '#password', 'a long password');
    await submit(opened, 'console-join-page >>> form');
    await opened.find('console-shell');
    expect(world.me.user).toMatchObject({ name: 'Siti', role: 'agent', language: 'ms' });
  });

  test('says so where the invitation was used', async () => {
    const world = SCENARIOS.fresh();
    world.setupNeeded = false;
    world.staff.inviteSecret = null;
    const { text } = await openConsole(`/console/join#${'I'.repeat(43)}`, { world });
    await expect.poll(text).toContain('This invitation was used');
  });
});

describe('the account', () => {
  test('a language chosen there is stored, and the console speaks it at once', async () => {
    const opened = await openConsole('/console/account', { world: fullWorld() });
    (await opened.find<HTMLSelectElement>('#language')).value = 'zh-Hans';
    await submit(opened, '#profile-form');
    await expect.poll(opened.text).toContain('您的账号');
    expect(opened.world.me.user.language).toBe('zh-Hans');
    expect(document.documentElement.lang).toBe('zh-Hans');
  });

  test('the password is changed with the old one, and the other sessions are gone from the list', async () => {
    const opened = await openConsole('/console/account', { world: fullWorld() });
    await expect.poll(opened.text).toContain('Firefox, Windows');
    await type(opened, '#old', 'wrong');
    await type(opened, '#new', 'a new password');
    await submit(opened, '#password-form');
    await expect.poll(opened.text).toContain('This is not your password.');
    await type(opened, '#old', opened.world.password);
    await submit(opened, '#password-form');
    await expect.poll(() => opened.world.password).toBe('a new password');
    await expect.poll(opened.text).not.toContain('Firefox, Windows');
  });

  test('two steps are turned on with a QR code drawn here, and recovery codes are shown once', async () => {
    const opened = await openConsole('/console/account', { world: fullWorld() });
    await press(opened, 'Turn on');
    const qr = await opened.find('svg.qr');
    expect(qr.getAttribute('aria-label')).toBe('QR code for the authenticator app');
    expect(qr.querySelector('path')?.getAttribute('d')?.length).toBeGreaterThan(1000);
    expect(await violationsOf(opened)).toEqual([]);
    await type(opened, '#code', '000000');
    await submit(opened, 'console-two-step-card >>> form');
    await expect.poll(opened.text).toContain('This code is not right');
    await type(opened, '#code', '123456');
    await submit(opened, 'console-two-step-card >>> form');
    await expect.poll(opened.text).toContain('K7QM-2XWP-9TRA');
    await expectKept(opened, 'console-two-step-card', '#dialog-title');
    await press(opened, 'I have stored them');
    await expect.poll(opened.text).not.toContain('K7QM-2XWP-9TRA');
    expect(opened.text()).toContain('Recovery codes left: 10');
  });
});

describe('signing in', () => {
  test('in two steps asks for the code after the password', async () => {
    const world = SCENARIOS.full();
    world.signedIn = false;
    world.me.user.two_step = true;
    const opened = await openConsole('/console/sign-in', { world });
    await type(opened, '#email', world.me.user.email);
    await type(opened, '#password', world.password);
    await submit(opened, 'console-sign-in-page >>> form');
    await opened.find('#code');
    expect(await violationsOf(opened)).toEqual([]);
    await type(opened, '#code', '000000');
    await submit(opened, 'console-sign-in-page >>> form');
    await expect.poll(opened.text).toContain('This code is not right');
    await type(opened, '#code', '123456');
    await submit(opened, 'console-sign-in-page >>> form');
    await opened.find('console-shell');
  });

  test('somebody’s own language is spoken, whatever this browser spoke before', async () => {
    const world = SCENARIOS.full();
    world.signedIn = false;
    const opened = await openConsole('/console/sign-in', { world });
    world.me.user.language = 'ms';
    await type(opened, '#email', world.me.user.email);
    await type(opened, '#password', world.password);
    await submit(opened, 'console-sign-in-page >>> form');
    await expect.poll(() => document.documentElement.lang).toBe('ms');
  });

  test('a forgotten password is asked for, and set by the link', async () => {
    const world = SCENARIOS.full();
    world.signedIn = false;
    const asking = await openConsole('/console/forgotten', { world });
    await type(asking, '#email', 'nobody@example.com');
    await submit(asking, 'console-forgotten-page >>> form');
    await expect.poll(asking.text).toContain('If the address belongs to a member');
    expect(world.staff.asked).toEqual(['nobody@example.com']);
    const setting = await openConsole(`/console/new-password#${'R'.repeat(43)}`, { world });
    await type(setting, '#password', 'a fresh password');
    await submit(setting, 'console-new-password-page >>> form');
    await expect.poll(setting.text).toContain('The password is set');
    expect(world.password).toBe('a fresh password');
  });
});

describe('mail', () => {
  test('is set up, and the test says what failed, then that it works', async () => {
    const world = SCENARIOS.empty();
    world.passwordGivenAt = world.now();
    const opened = await openConsole('/console/workspace', { world });
    await type(opened, '#host', 'mail.example.com');
    await type(opened, '#user', 'chat');
    await type(opened, 'console-mail-card >>> #password', 'secret');
    await type(opened, '#from', 'chat@example.com');
    await submit(opened, 'console-mail-card >>> form');
    await expect.poll(() => world.staff.mail).toMatchObject({ source: 'stored', port: 587, has_password: true });
    await expect.poll(opened.text).toContain('Saved');
    expect((await opened.find<HTMLInputElement>('console-mail-card >>> #password')).value).toBe('');
    world.staff.mailFailure = 'auth';
    await press(opened, 'Send a test mail');
    await expect.poll(opened.text).toContain('The server refused user name or password.');
    expect(opened.text()).toContain('535 5.7.8');
    world.staff.mailFailure = null;
    await press(opened, 'Send a test mail');
    await expect.poll(opened.text).toContain('The mail server has taken the test mail.');
  });

  test('of the environment is shown, and cannot be changed here', async () => {
    const world = fullWorld();
    world.staff.mail.source = 'environment';
    const { all, text } = await openConsole('/console/workspace', { world });
    await expect.poll(text).toContain('CHATKU_SMTP_URL');
    expect(all<HTMLInputElement>('console-mail-card >>> input').every((input) => input.disabled)).toBe(true);
    expect(all('console-mail-card >>> button.primary')).toEqual([]);
  });

  test('is for owners: an admin sees the workspace without it', async () => {
    const world = fullWorld();
    world.me.user.role = 'admin';
    const { all, find } = await openConsole('/console/workspace', { world });
    await find('#timezone');
    expect(all('console-mail-card')).toEqual([]);
    expect(world.requests.filter((line) => line.includes('/mail'))).toEqual([]);
  });
});
