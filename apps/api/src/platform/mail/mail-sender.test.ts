import { afterEach, describe, expect, test } from 'vitest';
import { MailBox, plainTextOf } from '../../testing/mail-box.js';
import { MailFailure } from './mail-failure.js';
import { MailHosts } from './mail-hosts.js';
import { headerText, MailSender, partyOf } from './mail-sender.js';
import { type Mail, type MailServer, parseSmtpUrl, sendsPasswordInTheClear } from './mail-server.js';

const sender = new MailSender(new MailHosts());
const mail: Mail = { to: 'siti@example.com', subject: '你好', text: 'Selamat pagi', html: '<p>x</p>', language: 'ms' };
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const open = async (options: Parameters<typeof MailBox.open>[0] = {}) => {
  const box = await MailBox.open(options);
  closing.push(() => box.close());
  const server: MailServer = {
    host: '127.0.0.1',
    port: box.port,
    security: 'none',
    user: null,
    password: null,
    from: 'Kedai Senja <chat@example.com>',
  };
  return { box, server };
};
const reasonOf = (sending: Promise<void>): Promise<unknown> =>
  sending.then(
    () => 'sent',
    (error: unknown) => (error instanceof MailFailure ? error.reason : error),
  );

describe('a mail', () => {
  test('arrives, with its sender, its language, and nothing that tells that it was read', async () => {
    const { box, server } = await open();
    await sender.send(server, mail);
    const [arrived] = box.mails;
    expect(arrived).toMatchObject({ from: 'chat@example.com', to: ['siti@example.com'] });
    expect(arrived?.raw).toMatch(/^From: Kedai Senja <chat@example.com>/m);
    expect(arrived?.raw).toMatch(/^Content-Language: ms/m);
    expect(arrived && plainTextOf(arrived)).toContain('Selamat pagi');
    expect(arrived?.raw).not.toMatch(/<img|Disposition-Notification/i);
  });

  test('is signed in for where the server wants it', async () => {
    const seen: unknown[] = [];
    const { box, server } = await open({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) => {
        seen.push([auth.username, auth.password]);
        done(null, { user: 'x' });
      },
    });
    await sender.send({ ...server, user: 'chat', password: 's3cret' }, mail);
    expect(seen).toEqual([['chat', 's3cret']]);
    expect(box.mails).toHaveLength(1);
  });

  test('has no header but ours, whatever stands in a name or subject', async () => {
    const { box, server } = await open();
    const evil = 'Hi\r\nBcc: thief@example.com\u2028X-Evil: 1';
    await sender.send(
      { ...server, from: `Kedai\r\nBcc: thief@example.com <chat@example.com>` },
      { ...mail, subject: evil, language: 'ms\r\nX-Evil: 1' },
    );
    const head = box.mails[0]?.raw.split('\r\n\r\n', 1)[0] ?? '';
    expect(box.mails[0]?.to).toEqual(['siti@example.com']);
    expect(head).not.toMatch(/^(Bcc|X-Evil):/im);
    expect(headerText(evil)).not.toMatch(/[\r\n\u2028]/);
    expect(partyOf('A\nB <a@b.c>')).toEqual({ name: 'A B', address: 'a@b.c' });
  });
});

describe('what failed is said by its step', () => {
  test('no such name', async () => {
    const { server } = await open();
    expect(await reasonOf(sender.send({ ...server, host: 'no-such-host.invalid' }, mail))).toBe('dns');
  });

  test('nobody listens', async () => {
    const { box, server } = await open();
    const { port } = box;
    await box.close();
    closing.length = 0;
    expect(await reasonOf(sender.send({ ...server, port }, mail))).toBe('connection');
  });

  test('no TLS where it is demanded', async () => {
    const { server } = await open();
    expect(await reasonOf(sender.send({ ...server, security: 'starttls' }, mail))).toBe('tls');
    expect(await reasonOf(sender.send({ ...server, security: 'tls' }, mail))).toBe('tls');
  });

  test('a certificate nobody vouches for', async () => {
    const { server } = await open({ disabledCommands: [] });
    expect(await reasonOf(sender.send({ ...server, security: 'starttls' }, mail))).toBe('tls');
  });

  test('a wrong password', async () => {
    const { server } = await open({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('Invalid credentials')),
    });
    expect(await reasonOf(sender.send({ ...server, user: 'chat', password: 'x' }, mail))).toBe('auth');
  });

  test('a sender and a recipient the server does not want', async () => {
    const no = (_address: unknown, _session: unknown, done: (error: Error) => void) => done(new Error('not here'));
    expect(await reasonOf(sender.send((await open({ onMailFrom: no })).server, mail))).toBe('sender');
    expect(await reasonOf(sender.send((await open({ onRcptTo: no })).server, mail))).toBe('recipient');
  });

  test('nobody’s address stands in what is handed on', async () => {
    const { server } = await open({
      onRcptTo: ({ address }, _session, done) => done(new Error(`${address} is unknown`)),
    });
    const failure = await sender.send(server, mail).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MailFailure);
    expect((failure as MailFailure).said).not.toContain('siti');
  });
});

describe('CHATKU_SMTP_URL', () => {
  test.each([
    ['smtp://chat:p%40ss@mail.example.com', ['mail.example.com', 587, 'starttls', 'chat', 'p@ss']],
    ['smtps://mail.example.com', ['mail.example.com', 465, 'tls', null, null]],
    ['smtp://relay:2525?tls=none', ['relay', 2525, 'none', null, null]],
    ['smtp://u:p@127.0.0.1:25?tls=none', ['127.0.0.1', 25, 'none', 'u', 'p']],
  ])('%s', (url, expected) => {
    const server = parseSmtpUrl(url);
    expect([server?.host, server?.port, server?.security, server?.user, server?.password]).toEqual(expected);
  });

  test.each([
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://u:p@relay:25?tls=none',
    'smtps://mail.example.com?tls=none',
    'smtp://mail.example.com/path',
    'smtp://%zz@mail.example.com',
  ])('%s is refused', (url) => {
    expect(parseSmtpUrl(url)).toBeNull();
  });

  test('a password travels in the clear only within this machine', () => {
    expect(sendsPasswordInTheClear({ security: 'none', user: 'u', host: 'relay' })).toBe(true);
    expect(sendsPasswordInTheClear({ security: 'none', user: 'u', host: 'localhost' })).toBe(false);
    expect(sendsPasswordInTheClear({ security: 'none', user: null, host: 'relay' })).toBe(false);
    expect(sendsPasswordInTheClear({ security: 'tls', user: 'u', host: 'relay' })).toBe(false);
  });
});
