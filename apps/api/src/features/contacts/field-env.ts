import type { FlowEnv } from '@chatku/flow';
import type { FieldDefinition } from './field-definition.entity.js';

/** What a flow may know of the fields a bot defines: what its own hold, what types they have, what they were called before. */
export function fieldEnv(
  definitions: readonly FieldDefinition[],
): Required<Pick<FlowEnv, 'botFields' | 'fieldTypes' | 'botFieldTypes' | 'fieldAliases'>> {
  const typesOf = (scope: FieldDefinition['scope']) =>
    Object.fromEntries(definitions.flatMap((one) => (one.scope === scope ? [[one.name, one.type] as const] : [])));
  return {
    botFields: Object.fromEntries(
      definitions.flatMap(({ name, held }) => (held === null ? [] : [[name, held.value] as const])),
    ),
    fieldTypes: typesOf('user'),
    botFieldTypes: typesOf('bot'),
    fieldAliases: Object.fromEntries(
      definitions.flatMap(({ name, formerNames }) => (formerNames ?? []).map((former) => [former, name] as const)),
    ),
  };
}
