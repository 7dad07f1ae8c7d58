/** A guard that can be switched off in this process, for the life of it. */
export type Fault = () => void | Promise<void>;

/** Puts a method in the place of another. @param make gets the method that was there */
export function replace<Target extends object, Name extends keyof Target>(
  target: Target,
  name: Name,
  make: (original: Target[Name]) => Target[Name],
): void {
  target[name] = make(target[name]);
}
