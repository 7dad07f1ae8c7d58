import list from '../../installs/installs.json';

/** A way of putting the chat on a website: for a framework, a shop system, a bundler. */
export type Install = {
  readonly id: InstallId;
  /** As the picker shows it; the same in every language. */
  readonly name: string;
  /** Files of `apps/console/installs`, in the order they are wanted. */
  readonly files: readonly string[];
};

export const INSTALL_IDS = [
  'html',
  'react',
  'next',
  'vue',
  'svelte',
  'angular',
  'wordpress',
  'gtm',
  'npm',
  'inline',
  'link',
] as const;
export type InstallId = (typeof INSTALL_IDS)[number];

/** Every way, in the order of the picker: plain HTML first. */
export const INSTALLS = list as readonly Install[];

const TEXTS: Readonly<Record<string, string>> = import.meta.glob('../../installs/*/*', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The way with this id; plain HTML where there is none, as in a browser that remembers an old one. */
export const installOf = (id: string | null): Install => INSTALLS.find((one) => one.id === id) ?? INSTALLS[0]!;

/** The bot as its pages name it. */
type Embedded = { readonly id: string; readonly loader_url: string };

/** The text of a file, for this bot. */
export const installText = (file: string, bot: Embedded): string =>
  (TEXTS[`../../installs/${file}`] ?? '')
    .replaceAll('LOADER_URL', bot.loader_url)
    .replaceAll('BOT_ID', bot.id)
    .replaceAll('API_URL', apiOf(bot))
    .trimEnd();

/** The address of the API the bot's pages talk to. */
export const apiOf = ({ loader_url }: Pick<Embedded, 'loader_url'>): string => new URL(loader_url).origin;

/**
 * What a website's Content Security Policy must allow, a directive a line. The socket's scheme is named too: `connect-src` of
 * an https address does not cover wss in every browser.
 */
export const policyLines = (bot: Pick<Embedded, 'loader_url'>): { script: string; connect: string; img: string } => {
  const api = apiOf(bot);
  return {
    script: `script-src ${api};`,
    connect: `connect-src ${api} ${api.replace(/^http/, 'ws')};`,
    img: 'img-src blob:;',
  };
};
