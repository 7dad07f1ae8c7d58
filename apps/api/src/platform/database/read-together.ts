import type { EntityManager } from 'typeorm';
import { currentUnit, type UnitScope } from '../unit-of-work/unit-scope.js';
import { hotStatement } from './prepared-statements.js';

/** A read that waits for the end of what runs now. */
interface Asked {
  readonly sql: string;
  readonly parameter: string;
  readonly resolve: (value: string) => void;
  readonly reject: (error: unknown) => void;
}

/** By manager, and the unit of work that asks, so that the connection sees whose reads they are. */
const waiting = new WeakMap<EntityManager, { readonly unit: UnitScope | null; readonly asked: Asked[] }>();

/** Combined texts by their parts. The code asks for a few dozen combinations; what came after so many is asked singly. */
const combined = new Map<string, string>();
const COMBINATIONS_MAX = 500;

/**
 * Reads one value, together with all that is asked of the same manager in one go (by `Promise.all`, say): one statement instead
 * of many, since each costs a trip to the engine and back (on SQLite to another thread), which is most of what a small one costs.
 *
 * @param sql a hot statement with one column, one row and one parameter: `?` on SQLite, `$1` on Postgres, each named once.
 */
export function readTogether(manager: EntityManager, sql: string, parameter: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const one: Asked = { sql, parameter, resolve, reject };
    const others = waiting.get(manager);
    const unit = currentUnit();
    if (others !== undefined && others.unit === unit) {
      others.asked.push(one);
      return;
    }
    const together = { unit, asked: [one] };
    waiting.set(manager, together);
    queueMicrotask(() => {
      const { asked } = together;
      if (waiting.get(manager) === together) waiting.delete(manager);
      const text = textOf(asked);
      for (const part of text === null ? asked.map((each) => [each]) : [asked]) {
        void readAll(manager, text ?? singleText(part), part);
      }
    });
  });
}

const singleText = ([one]: readonly Asked[]): string => combine([one?.sql ?? '']);

/** Postgres numbers its parameters; SQLite's text names none by number. */
const combine = (texts: readonly string[]): string =>
  `SELECT ${texts.map((text, at) => `(${text.replace('$1', `$${at + 1}`)}) AS "${at}"`).join(', ')}`;

/** The one text for all of these; null where too many combinations are known already. */
function textOf(asked: readonly Asked[]): string | null {
  const key = asked.map(({ sql }) => sql).join('\n');
  const known = combined.get(key);
  if (known !== undefined) return known;
  if (combined.size >= COMBINATIONS_MAX) return null;
  const text = hotStatement(combine(asked.map(({ sql }) => sql)));
  combined.set(key, text);
  return text;
}

async function readAll(manager: EntityManager, text: string, asked: readonly Asked[]): Promise<void> {
  try {
    const [row]: Record<string, string>[] = await manager.query(
      text,
      asked.map(({ parameter }) => parameter),
    );
    for (const [at, { resolve }] of asked.entries()) resolve(row?.[at] ?? '[]');
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
}
