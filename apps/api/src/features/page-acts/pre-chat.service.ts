import { createHash } from 'node:crypto';
import type { PageAttributesResult, PreChatBody, PreChatForm } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone, lockTogether } from '../../platform/database/locks.js';
import { AppError } from '../../platform/errors/app-error.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { SessionsService, type Visitor } from '../sessions/index.js';
import { PageActsDesk } from './page-acts.service.js';

/** Answers to the form from one guest; a person needs one, and another where it was mistaken. */
const PRE_CHAT = { name: 'pre-chat', points: 10, windowSeconds: 60 };

const refuse = (detail: string, path: string, message: string): AppError =>
  new AppError('invalid_request', detail, { fix: 'Answer what the form asks for.', issues: [{ path, message }] });

/** What a guest answers before the chat: taken only from guests, and only for what the bot's own form asks. */
@Injectable()
export class PreChatService {
  readonly #limit: RateLimit;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionsService,
    private readonly desk: PageActsDesk,
    limits: RateLimits,
  ) {
    this.#limit = limits.create(PRE_CHAT);
  }

  /**
   * Writes the answers with provenance `visitor`, and what was agreed to.
   *
   * @throws forbidden for anybody but a guest, and where the bot has no form; invalid_request for a value the form does not
   *   ask for, for one that is missing, and for a box that is not ticked.
   */
  async answer(visitor: Visitor, body: PreChatBody): Promise<PageAttributesResult> {
    await this.#limit.charge(visitor.contact.id);
    const form = visitor.bot.behaviour.pre_chat;
    if (form === null || visitor.kind !== 'guest') {
      throw new AppError('forbidden', 'Nobody asks this visitor for anything.', {
        fix: "Set up the form in the bot's settings, under `behaviour.pre_chat`; only guests are asked.",
      });
    }
    const values = answersTo(form, body);
    const dropped = await this.unitOfWork.run('page-acts.pre-chat', async (tx) => {
      await lockTogether(tx, ['bot', visitor.bot.id]);
      await lockAlone(tx, ['contact', visitor.contact.id]);
      const contact = await this.sessions.requireStill(tx, visitor);
      const left = await this.desk.attributes.write(tx, contact, values, 'visitor');
      if (form.consent !== null) {
        const textSha256 = createHash('sha256').update(form.consent.text, 'utf8').digest('hex');
        await this.desk.events.recordConsent(tx, contact, textSha256);
      }
      await this.desk.contacts.announce(tx, contact);
      return left;
    });
    return { epoch: visitor.page.epoch, dropped };
  }
}

function answersTo(form: PreChatForm, { values, consent }: PreChatBody): Record<string, string> {
  const asked = new Map(form.fields.map((field) => [field.name, field]));
  // A field may be named as something every object has.
  const answers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(values)) {
    if (!asked.has(name)) throw refuse('The form does not ask for this.', `values.${name}`, 'must be asked for');
    if (value.trim() !== '') answers[name] = value.trim();
  }
  for (const { name, required } of form.fields) {
    if (required && !(name in answers)) throw refuse('An answer is missing.', `values.${name}`, 'must be answered');
  }
  if (form.consent !== null && consent !== true) throw refuse('The box is not ticked.', 'consent', 'must be true');
  return answers;
}
