import * as v from 'valibot';
import type { StaticFile } from '../../platform/static/static-folder.js';
import type { WidgetFiles } from '../../platform/static/widget-files.js';

/** Where the widget's build leaves what websites load. */
const FOLDER = 'delivery/';
const PLACEHOLDER = /(["'`])__CHATKU_SETTINGS__\1/;

/** What the hash of any build looks like. */
const HASH = /^[A-Za-z0-9_-]{8,64}$/;
/** A chunk that two files share: its stem, then eight characters of its content's hash (`chunkFileNames` of the widget's build). */
const CHUNK = /^(.+)-[A-Za-z0-9_-]{8}\.js$/;

const Manifest = v.object({
  loader: v.string(),
  stub: v.string(),
  hash: v.pipe(v.string(), v.regex(HASH)),
  files: v.array(v.string()),
});

/** The built widget: the loader's text around its settings, the stub, and where the hashed files are. */
export interface Delivery {
  readonly hash: string;
  readonly stub: string;
  /** The files under the hash, by name. */
  readonly files: ReadonlyMap<string, StaticFile>;
  /** The loader with these settings in it. */
  loaderWith(settings: unknown): string;
}

/** JSON that may stand inside a script: `<` cannot close it, and no line separator can end a line early. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** Reads the built widget; null when it has not been built. @throws Error when it is not whole */
export function readDelivery(files: WidgetFiles): Delivery | null {
  const textOf = (name: string): string => files.find(FOLDER + name)?.content.toString('utf8') ?? '';
  const file = textOf('delivery.json');
  if (file === '') return null;
  const manifest = v.parse(Manifest, JSON.parse(file));
  const loader = textOf(manifest.loader);
  if (!PLACEHOLDER.test(loader)) throw new Error('The built loader has no place for the settings.');
  return {
    hash: manifest.hash,
    files: new Map(
      manifest.files.map((name) => {
        const file = files.find(FOLDER + name);
        if (file === null) throw new Error(`The built widget lacks ${name}.`);
        return [name, file];
      }),
    ),
    stub: textOf(manifest.stub),
    // A function: `$&` in a bot's title must not be read as a pattern of the replacement.
    loaderWith: (settings) => loader.replace(PLACEHOLDER, () => scriptJson(settings)),
  };
}

/** Could this be the hash of some build, of this one or of another? */
export const isBuildHash = (text: string): boolean => HASH.test(text);

/**
 * The file of this build that stands for a name another build had: the same name, or for a language the chunk of the same
 * stem. Null where nothing does.
 */
export function findSuccessor({ files }: Pick<Delivery, 'files'>, name: string): StaticFile | null {
  const same = files.get(name);
  if (same !== undefined) return same;
  const stem = CHUNK.exec(name)?.[1];
  if (stem === undefined) return null;
  for (const [present, file] of files) if (CHUNK.exec(present)?.[1] === stem) return file;
  return null;
}
