import { DefaultNamingStrategy, type NamingStrategyInterface, type Table } from 'typeorm';

/** `ContactField` -> `contact_field`, `createdAtMs` -> `created_at_ms`, `userID` -> `user_id`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

function bare(table: Table | string): string {
  const name = typeof table === 'string' ? table : table.name;
  return name.split('.').pop() ?? name;
}

/** `pk_contact`, `uq_contact__bot_id__custom_user_id`: the names of both engines, so that an error names what broke. */
function constraint(kind: string, table: Table | string, columns: readonly string[]): string {
  return [`${kind}_${bare(table)}`, ...columns].join('__');
}

/** Names of tables, columns and constraints: snake_case, and readable constraint names instead of hashes. */
export class SnakeNamingStrategy extends DefaultNamingStrategy implements NamingStrategyInterface {
  override tableName(className: string, customName: string | undefined): string {
    return customName ?? snakeCase(className.replace(/(Entity|Row)$/, ''));
  }

  override columnName(propertyName: string, customName: string | undefined, embeddedPrefixes: string[]): string {
    return [...embeddedPrefixes.map(snakeCase), customName ?? snakeCase(propertyName)].join('_');
  }

  override joinColumnName(relationName: string, referencedColumnName: string): string {
    return `${snakeCase(relationName)}_${referencedColumnName}`;
  }

  override primaryKeyName(table: Table | string, _columns: string[]): string {
    return constraint('pk', table, []);
  }

  override uniqueConstraintName(table: Table | string, columns: string[]): string {
    return constraint('uq', table, columns);
  }

  override indexName(table: Table | string, columns: string[], where?: string): string {
    return constraint('ix', table, where === undefined ? columns : [...columns, 'partial']);
  }

  override foreignKeyName(table: Table | string, columns: string[]): string {
    return constraint('fk', table, columns);
  }

  override checkConstraintName(table: Table | string, expression: string, _isEnum?: boolean): string {
    // A check has no columns of its own to be named by: give it a name where it is declared.
    return super.checkConstraintName(table, expression);
  }
}
