import * as v from 'valibot';
import { WidgetFiles } from '../../platform/static/widget-files.js';

/** Where the widget's build leaves what websites load. */
const FOLDER = 'delivery/';
const PLACEHOLDER = /(["'`])__CHATKU_SETTINGS__\1/;

const Manifest = v.object({
  loader: v.string(),
  stub: v.string(),
  hash: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/)),
  panel: v.string(),
});

/** The built widget: the loader's text around its settings, the stub, and where the hashed files are. */
export interface Delivery {
  readonly hash: string;
  readonly panel: string;
  readonly stub: string;
  /** The loader with these settings in it. */
  loaderWith(settings: unknown): string;
}

/** JSON that may stand inside a script: `<` cannot close it, and no line separator can end a line early. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** Reads the built widget; null when it has not been built. @throws Error when its loader has no place for the settings */
export function readDelivery(files: WidgetFiles): Delivery | null {
  const textOf = (name: string): string => files.find(FOLDER + name)?.content.toString('utf8') ?? '';
  const file = textOf('delivery.json');
  if (file === '') return null;
  const manifest = v.parse(Manifest, JSON.parse(file));
  const loader = textOf(manifest.loader);
  if (!PLACEHOLDER.test(loader)) throw new Error('The built loader has no place for the settings.');
  return {
    hash: manifest.hash,
    panel: manifest.panel,
    stub: textOf(manifest.stub),
    // A function: `$&` in a bot's title must not be read as a pattern of the replacement.
    loaderWith: (settings) => loader.replace(PLACEHOLDER, () => scriptJson(settings)),
  };
}
