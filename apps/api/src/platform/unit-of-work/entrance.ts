import { AppError } from '../errors/app-error.js';
import { currentUnit, UnitOfWorkMisuse } from './unit-scope.js';

/**
 * Why no unit may begin here and now, on either engine; null where one may. One that is begun inside another also fails that
 * other, even if the error is swallowed.
 *
 * @param name of the unit that would begin.
 */
export function refusalAtEntrance(name: string, isOpen: boolean): Error | null {
  const outer = currentUnit();
  if (outer !== null) {
    const error = new UnitOfWorkMisuse(
      `The unit of work "${name}" was started inside "${outer.name}": pass the tx along instead.`,
    );
    outer.poison ??= error;
    return error;
  }
  if (isOpen) return null;
  return new AppError('shutting_down', 'The server is closing down. Nothing was changed.', {
    fix: 'Try again in a moment.',
    retryAfterSeconds: 2,
  });
}
