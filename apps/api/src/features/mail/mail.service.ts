import type { MailSettings } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import * as v from 'valibot';
import { Config } from '../../platform/config/config.js';
import { SecretBox } from '../../platform/data-dir/secret-box.js';
import type { Db } from '../../platform/database/db.js';
import { Reader } from '../../platform/database/reader.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import { type MailServer, parseSmtpUrl } from '../../platform/mail/mail-server.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { MailSettingsRepository } from './mail-settings.repository.js';
import { type MailLanguage, type MailTexts, writeMail } from './mail-texts.js';

/** What the sealed settings are bound to. */
export const PLACE = 'mail-settings';

/** Mails in the outbox. */
export const MAIL_JOB = 'mail';
/** What a waiting mail is sealed for: it opens in its own row only. */
export const placeOfMail = (jobId: string): string => `mail:${jobId}`;

const Sealed = v.object({
  host: v.string(),
  port: v.number(),
  security: v.picklist(['tls', 'starttls', 'none']),
  user: v.nullable(v.string()),
  password: v.nullable(v.string()),
  from: v.string(),
});

/** Which mail server is used, and mails on their way to it. */
@Injectable()
export class MailService {
  constructor(
    private readonly settings: MailSettingsRepository,
    private readonly config: Config,
    private readonly secretBox: SecretBox,
    private readonly reader: Reader,
    private readonly outbox: Outbox,
    private readonly ids: IdMaker,
  ) {}

  /** The mail server in use: what the environment says wins over what is stored. Null: none. */
  async findServer(db: Db): Promise<MailServer | null> {
    return this.#fromEnvironment() ?? (await this.findStored(db));
  }

  /** Can mail be sent? */
  async isReady(): Promise<boolean> {
    return (await this.findServer(this.reader)) !== null;
  }

  get isSetByEnvironment(): boolean {
    return this.#fromEnvironment() !== null;
  }

  /**
   * Sends a mail once `tx` is durable, over restarts. It waits sealed, since it holds an address and often a link that
   * opens something.
   */
  async send<K extends keyof MailTexts>(
    tx: Tx,
    kind: K,
    to: {
      readonly workspaceId: string;
      readonly email: string;
      readonly language: MailLanguage;
      /** From then on its link is of no use, and it is not sent. */
      readonly uselessAfterMs: number | null;
    },
    given: Parameters<MailTexts[K]>[0],
  ): Promise<void> {
    const id = this.ids.newId();
    const mail = JSON.stringify(writeMail(kind, to.language, to.email, given));
    const sealed = this.secretBox.seal(mail, placeOfMail(id));
    const payload = { mail: kind, sealed, useless_after_ms: to.uselessAfterMs };
    await this.outbox.add(tx, [{ id, kind: MAIL_JOB, target: MAIL_JOB, workspaceId: to.workspaceId, payload }]);
  }

  findStored(db: Db): Promise<MailServer | null> {
    return storedMailServer(this.settings, db, this.secretBox);
  }

  async store(tx: Tx, server: MailServer): Promise<void> {
    await this.settings.put(tx, this.secretBox.seal(JSON.stringify(server), PLACE));
  }

  /** @returns whether there was anything to remove */
  remove(tx: Tx): Promise<boolean> {
    return this.settings.remove(tx);
  }

  #fromEnvironment(): MailServer | null {
    return mailServerOfEnvironment(this.config);
  }
}

/** The mail server the environment names. */
export function mailServerOfEnvironment({ smtpUrl, mailFrom }: Config): MailServer | null {
  const server = smtpUrl === null ? null : parseSmtpUrl(smtpUrl);
  return server === null || mailFrom === null ? null : { ...server, from: mailFrom };
}

/**
 * The mail server that was entered in the console.
 *
 * @throws {SealBroken} it was sealed with another secret.
 */
export async function storedMailServer(
  settings: MailSettingsRepository,
  db: Db,
  secretBox: SecretBox,
): Promise<MailServer | null> {
  const row = await settings.find(db);
  return row === null ? null : v.parse(Sealed, JSON.parse(secretBox.open(row.sealed, PLACE)));
}

/** Which mail server is in use, for a command that does not hold the data folder. */
export async function findMailServer(db: Db, config: Config, secretBox: SecretBox): Promise<MailServer | null> {
  return mailServerOfEnvironment(config) ?? (await storedMailServer(new MailSettingsRepository(), db, secretBox));
}

/** Settings as they are told: everything but the password. */
export const toMailSettings = (server: MailServer | null, source: MailSettings['source']): MailSettings => ({
  source,
  host: server?.host ?? null,
  port: server?.port ?? null,
  security: server?.security ?? null,
  user: server?.user ?? null,
  has_password: server !== null && server.password !== null,
  from: server?.from ?? null,
});
