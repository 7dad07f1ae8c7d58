import type { DroppedAttribute } from '@chatku/schemas';
import { AppError } from '../../platform/errors/app-error.js';

const WHY: Readonly<Record<DroppedAttribute['why'], string>> = {
  unknown: 'is not a field of this bot',
  malformed: 'has a value that does not fit its type',
  not_writable: 'cannot be written from here',
  more_trusted_value: 'holds a value of a more trusted source',
};

/**
 * Refuses a request of which something could not be taken. (A page is told what was dropped instead; a person or a backend
 * wants to know that it was not done.) Throw it inside the unit of work: nothing is written then.
 *
 * @param under where the fields stand in the body; attributes of every contact stand at its top.
 */
export function refuseDropped(dropped: readonly DroppedAttribute[], under: string): void {
  const [first] = dropped;
  if (first === undefined) return;
  const forbidden = first.why === 'not_writable' || first.why === 'more_trusted_value';
  throw new AppError(
    forbidden ? 'field_not_writable' : 'invalid_request',
    forbidden ? 'A field cannot be written from here.' : 'A field is unknown or has a value that does not fit.',
    {
      fix: 'Leave out or correct what is listed under issues. Nothing was changed.',
      issues: dropped.slice(0, 10).map(({ name, why }) => ({ path: `${under}.${name}`, message: WHY[why] })),
    },
  );
}
