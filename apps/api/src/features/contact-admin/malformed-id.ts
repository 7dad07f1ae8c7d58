import type { UserIdProblem } from '@chatku/crypto/identifier';
import { AppError } from '../../platform/errors/app-error.js';

const WHY: Readonly<Record<UserIdProblem, string>> = {
  not_text: 'must be a string',
  unsafe_number: 'must be a string',
  empty: 'must not be empty',
  too_long: 'must have at most 255 characters',
  ill_formed: 'must be well-formed Unicode',
  control_character: 'must not hold control characters',
};

/** The refusal of what is no custom user id. @param path where it stands in the body */
export const malformedId = (path: string, reason: UserIdProblem): AppError =>
  new AppError('invalid_request', 'This is not a custom user id.', {
    fix: 'Send the id exactly as the website signs it: a string of 1 to 255 characters without control characters.',
    issues: [{ path, message: WHY[reason] }],
  });
