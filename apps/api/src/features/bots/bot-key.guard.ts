import { type CanActivate, createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.js';
import { ApiKeysService } from './api-keys.service.js';
import type { Bot } from './bot.entity.js';

interface BotKeyRequest extends FastifyRequest {
  keyBot?: Bot;
}

/** Lets in a website's backend with an API key of a bot. Never a browser: a key in a page is a key of everybody. */
@Injectable()
export class BotKeyGuard implements CanActivate {
  constructor(private readonly keys: ApiKeysService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<BotKeyRequest>();
    if (request.headers.origin !== undefined) {
      throw new AppError('browser_not_allowed', 'An API key must not be used from a browser.', {
        fix: 'Call this from your backend; if the key was in a page, delete it and make a new one.',
      });
    }
    const key = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    request.keyBot = await this.keys.requireBot(key);
    return true;
  }
}

/** The bot behind a route under `BotKeyGuard`. */
export const KeyBot = createParamDecorator((_: unknown, context: ExecutionContext): Bot => {
  const { keyBot } = context.switchToHttp().getRequest<BotKeyRequest>();
  if (keyBot === undefined) throw new Error('KeyBot needs BotKeyGuard on the route.');
  return keyBot;
});
