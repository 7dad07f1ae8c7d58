import * as wire from '@chatku/schemas';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';

/** The wire shapes by name, so that the document refers to each once instead of repeating it. */
function namedSchemas(): Record<string, GenericSchema> {
  const found: Record<string, GenericSchema> = {};
  for (const [name, value] of Object.entries(wire as Record<string, unknown>)) {
    if (/^[A-Z]/.test(name) && isSchema(value)) found[name] = value;
  }
  return found;
}

function isSchema(value: unknown): value is GenericSchema {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'schema';
}

/** The OpenAPI 3.1 document of the running application, derived from the same schemas that check each request. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const definitions = namedSchemas();
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Chatku')
    .setDescription('Every request and answer of a Chatku server. Errors are RFC 9457 problems; see /docs/errors.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A visitor’s token, or the API key of a bot.' })
    .addCookieAuth('chatku_session', { type: 'apiKey', in: 'cookie', description: 'A member of the console.' })
    .build();
  return SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
    standardSchemaConverter: (schema, { schemaType }) => {
      const { $defs, $schema, ...rest } = toJsonSchema(schema as GenericSchema, {
        target: 'draft-2020-12',
        typeMode: schemaType,
        definitions,
        ignoreActions: ['trim', 'brand', 'check'],
      });
      return { schema: rest, components: $defs } as never;
    },
  });
}
