import type { MailSettings, MailTestResult, PutMailSettingsBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { MailFailure } from '../../platform/mail/mail-failure.js';
import { MailSender } from '../../platform/mail/mail-sender.js';
import { type MailServer, sendsPasswordInTheClear } from '../../platform/mail/mail-server.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { type Member, StaffService } from '../workspaces/index.js';
import { MailService, toMailSettings } from './mail.service.js';
import { writeMail } from './mail-texts.js';

/** The mail settings as their owner sees and changes them. */
@Injectable()
export class MailAdminService {
  readonly #tests: RateLimit;

  constructor(
    private readonly mail: MailService,
    private readonly sender: MailSender,
    private readonly staff: StaffService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#tests = limits.create({ name: 'mail-test', points: 20, windowSeconds: 600 });
  }

  async get(): Promise<MailSettings> {
    const server = await this.mail.findServer(this.reader);
    return toMailSettings(server, server === null ? 'none' : this.mail.isSetByEnvironment ? 'environment' : 'stored');
  }

  /** @throws set_by_environment; invalid_request where a password would travel in the clear, or is asked for again. */
  async put(member: Member, body: PutMailSettingsBody): Promise<MailSettings> {
    this.#requireFree();
    const { password: typed, ...rest } = body;
    const server = await this.unitOfWork.run('mail.put', async (tx) => {
      const before = await this.mail.findStored(tx);
      const server: MailServer = { ...rest, password: passwordOf(body, before) };
      if (sendsPasswordInTheClear(server)) {
        throw wrong('security', 'Without encryption a password would travel in the clear.', 'Choose TLS or STARTTLS.');
      }
      await this.mail.store(tx, server);
      await this.staff.audit.record(tx, {
        workspaceId: member.workspaceId,
        userId: member.userId,
        action: 'mail.changed',
        targetId: member.workspaceId,
        detail: { host: server.host, port: server.port, security: server.security, password_given: typed != null },
      });
      return server;
    });
    return toMailSettings(server, 'stored');
  }

  async remove(member: Member): Promise<void> {
    this.#requireFree();
    await this.unitOfWork.run('mail.remove', async (tx) => {
      if (!(await this.mail.remove(tx))) return;
      await this.staff.audit.record(tx, {
        workspaceId: member.workspaceId,
        userId: member.userId,
        action: 'mail.removed',
        targetId: member.workspaceId,
      });
    });
  }

  /**
   * Sends a mail to whoever asks, and says what became of it.
   *
   * @throws mail_not_set, too_many_requests.
   */
  async test(member: Member): Promise<MailTestResult> {
    await this.#tests.charge(member.userId);
    const server = await this.mail.findServer(this.reader);
    if (server === null) {
      throw new AppError('mail_not_set', 'Mail is not set up.', { fix: 'Enter a mail server first.' });
    }
    const user = await this.staff.getOfWorkspace(this.reader, member.workspaceId, member.userId);
    const workspace = await this.staff.getWorkspace(this.reader, member.workspaceId);
    const mail = writeMail('test', user.language ?? workspace.language, user.email, { workspace: workspace.name });
    const failure = await this.sender.send(server, mail).then(
      () => null,
      (error: unknown) => {
        if (error instanceof MailFailure) return error;
        throw error;
      },
    );
    await this.unitOfWork.run('mail.note-test', (tx) =>
      this.staff.audit.record(tx, {
        workspaceId: member.workspaceId,
        userId: member.userId,
        action: 'mail.tested',
        targetId: member.workspaceId,
        detail: { sent: failure === null, failure: failure?.reason ?? null },
      }),
    );
    return { sent: failure === null, failure: failure?.reason ?? null, detail: failure?.said ?? null };
  }

  #requireFree(): void {
    if (!this.mail.isSetByEnvironment) return;
    throw new AppError('set_by_environment', 'The environment of the server decides this.', {
      fix: 'Change CHATKU_SMTP_URL and CHATKU_MAIL_FROM where the server is started.',
    });
  }
}

/** A stored password goes only to the server and user it was stored for. */
function passwordOf(body: PutMailSettingsBody, before: MailServer | null): string | null {
  if (body.user === null) return null;
  if (body.password !== undefined) return body.password;
  if (before === null || before.password === null) return null;
  if (before.host === body.host && before.user === body.user) return before.password;
  throw wrong('password', 'Another server or user needs its own password.', 'Type the password.');
}

const wrong = (path: string, sentence: string, fix: string): AppError =>
  new AppError('invalid_request', sentence, { fix, issues: [{ path, message: fix }] });
