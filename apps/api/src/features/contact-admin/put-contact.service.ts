import { checkUserId } from '@chatku/crypto/identifier';
import { type PutContactBody, type PutContactResult, SYSTEM_ATTRIBUTES } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone, lockTogether } from '../../platform/database/locks.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import type { Bot } from '../bots/index.js';
import { AttributesService, ContactsService } from '../contacts/index.js';
import { refuseDropped } from './dropped-attributes.js';
import { malformedId } from './malformed-id.js';

/** Contacts one bot's backend may write. */
const PUTS = { name: 'put-contact', points: 1200, windowSeconds: 60 };

const SYSTEM: readonly string[] = SYSTEM_ATTRIBUTES;

/** What a website's backend says about its users. It makes and updates; it never verifies, merges, or opens a session. */
@Injectable()
export class PutContactService {
  readonly #limit: RateLimit;

  constructor(
    private readonly contacts: ContactsService,
    private readonly attributes: AttributesService,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#limit = limits.create(PUTS);
  }

  /**
   * Makes the contact with this custom user id, or updates it: all of the body or nothing. Only a contact that has the id is
   * found; nobody is given it. Values that were signed stay as they are, since a signature counts for more.
   *
   * @throws invalid_request for an id, field or value that cannot be; field_not_writable for a field that asks for more trust
   *   than a backend has; too_many_requests.
   */
  async put(bot: Bot, body: PutContactBody): Promise<PutContactResult> {
    await this.#limit.charge(bot.id);
    const check = checkUserId(body.user_id);
    if (!check.ok) throw malformedId('user_id', check.reason);
    const attributes = attributesOf(body);
    return this.unitOfWork.run('contacts.put', async (tx) => {
      // Held before what is held next, and so that no field is renamed or taken away meanwhile.
      await lockAlone(tx, ['user', bot.id, check.userId]);
      await lockTogether(tx, ['bot', bot.id]);
      const found = await this.contacts.findHeldByCustomUserId(tx, bot.id, check.userId);
      const contact = found ?? (await this.contacts.create(tx, bot, { customUserId: check.userId }, null));
      const dropped = await this.attributes.write(tx, contact, attributes, 'server');
      refuseDropped(
        dropped.filter(({ why }) => why !== 'more_trusted_value'),
        'fields',
      );
      for (const tag of body.add_tags ?? []) await this.attributes.addTag(tx, contact.id, tag);
      for (const tag of body.remove_tags ?? []) await this.attributes.removeTag(tx, contact.id, tag);
      if (found !== null) await this.contacts.announce(tx, contact);
      return { id: contact.id, user_id: check.userId, created: found === null };
    });
  }
}

/** Attributes of every contact and fields of the bot, flat. @throws invalid_request when both name the same */
function attributesOf(body: PutContactBody): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const name of SYSTEM_ATTRIBUTES) if (body[name] !== undefined) attributes[name] = body[name];
  for (const [name, value] of Object.entries(body.fields ?? {})) {
    if (SYSTEM.includes(name.toLowerCase())) {
      throw new AppError('invalid_request', 'Every contact has an attribute of this name.', {
        fix: 'Send it at the top of the body, not among the fields.',
        issues: [{ path: `fields.${name}`, message: 'belongs at the top of the body' }],
      });
    }
    attributes[name] = value;
  }
  return attributes;
}
