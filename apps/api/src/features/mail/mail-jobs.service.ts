import { Injectable, type OnModuleInit } from '@nestjs/common';
import * as v from 'valibot';
import { Clock } from '../../platform/clock/clock.js';
import { SealBroken, SecretBox } from '../../platform/data-dir/secret-box.js';
import { Reader } from '../../platform/database/reader.js';
import { MailFailure } from '../../platform/mail/mail-failure.js';
import { MailSender } from '../../platform/mail/mail-sender.js';
import type { Mail } from '../../platform/mail/mail-server.js';
import { JobFailure } from '../../platform/outbox/job-failure.js';
import { type Job, OutboxHandlers } from '../../platform/outbox/outbox-handlers.js';
import { MAIL_JOB, MailService, placeOfMail } from './mail.service.js';

const Payload = v.object({ mail: v.string(), sealed: v.string(), useless_after_ms: v.nullable(v.number()) });

/** Twenty mails in a row, then one a second: what small mail servers allow. */
const RATE = { jobs: 20, perMs: 20_000 };

/** Hands mails that wait in the outbox to the mail server. */
@Injectable()
export class MailJobsService implements OnModuleInit {
  constructor(
    private readonly handlers: OutboxHandlers,
    private readonly mail: MailService,
    private readonly sender: MailSender,
    private readonly secretBox: SecretBox,
    private readonly reader: Reader,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.handlers.register({
      kind: MAIL_JOB,
      perform: (job) => this.#send(job),
      // A server that hangs holds up other mails, never anything else.
      concurrency: 2,
      ratePerTarget: RATE,
    });
  }

  async #send(job: Job): Promise<undefined> {
    const { sealed, useless_after_ms } = v.parse(Payload, job.payload);
    if (useless_after_ms !== null && useless_after_ms <= this.clock.nowMs()) {
      throw new JobFailure('too_late', { detail: 'Its link has ended.', mayPass: false });
    }
    // Asked at each attempt, so that mended settings help.
    const server = await this.mail.findServer(this.reader);
    if (server === null) throw new JobFailure('mail_not_set', { detail: 'Mail is not set up.', mayPass: false });
    try {
      await this.sender.send(server, this.#open(job.id, sealed), job.id);
    } catch (error) {
      if (!(error instanceof MailFailure)) throw error;
      throw new JobFailure(`mail_${error.reason}`, { detail: error.said, mayPass: error.mayPass, cause: error });
    }
    return undefined;
  }

  #open(id: string, sealed: string): Mail {
    try {
      return JSON.parse(this.secretBox.open(sealed, placeOfMail(id))) as Mail;
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      throw new JobFailure('seal_broken', { detail: 'It was sealed with another secret.', mayPass: false });
    }
  }
}
