import type { WidgetLocale } from '@chatku/schemas';

/** What a browser that is too old is told, under the key `browser_too_old` of a bot's own words. */
export const TOO_OLD: Readonly<Record<WidgetLocale, string>> = {
  en: 'Please update your browser to chat with us.',
  ms: 'Sila kemas kini pelayar anda untuk bersembang.',
  'zh-Hans': '请更新浏览器后再聊天。',
};
