import type { FastifyRequest } from 'fastify';
import type { Bot } from '../bots/index.js';
import type { Contact } from '../contacts/index.js';
import type { PageClaim } from './page-header.js';
import type { PageSession } from './page-session.entity.js';

/** What is known of a widget's request before anyone has proven anything. */
export interface PageRequest {
  readonly bot: Bot;
  readonly claim: PageClaim;
  /** The bearer token, if one of the right shape came. */
  readonly token: string | null;
  readonly origin: string | null;
  /** Of the socket, or of the first untrusted hop behind a trusted proxy. */
  readonly address: string;
  readonly requestId: string;
}

/** A page that showed its token: a guest, or a verified user. */
export interface Visitor extends PageRequest {
  readonly page: PageSession;
  readonly contact: Contact;
  readonly kind: 'guest' | 'verified';
}

/** Where the guards leave what they found. */
export interface WidgetRequest extends FastifyRequest {
  widgetPage?: PageRequest;
  widgetVisitor?: Visitor;
}
