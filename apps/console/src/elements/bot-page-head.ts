import type { TemplateResult } from 'lit';
import type { Bot } from '../data/bots.js';
import type { Dictionary } from '../locale/dictionary.js';
import { hrefTo } from '../router/paths.js';
import { pageHead } from './page-head.js';

/** Where a page of a bot stands: the bots, this one, and what lies between it and the page. */
export const botPageHead = (
  bot: Pick<Bot, 'name'> | undefined,
  botId: string,
  t: Dictionary,
  head: {
    readonly title: string;
    readonly lead?: unknown;
    readonly between?: readonly { label: string; href: string }[];
  },
): TemplateResult =>
  pageHead({
    title: head.title,
    crumbsLabel: t.shell.crumbs,
    crumbs: [
      { label: t.bots.title, href: hrefTo('bots') },
      { label: bot?.name ?? '…', href: hrefTo('bot', { bot_id: botId }) },
      ...(head.between ?? []),
    ],
    lead: head.lead,
  });
