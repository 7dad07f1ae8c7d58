import { lookup } from 'node:dns/promises';
import { Injectable } from '@nestjs/common';
import { MailFailure } from './mail-failure.js';

const LOOKUP_MS = 5_000;

/**
 * Which address stands behind the name of a mail server. The one place where mails ask the network for a name, so that a
 * rule on addresses has one place to be; the connection then goes to the very address that was looked at.
 */
@Injectable()
export class MailHosts {
  /** @throws MailFailure with `dns` or `timeout`. */
  async addressOf(host: string): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new MailFailure('timeout', 'The name was not resolved in time.')), LOOKUP_MS);
    });
    try {
      return (await Promise.race([lookup(host), late])).address;
    } catch (error) {
      if (error instanceof MailFailure) throw error;
      throw new MailFailure('dns', null, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}
