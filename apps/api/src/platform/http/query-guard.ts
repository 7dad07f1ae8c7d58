import { type CanActivate, type ExecutionContext, Injectable, type Type } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { inputsOf } from './handler-schemas.js';

/** A route that names no query refuses one: a mistyped parameter is told instead of ignored. */
@Injectable()
export class QueryGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (!request.url.includes('?')) return true;
    const controller = context.getClass() as Type;
    if (inputsOf(controller, context.getHandler().name).some((input) => input.kind === 'query')) return true;
    throw new AppError('invalid_request', 'This address takes no query parameters.', {
      fix: 'Leave out everything from the question mark on.',
    });
  }
}
