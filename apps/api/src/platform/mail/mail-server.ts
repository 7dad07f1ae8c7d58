import type { MailSecurity } from '@chatku/schemas';

/** How mails leave. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly user: string | null;
  readonly password: string | null;
  /** `a@b.c` or `Name <a@b.c>`. */
  readonly from: string;
}

/** What to send to whom. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** BCP 47. */
  readonly language: string;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Would these settings send a password in the clear over a network? */
export const sendsPasswordInTheClear = (server: Pick<MailServer, 'security' | 'user' | 'host'>): boolean =>
  server.security === 'none' && server.user !== null && !LOOPBACK.test(server.host);

const DEFAULT_PORTS = { tls: 465, starttls: 587, none: 25 } as const;

/**
 * `smtps://user:password@host:465` (TLS from the start), `smtp://user:password@host:587` (STARTTLS, demanded), or
 * `smtp://host:25?tls=none` for a relay that speaks no TLS.
 *
 * @returns null for anything else.
 */
export function parseSmtpUrl(text: string): Omit<MailServer, 'from'> | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if ((url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') return null;
  if ((url.pathname !== '' && url.pathname !== '/') || url.hash !== '') return null;
  if (url.search !== '' && (url.search !== '?tls=none' || url.protocol === 'smtps:')) return null;
  const security = url.protocol === 'smtps:' ? 'tls' : url.search === '' ? 'starttls' : 'none';
  try {
    const server = {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? DEFAULT_PORTS[security] : Number(url.port),
      security,
      user: url.username === '' ? null : decodeURIComponent(url.username),
      password: url.password === '' ? null : decodeURIComponent(url.password),
    } as const;
    return sendsPasswordInTheClear(server) ? null : server;
  } catch {
    return null;
  }
}
