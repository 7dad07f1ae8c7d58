import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OutboxJob } from '../../platform/outbox/outbox-job.entity.js';
import { OutboxWorker } from '../../platform/outbox/outbox-worker.js';
import { FarEnd } from '../../platform/testing/far-end.js';
import type { Harness } from '../../platform/testing/harness.js';
import { type ConsoleClient, signIn } from '../../testing/console-client.js';
import { MailBox, plainTextOf } from '../../testing/mail-box.js';
import { startApi } from '../../testing/start-api.js';

const DAY_MS = 24 * 3_600_000;

let box: MailBox;
let api: Harness;
let owner: ConsoleClient;
beforeEach(async () => {
  box = await MailBox.open();
  api = await startApi();
  owner = await signIn(api);
});
afterEach(async () => {
  await api.stop();
  await box.close();
});

const serverAt = (port: number) =>
  owner
    .put('/v1/console/mail', {
      host: '127.0.0.1',
      port,
      security: 'none',
      user: null,
      from: 'Kedai <chat@example.com>',
    })
    .expect(200);
const invite = async (): Promise<string> => {
  const body = { role: 'agent', email: 'siti@example.com', send: true };
  return (await owner.post('/v1/console/invites', body).expect(201)).body.link as string;
};
const settle = () => api.get(OutboxWorker).settle();
const jobs = () => api.reader.manager.find(OutboxJob);
/** A port of this machine where nobody listens. */
const nobody = async (): Promise<number> => {
  const closed = await MailBox.open();
  const { port } = closed;
  await closed.close();
  return port;
};

describe('a mail that waits', () => {
  test('is sealed: neither its link nor its address can be read from the database', async () => {
    await serverAt(await nobody());
    const link = await invite();
    await settle();
    const [job] = await jobs();
    expect(job).toMatchObject({ kind: 'mail', attempts: 1, errorCode: 'mail_connection', parkedAtMs: null });
    const everything = JSON.stringify([await jobs(), api.log]);
    expect(everything).not.toContain(link.split('#')[1]);
    expect(everything).not.toContain('siti');
    expect(job?.errorDetail ?? '').not.toContain('example.com');
  });

  test('survives a restart, and goes by settings that were mended, under the id it has', async () => {
    await serverAt(await nobody());
    const link = await invite();
    await settle();
    const [job] = await jobs();
    await api.restart();
    await serverAt(box.port);
    api.clock.advance(60_000);
    await settle();
    expect(box.mails.map(({ to }) => to)).toEqual([['siti@example.com']]);
    expect(box.mails[0] && plainTextOf(box.mails[0])).toContain(link);
    expect(box.mails[0]?.raw).toMatch(new RegExp(`^Message-ID: <${job?.id}@example.com>`, 'm'));
    expect(await jobs()).toEqual([]);
  });

  test('moved to another row does not open', async () => {
    await serverAt(await nobody());
    await invite();
    await settle();
    await api.unitOfWork.run('move', (tx) => tx.manager.update(OutboxJob, { kind: 'mail' }, { id: 'another' }));
    await serverAt(box.port);
    api.clock.advance(60_000);
    await settle();
    expect(await jobs()).toMatchObject([{ id: 'another', errorCode: 'seal_broken', parkedAtMs: api.clock.nowMs() }]);
    expect(box.mails).toEqual([]);
  });

  test('is not sent once its link has ended', async () => {
    await serverAt(await nobody());
    await invite();
    await settle();
    await serverAt(box.port);
    api.clock.advance(7 * DAY_MS);
    await settle();
    expect(box.mails).toEqual([]);
    expect(await jobs()).toMatchObject([{ errorCode: 'too_late', parkedAtMs: api.clock.nowMs() }]);
  });

  test('is parked where mail is no longer set up, and where the server will not have it', async () => {
    await serverAt(await nobody());
    await invite();
    await settle();
    await owner.delete('/v1/console/mail').expect(204);
    api.clock.advance(60_000);
    await settle();
    expect(await jobs()).toMatchObject([{ errorCode: 'mail_not_set', parkedAtMs: api.clock.nowMs() }]);
  });

  test('refused for good is not tried again', async () => {
    const strict = await MailBox.open({
      onRcptTo: ({ address }, _session, done) => done(new Error(`${address} is unknown`)),
    });
    try {
      await serverAt(strict.port);
      await invite();
      await settle();
      expect(await jobs()).toMatchObject([{ errorCode: 'mail_recipient', parkedAtMs: api.clock.nowMs(), attempts: 1 }]);
      expect((await jobs())[0]?.errorDetail).not.toContain('siti');
    } finally {
      await strict.close();
    }
  });
});

test('a mail server that hangs holds up no stop, and the next process sends the mail', async () => {
  let hang = (_socket: Socket): void => undefined;
  const hanging = new Promise<Socket>((resolve) => {
    hang = resolve;
  });
  let connections = 0;
  const far = await FarEnd.raw((socket) => (connections++ === 0 ? hang(socket) : void socket.destroy()));
  await serverAt(far.port);
  await invite();
  const socket = await hanging;
  api.get(OutboxWorker).stopMs = 0;
  await api.restart();
  socket.destroy();
  await serverAt(box.port);
  await settle();
  api.clock.advance(60_000);
  await settle();
  expect(box.mails.map(({ to }) => to)).toEqual([['siti@example.com']]);
  expect(await jobs()).toEqual([]);
});
