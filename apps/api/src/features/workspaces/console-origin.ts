import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';

/** Keeps pages of other origins away from the console's routes and socket. */
@Injectable()
export class ConsoleOrigin {
  constructor(private readonly config: Config) {}

  /** Is the session cookie to travel over https only? */
  get isSecure(): boolean {
    return this.config.publicUrl.startsWith('https:');
  }

  /**
   * Is this the console's own origin: where the installation says it is, or where the request itself was sent to? A browser
   * names the origin of each request that changes something, and of each socket; nothing else has to.
   *
   * @param host the `Host` header: a page of another site cannot set it.
   */
  isOwn(origin: string, host: string | undefined): boolean {
    if (origin === this.config.publicUrl) return true;
    return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
  }

  /** @throws origin_not_allowed for a request of any other origin, `null` included. */
  requireOwn(headers: { readonly origin?: string | undefined; readonly host?: string | undefined }): void {
    if (headers.origin === undefined || this.isOwn(headers.origin, headers.host)) return;
    throw new AppError('origin_not_allowed', 'The console can only be used from its own address.', {
      fix: 'Open the console under the address of this server, or set CHATKU_PUBLIC_URL to the address you use.',
    });
  }
}
