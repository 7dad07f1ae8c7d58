import { Me, shape } from '@chatku/schemas';
import * as v from 'valibot';
import type { World } from './world.js';

export type Params = Readonly<Record<string, string>>;
export type Call = { world: World; params: Params; query: URLSearchParams; body: unknown };

/** An answer that is a problem. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail = `The far end said ${code}.`,
    readonly issues?: readonly { path: string; message: string }[],
  ) {
    super(code);
  }
}

export const Empty = shape({});

/** Checks what came in by the contract, as the API does. */
export const taken = <S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> => {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issues = result.issues
    .slice(0, 10)
    .map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message }));
  throw new Refusal('invalid_request', 400, 'The request does not have the right shape.', issues);
};
export const queryOf = <S extends v.GenericSchema>(schema: S, query: URLSearchParams) =>
  taken(schema, Object.fromEntries(query));

/** Checks what goes out, so that the far end cannot teach the console another contract. */
export const given = <S extends v.GenericSchema>(schema: S, value: v.InferInput<S>): v.InferInput<S> => {
  v.assert(schema, value);
  return value;
};

export const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Refusal('not_found', 404, 'It does not exist.');
  return value;
};

/** A page of items that are in their order already; the cursor is the place of the last. */
export const page = <T>(
  items: readonly T[],
  before: string | undefined,
  limit: number,
): { items: T[]; next: string | null } => {
  const from = before === undefined ? 0 : Number(before.slice(1));
  const cut = items.slice(from, from + limit);
  return { items: cut, next: from + limit < items.length ? `p${from + limit}` : null };
};

export const demandPassword = ({ world }: Call): void => {
  if (world.now() - world.passwordGivenAt > 5 * 60_000) {
    throw new Refusal('password_required', 403, 'Give your password again.');
  }
};

export const signedIn = ({ world }: Call) => {
  world.signedIn = true;
  return given(Me, world.me);
};

export type Handler = (call: Call) => unknown;
