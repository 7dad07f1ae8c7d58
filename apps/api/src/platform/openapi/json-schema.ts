import * as wire from '@chatku/schemas';
import { type ConversionConfig, toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';

/** The wire shapes by name, so that the document refers to each once instead of repeating it. */
function namedSchemas(): Record<string, GenericSchema> {
  const found: Record<string, GenericSchema> = {};
  for (const [name, value] of Object.entries(wire as Record<string, unknown>)) {
    // A query's schema becomes its parameters, one by one: a reference would hide them.
    if (/^[A-Z]/.test(name) && !name.endsWith('Query') && isSchema(value)) found[name] = value;
  }
  return found;
}

function isSchema(value: unknown): value is GenericSchema {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'schema';
}

/** What the converter refuses and we can say nevertheless. */
const overrideAction: NonNullable<ConversionConfig['overrideAction']> = ({ valibotAction, jsonSchema }) => {
  // Behind it stands a query parameter's text; what comes out is a number.
  if (valibotAction.type === 'to_number') return { type: 'number' };
  if (valibotAction.type !== 'regex') return null;
  // JSON schema has no flags: `u` is what it means anyway; a pattern that ignores case would be told too strictly.
  const { flags, source } = (valibotAction as unknown as { requirement: RegExp }).requirement;
  const { pattern, ...rest } = jsonSchema;
  const isSecond = pattern !== source;
  if (flags.includes('i')) return isSecond ? jsonSchema : rest;
  return isSecond ? { ...jsonSchema, allOf: [...(jsonSchema.allOf ?? []), { pattern: source }] } : jsonSchema;
};

/** Checks and marks that JSON schema cannot say. (Every number in JSON is finite.) */
const NOT_SAID = ['trim', 'brand', 'check', 'raw_check', 'finite'];

/** A schema as JSON schema 2020-12, with every named wire shape as a reference, and those shapes. */
export function convertSchema(
  schema: GenericSchema,
  side: 'input' | 'output',
): { schema: object; components: Record<string, unknown> } {
  const { $defs, $schema, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: side,
    definitions: namedSchemas(),
    ignoreActions: NOT_SAID,
    overrideAction,
  });
  return { schema: rest, components: $defs ?? {} };
}

const COMPONENT = '#/components/schemas/';

/** Takes out the components that nothing in the document leads to. */
export function withoutUnused<Document extends { components?: { schemas?: Record<string, unknown> } }>(
  document: Document,
): Document {
  const { schemas = {}, ...components } = document.components ?? {};
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (key === '$ref' && typeof inner === 'string' && inner.startsWith(COMPONENT)) use(inner);
        else visit(inner);
      }
    }
  };
  const use = (reference: string): void => {
    const name = reference.slice(COMPONENT.length);
    if (used.has(name)) return;
    used.add(name);
    visit(schemas[name]);
  };
  visit({ ...document, components });
  const kept = Object.fromEntries(
    Object.entries(schemas)
      .filter(([name]) => used.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { ...document, components: { ...components, schemas: kept } };
}
