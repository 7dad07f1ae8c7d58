import type { Dictionary } from './i18n.js';

/** 简体中文. */
const words: Dictionary = {
  open: '打开聊天',
  close: '关闭聊天',
  mute: '关闭提示音',
  log: '消息',
  you: '您',
  agent: '客服',
  newTab: '（在新标签页中打开）',

  today: '今天',
  yesterday: '昨天',
  unread: '新消息',
  newCount: { other: '{count} 条新消息' },
  toNewest: '跳到最新消息',
  older: '查看更早的消息',
  loading: '正在加载消息',
  typing: '{name}正在输入',
  replies: '快捷回复',

  queued: '等待发送',
  sending: '正在发送',
  sent: '已发送',
  seen: '已读',
  failed: '未发送',
  retry: '重试',
  asGuest: '以访客身份',

  emptyTitle: '您好！有什么可以帮您？',
  emptyText: '写下您的问题，我们会在这里回复。',
  settling: '请稍候',
  reconnecting: '正在重新连接',
  reconnectingSafe: '正在重新连接，您的消息不会丢失',

  origin_not_allowed: '此网站尚未开通聊天。',
  guests_not_allowed: '请先登录本网站再聊天。',
  protocol_too_old: '此页面已过期，请刷新后继续聊天。',
  bot_disabled: '聊天暂时关闭，请稍后再来。',
  reload: '刷新页面',

  linkTitle: '之前的对话是您的吗？',
  linkText: { other: '此浏览器中曾在未登录时写过 {count} 条消息，最后一条写于{time}。' },
  linkNo: '不是我的',
  linkYes: '是我的，合并',

  write: '输入消息',
  send: '发送',
  left: { other: '还可输入 {count} 个字符' },
  over: { other: '超出 {count} 个字符' },

  agent_joined: '客服人员已加入对话',
  agent_left: '客服人员已离开对话',
  conversation_done: '此对话已结束。欢迎随时再写给我们。',
  conversation_reopened: '此对话已重新开启',
};

export default words;
