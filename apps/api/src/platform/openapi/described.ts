type Library = typeof import('@nestjs/swagger');
type Decorator = ClassDecorator & MethodDecorator;

/** What is to be done once the library is there, in the order of the decorators. */
const waiting: Array<(library: Library) => void> = [];

/**
 * A decorator of `@nestjs/swagger`, applied when the OpenAPI document is first asked for: the library, with all it brings, takes a tenth of
 * a start and of the memory, and most servers are never asked.
 */
function later(make: (library: Library) => Decorator): Decorator {
  return (...target: unknown[]) => {
    waiting.push((library) => {
      (make(library) as (...words: unknown[]) => void)(...target);
    });
  };
}

/** Applies to the controllers what was said about them. */
export function applyDescriptions(library: Library): void {
  for (const apply of waiting.splice(0)) apply(library);
}

/** The part of the document a controller is listed in. */
export const ApiTags = (...tags: string[]): Decorator => later((library) => library.ApiTags(...tags) as Decorator);

/** Says that a bearer token is wanted. */
export const ApiBearerAuth = (): Decorator => later((library) => library.ApiBearerAuth() as Decorator);

/** Says what a handler answers. */
export const ApiResponse = (response: Parameters<Library['ApiResponse']>[0]): Decorator =>
  later((library) => library.ApiResponse(response) as Decorator);
