import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { MailFailure, mailFailureOf } from './mail-failure.js';
import { MailHosts } from './mail-hosts.js';
import type { Mail, MailServer } from './mail-server.js';

const CONNECT_MS = 8_000;
const SILENCE_MS = 8_000;
/** However slowly a server talks, a mail takes no longer. */
const IN_ALL_MS = 20_000;

/** Hands one mail to one mail server. */
@Injectable()
export class MailSender {
  constructor(private readonly hosts: MailHosts) {}

  /**
   * @param id names the mail for good: sent again under the same id, mail servers and readers know it for the same.
   * @throws MailFailure that says which step failed.
   */
  async send(server: MailServer, mail: Mail, id: string | null = null): Promise<void> {
    await this.#with(server, (transport) =>
      transport.sendMail({
        ...(id !== null && { messageId: `<${id}@${domainOf(server.from)}>` }),
        from: partyOf(server.from),
        to: partyOf(mail.to),
        subject: headerText(mail.subject),
        text: mail.text,
        html: mail.html,
        headers: {
          'Content-Language': headerText(mail.language),
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
        },
      }),
    );
  }

  /**
   * Connects, and signs in where the server has a user; sends nothing.
   *
   * @throws MailFailure that says which step failed.
   */
  async check(server: MailServer): Promise<void> {
    await this.#with(server, (transport) => transport.verify());
  }

  async #with(server: MailServer, use: (transport: Transporter) => Promise<unknown>): Promise<void> {
    const address = await this.hosts.addressOf(server.host);
    // Loaded with the first mail: many a server sends none.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({
      host: address,
      port: server.port,
      secure: server.security === 'tls',
      requireTLS: server.security === 'starttls',
      ignoreTLS: server.security === 'none',
      // The certificate must be of the name that was asked for, whatever address it has.
      tls: { ...(isIP(server.host) === 0 && { servername: server.host }), minVersion: 'TLSv1.2' },
      ...(server.user !== null && { auth: { user: server.user, pass: server.password ?? '' } }),
      connectionTimeout: CONNECT_MS,
      greetingTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      dnsTimeout: SILENCE_MS,
      // Nothing a mail says may make the library read a file or fetch an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new MailFailure('timeout', null)), IN_ALL_MS);
    });
    try {
      await Promise.race([use(transport), late]);
    } catch (error) {
      throw mailFailureOf(error);
    } finally {
      clearTimeout(timer);
      transport.close();
    }
  }
}

/** A header is one line, whatever was written into a name. */
export const headerText = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

/** `Name <a@b>` or `a@b` as the parts of an address: the library then encodes them, and no part can become another header. */
export function partyOf(text: string): { name: string; address: string } {
  const clean = headerText(text);
  const match = /^(.*)<([^<>\s]+)>$/.exec(clean);
  return match === null ? { name: '', address: clean } : { name: (match[1] ?? '').trim(), address: match[2] ?? '' };
}

/** The domain of a sender's address. */
const domainOf = (from: string): string => partyOf(from).address.split('@').at(-1) ?? 'localhost';
