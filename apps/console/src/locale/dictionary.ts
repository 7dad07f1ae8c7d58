import type { en } from './en.js';

/** The shape of a language: the same keys as English, texts where it has texts, functions of the same arguments. */
export type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Translated<T[K]>;
};

/** Every sentence of the console. A language that lacks one does not compile. */
export type Dictionary = Translated<typeof en>;
