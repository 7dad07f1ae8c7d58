import type { MailFailureReason } from '@chatku/schemas';

/** A mail did not leave. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure';

  /**
   * @param reason the step that failed.
   * @param said what the mail server, or the network, said; without names and addresses of our own.
   */
  constructor(
    readonly reason: MailFailureReason,
    readonly said: string | null,
    options: ErrorOptions = {},
  ) {
    super(`A mail could not be sent (${reason}).`, options);
  }

  /** Is there any hope in trying again? A refused password will be refused in a minute, too. */
  get mayPass(): boolean {
    return this.reason === 'dns' || this.reason === 'connection' || this.reason === 'timeout' || this.isBusy;
  }

  /** SMTP's 4xx: not now. */
  private get isBusy(): boolean {
    return this.said !== null && /^4\d\d\b/.test(this.said);
  }
}

interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
}

const TLS_CODES = /^(ETLS|EREQUIRETLS|CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO)/;
const SAID_MAX = 300;

/** The step at which the mail library failed, from its codes. */
export function mailFailureOf(error: unknown): MailFailure {
  if (error instanceof MailFailure) return error;
  const { code = '', command = '', response, message } = error as SmtpError;
  const said = oneLine(response ?? message ?? '');
  const failure = (reason: MailFailureReason) => new MailFailure(reason, said, { cause: error });
  if (code === 'EDNS' || code === 'ENOTFOUND' || code === 'EAI_AGAIN') return failure('dns');
  if (TLS_CODES.test(code) || /certificate|wrong version number|ssl3|tls_|STARTTLS/i.test(message ?? '')) {
    return failure('tls');
  }
  if (code === 'EAUTH' || code === 'ENOAUTH') return failure('auth');
  if (code === 'ETIMEDOUT') return failure('timeout');
  if (code === 'EENVELOPE') return failure(command === 'MAIL FROM' ? 'sender' : 'recipient');
  if (command === 'CONN' || code === 'ESOCKET' || code === 'ECONNECTION' || /^ECONN|^EHOST|^ENET/.test(code)) {
    return failure('connection');
  }
  return failure('refused');
}

/** One line without control characters, and without anybody's address. */
function oneLine(text: string): string | null {
  const clean = text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/[^\s<>]+@[^\s<>]+/g, '…')
    .trim();
  return clean === '' ? null : clean.slice(0, SAID_MAX);
}
