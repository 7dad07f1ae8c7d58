import type { Problem } from '@chatku/schemas';
import { type ArgumentsHost, Catch, type ExceptionFilter, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RouteTable } from '../http/route-table.js';
import { Logger } from '../logging/logger.js';
import { AppError, notFound } from './app-error.js';
import { appErrorOf } from './problem-of.js';
import { PROBLEMS, problemType } from './problem-table.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Issues an answer names at most. */
const MAX_ISSUES = 10;

/** The body of an error answer. */
export function problemBody(error: AppError, requestId: string): Problem {
  const { status, title } = PROBLEMS[error.code];
  return {
    type: problemType(error.code),
    title,
    status,
    code: error.code,
    detail: error.message.slice(0, 2000),
    ...(error.fix === undefined ? {} : { fix: error.fix }),
    request_id: requestId,
    ...(error.issues === undefined ? {} : { issues: error.issues.slice(0, MAX_ISSUES).map((issue) => ({ ...issue })) }),
  };
}

const codes = new WeakMap<FastifyReply, string>();

/** The code an answer was refused with; null for one that was not. */
export const problemCodeOf = (reply: FastifyReply): string | null => codes.get(reply) ?? null;

/** Sends an error answer: RFC 9457, with the headers its status asks for. */
export function sendProblem(reply: FastifyReply, error: AppError, requestId: string): void {
  const problem = problemBody(error, requestId);
  codes.set(reply, problem.code);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="chatku"');
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterSeconds)));
  // Whatever the handler had begun to say about its answer is not true of this one.
  reply.removeHeader('content-length');
  reply.removeHeader('etag');
  reply.removeHeader('last-modified');
  reply.header('cache-control', 'no-store');
  void reply.code(problem.status).type(PROBLEM_MEDIA_TYPE).serializer(asJson).send(problem);
}

const asJson = (payload: unknown): string => JSON.stringify(payload);

/** Turns every error of every route, known or not, into a problem answer. The one filter of the API. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly logger: Logger,
  ) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      this.logger.error('An error was not handled outside of HTTP', { err: exception });
      return;
    }
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const error = this.#explain(exception, request, reply);
    this.#log(error, exception, request);
    if (reply.sent) return;
    sendProblem(reply, error, request.id);
  }

  #explain(exception: unknown, request: FastifyRequest, reply: FastifyReply): AppError {
    const error = appErrorOf(exception);
    // The router's own 404 (a feature's is an AppError): perhaps only the method is wrong.
    if (error.code !== 'not_found' || exception instanceof AppError) return error;
    const allowed = this.routes.methodsAt(request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) return notFoundHere(error);
    reply.header('allow', allowed.join(', '));
    return new AppError('method_not_allowed', 'This address does not know this method.', {
      fix: `Use ${allowed.join(' or ')}.`,
    });
  }

  #log(error: AppError, exception: unknown, request: FastifyRequest): void {
    const { status } = PROBLEMS[error.code];
    if (status < 500) return;
    this.logger.error(error.code === 'internal_error' ? 'A request failed' : 'A request could not be served', {
      request_id: request.id,
      method: request.method,
      // The pattern, not the address: addresses carry ids.
      route: request.routeOptions?.url ?? 'none',
      code: error.code,
      err: exception,
    });
  }
}

function notFoundHere(error: AppError): AppError {
  return error.message === '' ? notFound('address') : error;
}
