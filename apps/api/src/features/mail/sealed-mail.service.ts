import * as v from 'valibot';
import type { SealedRows } from '../../platform/data-dir/sealed-rows.js';
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
  reseal: async (tx, box) => {
    const row = await settings.find(tx);
    if (row === null || box.isCurrent(row.sealed, PLACE)) return { last: null, resealed: 0 };
    // Whoever entered another server meanwhile has done so with the newest secret.
    const isDone = await settings.replace(tx, row.sealed, box.seal(box.open(row.sealed, PLACE), PLACE));
    return { last: null, resealed: isDone ? 1 : 0 };
  },
};

/** Mails that wait to be sent, and those that could not be. */
const waitingMails: SealedRows = {
  what: 'waiting mails',
  reseal: async (tx, box, after, limit) => {
    const page = await outbox.listAfter(tx, MAIL_JOB, after, limit);
    let resealed = 0;
    for (const { id, payload } of page) {
      const mail = v.parse(Payload, payload);
      if (box.isCurrent(mail.sealed, placeOfMail(id))) continue;
      const sealed = box.seal(box.open(mail.sealed, placeOfMail(id)), placeOfMail(id));
      await outbox.replacePayload(tx, id, { ...mail, sealed });
      resealed += 1;
    }
    return { last: page.length < limit ? null : (page.at(-1)?.id ?? null), resealed };
  },
};

export const sealedMail: readonly SealedRows[] = [mailSettings, waitingMails];
