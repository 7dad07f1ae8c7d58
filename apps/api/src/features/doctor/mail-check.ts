import { MailFailure } from '../../platform/mail/mail-failure.js';
import { MailHosts } from '../../platform/mail/mail-hosts.js';
import { MailSender } from '../../platform/mail/mail-sender.js';
import type { MailServer } from '../../platform/mail/mail-server.js';
import { type Finding, fail, ok, warn } from './finding.js';

/** Connects to the mail server and signs in; sends nothing. */
export async function checkMail(server: MailServer | null): Promise<Finding> {
  if (server === null) {
    return warn(
      'mail',
      'mail_not_set',
      'No mail server is set up: invitations and forgotten passwords go by links that are handed on by hand.',
      'Enter one in the console, or set CHATKU_SMTP_URL and CHATKU_MAIL_FROM.',
    );
  }
  const place = `${server.host}:${server.port}`;
  try {
    await new MailSender(new MailHosts()).check(server);
  } catch (error) {
    if (!(error instanceof MailFailure)) throw error;
    const said = error.said === null ? '' : `: ${error.said}`;
    return fail('mail', 'mail_failed', `${place} cannot be used (${error.reason}${said}).`, FIXES[error.reason]);
  }
  return ok('mail', `${place} takes the ${server.user === null ? 'connection' : 'password'}; no mail was sent.`);
}

const FIXES: Readonly<Record<MailFailure['reason'], string>> = {
  dns: 'Correct the name of the mail server.',
  connection: 'Is the port right, and does your provider let it out? Many close port 25; try 587 or 465.',
  timeout: 'Is the port right, and does your provider let it out? Many close port 25; try 587 or 465.',
  tls: 'Try the other kind: smtps:// and port 465, or smtp:// and port 587.',
  auth: 'Correct user and password; some providers want a password made for programs.',
  sender: 'Use a sender the mail server takes.',
  recipient: 'Ask the provider.',
  refused: 'Ask the provider.',
};
