import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { GenericSchema } from 'valibot';
import { PROBLEM_MEDIA_TYPE } from '../errors/problem-filter.js';
import { applyDescriptions } from './described.js';
import { convertSchema, withoutUnused } from './json-schema.js';

/** The OpenAPI 3.1 document of the running application, derived from the same schemas that check each request. */
export async function openApiDocument(app: INestApplication): Promise<OpenAPIObject> {
  const library = await import('@nestjs/swagger');
  applyDescriptions(library);
  const config = new library.DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Chatku')
    .setDescription('Every request and answer of a Chatku server. Errors are RFC 9457 problems; see /docs/errors.')
    .setVersion('1')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'opaque',
      description: 'A visitor’s token, or the API key of a bot.',
    })
    .addCookieAuth('chatku_session', { type: 'apiKey', in: 'cookie', description: 'A member of the console.' })
    .build();
  const document = library.SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}.${method}`,
    standardSchemaConverter: (schema, { schemaType }) =>
      convertSchema(schema as GenericSchema, schemaType) as unknown as ReturnType<
        NonNullable<NonNullable<Parameters<typeof SwaggerModule.createDocument>[2]>['standardSchemaConverter']>
      >,
  });
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path as Record<string, Operation>))
      asProblem(operation.responses?.['default']);
  }
  return withoutUnused(document);
}

interface Response {
  content?: Record<string, unknown>;
}
interface Operation {
  readonly responses?: Record<string, Response>;
}

/** The document's maker knows one media type for all answers; a refusal has its own. */
function asProblem(response: Response | undefined): void {
  const json = response?.content?.['application/json'];
  if (response !== undefined && json !== undefined) response.content = { [PROBLEM_MEDIA_TYPE]: json };
}
