import type { Translated } from '../dictionary.js';
import type { recordsEn } from './en.js';

/** 关于联系人、字段与日志的简体中文语句。 */
export const recordsZhHans: Translated<typeof recordsEn> = {
  contacts: {
    kind: '谁',
    kinds: { all: '所有人', guest: '访客', known: '有用户 ID', verified: '已验证', blocked: '已屏蔽' },
    tag: '标签',
    tag_hint: '标签的完整名称',
    columns: '列',
    column: {
      custom_user_id: '用户 ID',
      email: '电子邮件',
      phone: '电话',
      bot: '机器人',
      tags: '标签',
      last_seen: '最近出现',
      first_seen: '首次出现',
    },
    export: '下载 CSV',
    exported: (n: number) => `文件中的联系人：${n}。`,
    cut: (n: number) => `文件中只有最新的 ${n} 位联系人。其余的请先缩小列表。`,
  },
  contact: {
    verified_by: {
      hash: '由您网站的服务器用标识哈希证明。',
      token: '由您网站的服务器用身份令牌证明。',
    },
    key: '密钥',
    open_key: (ending: string) => `密钥 …${ending}`,
    tag_add: '添加标签',
    tag_remove: (tag: string) => `移除标签 ${tag}`,
    tag_said: '标签已更改。',
    end_one: '结束',
    end_one_of: (origin: string) => `结束在 ${origin} 的会话`,
    end_one_title: '结束此会话？',
    end_one_body: '只有这一页变成访客的页面，该用户的其他页面继续。',
    end_one_done: '会话已结束。',
    guest_pages: '访客的所有页面共用同一个密钥，会一起结束。',
    events: '事件',
    events_what: '网站页面用 trackEvent 告知的内容。键盘前的任何人都可以这样说。',
    no_events: '没有页面告知过事件。',
    erase_type: (word: string) => `输入“${word}”以永久删除。`,
  },
};
