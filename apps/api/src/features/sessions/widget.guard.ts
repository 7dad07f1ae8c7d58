import { PAGE_HEADER } from '@chatku/schemas';
import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { type Bot, originAllowed } from '../bots/index.js';
import { InstallationsService, websiteOf } from '../installations/index.js';
import { readBearer, readPageHeader } from './page-header.js';
import type { Present, Presented } from './sessions.service.js';
import type { PageRequest, Visitor, WidgetRequest } from './visitor.js';
import { WidgetReads } from './widget-reads.js';

const originOf = (header: string | string[] | undefined): string | null =>
  typeof header === 'string' && header.length <= 300 ? header : null;

/** A browser names no origin where a page reads from its own; it says this instead, which no page can write. */
const isSameOrigin = ({ headers }: WidgetRequest): boolean => headers['sec-fetch-site'] === 'same-origin';

/**
 * Refuses a page whose origin the bot does not list. An origin proves nobody's identity; it keeps other websites from
 * embedding the bot in a visitor's browser.
 *
 * @param ownOrigin this server's own, where `/chat/<bot>` stands: always allowed
 */
export function requireOrigin(bot: Bot, origin: string | null, ownOrigin: string): void {
  if (origin === ownOrigin || originAllowed(bot, origin)) return;
  throw new AppError('origin_not_allowed', 'This bot may not be embedded by this website.', {
    fix: 'Add the website under Webchat Widget Settings, Install, Allowed origins.',
  });
}

/** Lets in pages of an allowed origin, with a well-formed page header. Proves nobody. */
@Injectable()
export class PageGuard implements CanActivate {
  constructor(
    protected readonly reads: WidgetReads,
    private readonly installations: InstallationsService,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WidgetRequest>();
    request.widgetPage = (await this.read(request, false)).page;
    return true;
  }

  /** Reads the bot of a request, and its visitor where one is wanted, and lets the page in. */
  protected async read(
    request: WidgetRequest,
    wantsVisitor: boolean,
  ): Promise<{ page: PageRequest; visitor: Present | Error | null }> {
    const { bot_id: botId } = request.params as { bot_id?: string };
    if (botId === undefined) throw notFound('bot');
    const { bot, visitor } = await this.reads.find(botId, wantsVisitor ? presentedBy(request, botId) : null);
    if (bot === null) throw notFound('bot');
    const ownOrigin = this.config.publicUrl;
    const origin = originOf(request.headers.origin) ?? (isSameOrigin(request) ? ownOrigin : null);
    const website = origin === ownOrigin ? null : websiteOf(request.headers.origin);
    if (!originAllowed(bot, origin)) this.installations.saw(bot.id, website, 'refused');
    requireOrigin(bot, origin, ownOrigin);
    if (!bot.enabled) {
      throw new AppError('bot_disabled', 'This bot is switched off.', { fix: 'Switch it on in the console.' });
    }
    const claim = readPageHeader(request.headers[PAGE_HEADER]);
    this.installations.saw(bot.id, website, 'talked');
    const token = readBearer(request.headers.authorization);
    return { page: { bot, origin, claim, token, address: request.ip, requestId: request.id }, visitor };
  }
}

/** What a request shows for itself; null where its header is none, which is said once its bot is known. */
function presentedBy(request: WidgetRequest, botId: string): Presented | null {
  try {
    const claim = readPageHeader(request.headers[PAGE_HEADER]);
    return { bot: { id: botId }, claim, token: readBearer(request.headers.authorization) };
  } catch {
    return null;
  }
}

/** Lets in guests and verified visitors, by their own token. */
@Injectable()
export class VisitorGuard extends PageGuard {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WidgetRequest>();
    const { page, visitor } = await this.read(request, true);
    if (visitor === null) throw new Error('a page with a header was asked who it is');
    if (visitor instanceof Error) throw visitor;
    request.widgetVisitor = { ...page, ...visitor };
    return true;
  }
}

/** Lets in verified visitors only. */
@Injectable()
export class VerifiedGuard extends VisitorGuard {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    await super.canActivate(context);
    const { widgetVisitor } = context.switchToHttp().getRequest<WidgetRequest>();
    if (widgetVisitor?.kind !== 'verified') {
      throw new AppError('forbidden', 'Only a verified visitor may do this.', { fix: 'Identify first.' });
    }
    return true;
  }
}

/** The page behind a route under `PageGuard`. */
export const CurrentPage = createParamDecorator((_: unknown, context: ExecutionContext): PageRequest => {
  const { widgetPage } = context.switchToHttp().getRequest<WidgetRequest>();
  if (widgetPage === undefined) throw new Error('CurrentPage needs PageGuard on the route.');
  return widgetPage;
});

/** The visitor behind a route under `VisitorGuard` or `VerifiedGuard`. */
export const CurrentVisitor = createParamDecorator((_: unknown, context: ExecutionContext): Visitor => {
  const { widgetVisitor } = context.switchToHttp().getRequest<WidgetRequest>();
  if (widgetVisitor === undefined) throw new Error('CurrentVisitor needs VisitorGuard on the route.');
  return widgetVisitor;
});
