import { StandardSchemaValidationPipe, type StandardSchemaValidationPipeOptions } from '@nestjs/common';
import * as v from 'valibot';
import { AppError, type RequestIssue } from '../errors/app-error.js';

/** What a schema of any library says about one wrong place. */
type SchemaIssue = Parameters<NonNullable<StandardSchemaValidationPipeOptions['exceptionFactory']>>[0][number];

const MAX_ISSUES = 10;
const MAX_TEXT = 200;

/**
 * Checks body, query and params against the schema each handler names, and stops at the first mistake: one is enough to
 * refuse a request, and a hundred thousand would keep the server busy listing them.
 */
export class ValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: invalidRequest });
  }

  /** Said at each call, since valibot takes no options through the standard interface. */
  protected override validate<T>(
    value: unknown,
    schema: unknown,
  ): { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] } {
    const result = v.safeParse(schema as v.GenericSchema<unknown, T>, value, { abortEarly: true });
    return result.success ? { value: result.output } : { issues: result.issues as readonly SchemaIssue[] };
  }
}

/** The refusal for a request of the wrong shape: where, and what was expected. */
export function invalidRequest(issues: readonly SchemaIssue[]): AppError {
  const found: RequestIssue[] = issues.slice(0, MAX_ISSUES).map((issue) => ({
    path: pathOf(issue),
    message: withoutInput(issue.message),
  }));
  return new AppError('invalid_request', 'The request is not of the expected shape.', {
    fix: 'Correct what is listed under issues; the expected shapes are at /docs.',
    issues: found,
  });
}

/** Keys come from the schema or, for an unknown key, from the caller: cut, and without control characters. */
function pathOf(issue: SchemaIssue): string {
  const keys = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
  return keys
    .join('.')
    .replace(/[\p{Cc}\p{Cs}]/gu, '?')
    .slice(0, MAX_TEXT);
}

/** valibot says `Expected x but received <the value>`; the value is not handed back. */
function withoutInput(message: string): string {
  return message.replace(/ but received .*$/s, '').slice(0, MAX_TEXT);
}
