import { afterEach, beforeEach, expect, test } from 'vitest';
import { FEATURES } from '../../app.module.js';
import { World } from '../../laws/world.js';
import { freshSecret, readRing, writeRing } from '../../platform/data-dir/at-rest-secret.js';
import { SecretBox } from '../../platform/data-dir/secret-box.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import { Logger } from '../../platform/logging/logger.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { rotateSecret } from '../../platform/secret-rotation/rotate-secret.js';
import type { Harness } from '../../platform/testing/harness.js';
import { startApi } from '../../testing/start-api.js';
import { MAIL_JOB, placeOfMail } from '../mail/mail.service.js';
import { checkSealedRows, SEALING_FEATURES } from './sealed-rows-check.js';

let api: Harness;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.stop());

/** A waiting mail, sealed by this box. */
async function addMail(box: SecretBox, workspaceId: string): Promise<void> {
  const id = api.get(IdMaker).newId();
  const payload = { mail: 'invitation', sealed: box.seal('{}', placeOfMail(id)), useless_after_ms: null };
  await api.unitOfWork.run('test.mail', (tx) =>
    api.get(Outbox).add(tx, [{ id, kind: MAIL_JOB, workspaceId, payload, dueAtMs: tx.nowMs + 86_400_000 }]),
  );
}

const judged = (fromSettings = false) => checkSealedRows(api.reader, api.dataDir.secretBox, fromSettings);

test('what was sealed with a secret that is not here is told by number and kind, until that secret is here again', async () => {
  const lost = freshSecret();
  const lostBox = new SecretBox({ current: lost, previous: [] });
  const { bot } = await World.makeBot(api, api.get(IdMaker).newId());
  expect((await judged()).status).toBe('ok');
  for (const box of [lostBox, lostBox, api.dataDir.secretBox]) await addMail(box, bot.workspaceId);
  const [key] = await api.reader.manager.query('select id from special_key');
  await api.unitOfWork.run('test.key', (tx) =>
    tx.manager.query(`update special_key set sealed = '${lostBox.seal('k', 'elsewhere')}' where id = '${key.id}'`),
  );
  expect(await judged()).toMatchObject({
    status: 'fail',
    code: 'sealed_unopened',
    says: 'Sealed with a secret that is not here: 1 special keys, 2 waiting mails.',
    fix: expect.stringMatching(/second line of the file "secret".*rotate-secret.*new special keys.*drop the mails/),
  });
  expect((await judged(true)).fix).toContain('CHATKU_SECRET_PREVIOUS');

  // What it says to do opens them again; but for what was moved to another row, which nothing opens.
  const ring = await readRing(api.config.dataDir, api.config);
  if (ring === null) throw new Error('a server that runs has a secret');
  await writeRing(api.config.dataDir, { ...ring, previous: [lost] });
  const { config, clock } = api;
  const parts = { config, clock, features: FEATURES, logger: Logger.silent(), wait: () => Promise.resolve() };
  const { resealed } = await rotateSecret({ ...parts, isOnlyNode: true });
  expect(Object.fromEntries(resealed)).toMatchObject({ 'waiting mails': 2 });
  expect((await judged()).says).toBe('Sealed with a secret that is not here: 1 special keys.');
});

test('more rows than are looked at in one go are all looked at', async () => {
  const { bot } = await World.makeBot(api, api.get(IdMaker).newId());
  const box = new SecretBox({ current: freshSecret(), previous: [] });
  const rows = Array.from({ length: 201 }, () => {
    const id = api.get(IdMaker).newId();
    const payload = { sealed: box.seal('{}', placeOfMail(id)) };
    return { id, kind: MAIL_JOB, workspaceId: bot.workspaceId, payload, dueAtMs: Number.MAX_SAFE_INTEGER };
  });
  await api.unitOfWork.run('test.mails', (tx) => api.get(Outbox).add(tx, rows));
  expect((await judged()).says).toContain(': 201 waiting mails.');
});

test('the features that seal are those it looks at', () => {
  expect(new Set(SEALING_FEATURES)).toEqual(new Set(FEATURES.filter(({ sealed = [] }) => sealed.length > 0)));
});
