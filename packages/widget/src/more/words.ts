import type { WidgetLocale } from '@chatku/schemas';

/** What `more.js` says itself; a bot's own words stand above these, as they do above the panel's. */
export const words = {
  en: {
    starters: 'Suggestions',
    menu: 'Menu',
    back: 'Back',
    dismiss: 'Dismiss',
    preChat: 'Before we start',
    startChat: 'Start chat',
    required: 'required',
    fillIn: 'Please fill this in.',
    fillInRight: 'Please check what you wrote.',
    tick: 'Please tick this to go on.',
    readMore: 'Read more',
    newTab: '(opens in a new tab)',
  },
  ms: {
    starters: 'Cadangan',
    menu: 'Menu',
    back: 'Kembali',
    dismiss: 'Tutup',
    preChat: 'Sebelum kita mula',
    startChat: 'Mula bersembang',
    required: 'wajib',
    fillIn: 'Sila isi ruangan ini.',
    fillInRight: 'Sila semak apa yang anda tulis.',
    tick: 'Sila tandakan untuk meneruskan.',
    readMore: 'Baca lagi',
    newTab: '(dibuka dalam tab baharu)',
  },
  'zh-Hans': {
    starters: '建议',
    menu: '菜单',
    back: '返回',
    dismiss: '关闭',
    preChat: '开始之前',
    startChat: '开始聊天',
    required: '必填',
    fillIn: '请填写此项。',
    fillInRight: '请检查您填写的内容。',
    tick: '请勾选后继续。',
    readMore: '了解更多',
    newTab: '（在新标签页中打开）',
  },
} satisfies Record<WidgetLocale, Record<string, string>>;

export type Words = (typeof words)['en'];
