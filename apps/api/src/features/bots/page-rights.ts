import type { PageRights } from '@chatku/schemas';
import { AppError } from '../../platform/errors/app-error.js';

/**
 * The refusal of something a page wants to do and the bot's settings do not allow.
 *
 * @param act ends the sentence "The page may not ...".
 */
export function missingPageRight(act: string, setting: keyof PageRights): AppError {
  return new AppError('page_right_missing', `The page may not ${act}.`, {
    fix: `Allow it in the bot's settings, under \`page_rights.${setting}\`.`,
  });
}
