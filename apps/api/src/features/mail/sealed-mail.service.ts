import * as v from 'valibot';
import { openOlder, type SealedRows } from '../../platform/data-dir/sealed-rows.js';
import { OutboxRepository } from '../../platform/outbox/outbox.repository.js';
import { MAIL_JOB, PLACE, placeOfMail } from './mail.service.js';
import { MailSettingsRepository } from './mail-settings.repository.js';

const settings = new MailSettingsRepository();
const outbox = new OutboxRepository();

/** A waiting mail, as far as sealing goes. */
const Payload = v.looseObject({ sealed: v.string() });

/** The mail server with its password. */
const mailSettings: SealedRows = {
  what: 'mail settings',
  anew: 'enter the mail server in the console again',
  list: async (db) => {
    const row = await settings.find(db);
    return { last: null, rows: row === null ? [] : [{ sealed: row.sealed, place: PLACE }] };
  },
  reseal: async (tx, box) => {
    const row = await settings.find(tx);
    const older = row === null ? 'current' : openOlder(box, row.sealed, PLACE);
    if (row === null || typeof older === 'string') {
      return { last: null, resealed: 0, unopened: older === 'unopened' ? 1 : 0 };
    }
    // Whoever entered another server meanwhile has done so with the newest secret.
    const isDone = await settings.replace(tx, row.sealed, box.seal(older.text, PLACE));
    return { last: null, resealed: isDone ? 1 : 0, unopened: 0 };
  },
};

/** Mails that wait to be sent, and those that could not be. */
const waitingMails: SealedRows = {
  what: 'waiting mails',
  anew: 'drop the mails under Background jobs',
  list: async (db, after, limit) => {
    const page = await outbox.listAfter(db, MAIL_JOB, after, limit);
    return {
      last: page.length < limit ? null : (page.at(-1)?.id ?? null),
      rows: page.map(({ id, payload }) => ({
        // What is no mail was never sealed, and nothing opens it either.
        sealed: v.is(Payload, payload) ? payload.sealed : '',
        place: placeOfMail(id),
      })),
    };
  },
  reseal: async (tx, box, after, limit) => {
    const page = await outbox.listAfter(tx, MAIL_JOB, after, limit);
    let resealed = 0;
    let unopened = 0;
    for (const { id, payload } of page) {
      const mail = v.is(Payload, payload) ? payload : null;
      const older = mail === null ? 'unopened' : openOlder(box, mail.sealed, placeOfMail(id));
      if (older === 'unopened') unopened += 1;
      if (typeof older === 'string') continue;
      await outbox.replacePayload(tx, id, { ...mail, sealed: box.seal(older.text, placeOfMail(id)) });
      resealed += 1;
    }
    return { last: page.length < limit ? null : (page.at(-1)?.id ?? null), resealed, unopened };
  },
};

export const sealedMail: readonly SealedRows[] = [mailSettings, waitingMails];
