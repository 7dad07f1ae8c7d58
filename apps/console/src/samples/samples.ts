import list from '../../samples/samples.json';
import type { Backend } from '../snippets/snippets.js';

/**
 * What a website's backend does, in one of the languages and frameworks of the picker. The texts are the very files that the
 * tests execute (`apps/console/samples`).
 */
export type Sample = {
  readonly id: string;
  /** As the picker shows it; the same in every language. */
  readonly name: string;
  /** Whether the tests run its hash function against the vectors. */
  readonly executed: boolean;
  /** The language in which its readers are told the line to change. */
  readonly lines: Backend;
  /** Files: the hash function, who is signed in, the piece of the page. */
  readonly hash: string;
  readonly identity: string;
  readonly page: string;
  /** The function that makes an identity token, where the standard library suffices. */
  readonly token?: string;
};

/** Every sample, in the order of the picker: PHP first, as in the source. */
export const SAMPLES = list as readonly Sample[];

const TEXTS: Readonly<Record<string, string>> = import.meta.glob('../../samples/*/*', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The sentences that stand in the samples' comments, and are put into the reader's language. */
export const COMMENTS = {
  from_session: 'From your own session, never from the request: else anybody could ask for the hash of anybody.',
  guest: 'Nobody is signed in: no hash, and the page makes no call of setUser.',
  keep_secret: 'Keep the key in your configuration, not in the code.',
  key_is_text: 'The key is text: use it as it stands, without decoding it.',
} as const;
export type CommentWords = { readonly [C in keyof typeof COMMENTS]: string };

/** The sample with this id; the first where there is none, as in a browser that remembers an old one. */
export const sampleOf = (id: string | null): Sample => SAMPLES.find((one) => one.id === id) ?? SAMPLES[0]!;

/**
 * The text of a sample's file.
 *
 * @param file as the sample names it
 * @param words what its comments say in the reader's language
 */
export const textOf = (file: string, words: CommentWords): string => {
  const text = TEXTS[`../../samples/${file}`] ?? '';
  return (Object.keys(COMMENTS) as (keyof typeof COMMENTS)[])
    .reduce((translated, name) => translated.replaceAll(COMMENTS[name], words[name]), text)
    .trimEnd();
};

/** The name of a file, without the folder it lies in here. */
export const nameOf = (file: string): string => file.slice(file.indexOf('/') + 1);
