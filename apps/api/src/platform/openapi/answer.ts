import { Problem } from '@chatku/schemas';
import { applyDecorators, HttpCode, SetMetadata } from '@nestjs/common';
import type { GenericSchema } from 'valibot';
import { ApiResponse } from './described.js';

/** Where the schema of a handler's answer is kept. */
export const ANSWER_SCHEMA = 'chatku:answer-schema';

/**
 * Says what a handler answers: sets the status, writes the OpenAPI document, and lets tests hold each real answer against
 * the schema. Left out, `schema` means an answer without a body.
 */
export function Answer(status: 200 | 201 | 202 | 204, schema?: GenericSchema): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    SetMetadata(ANSWER_SCHEMA, schema ?? null),
    schema === undefined
      ? ApiResponse({ status, description: 'Done; no body.' })
      : ApiResponse({ status, description: 'Done.', standardSchema: schema }),
    ApiResponse({
      status: 'default',
      description: 'Refused. The code says why; see /docs/errors.',
      standardSchema: Problem,
    }),
  );
}
