/** English, the base: its keys and `{names}` are what every other language must have. */
const words = {
  open: 'Open chat',
  close: 'Close chat',
  mute: 'Mute sound',
  log: 'Messages',
  you: 'You',
  agent: 'Support',
  newTab: '(opens in a new tab)',

  today: 'Today',
  yesterday: 'Yesterday',
  unread: 'New messages',
  newCount: { one: '{count} new message', other: '{count} new messages' },
  toNewest: 'Go to the newest message',
  older: 'Show earlier messages',
  loading: 'Loading messages',
  typing: '{name} is typing',
  replies: 'Suggested replies',

  queued: 'Waiting to send',
  sending: 'Sending',
  sent: 'Sent',
  seen: 'Seen',
  failed: 'Not sent',
  retry: 'Try again',
  asGuest: 'as guest',

  emptyTitle: 'Hello! How can we help?',
  emptyText: 'Write a message and we will answer you here.',
  settling: 'One moment',
  reconnecting: 'Reconnecting',
  reconnectingSafe: 'Reconnecting, your message is safe',

  origin_not_allowed: 'Chat is not set up for this website yet.',
  guests_not_allowed: 'Please sign in to this website to chat.',
  protocol_too_old: 'This page is out of date. Reload it to go on chatting.',
  bot_disabled: 'Chat is closed for now. Please come back later.',
  reload: 'Reload page',

  linkTitle: 'Is this earlier conversation yours?',
  linkText: {
    one: '{count} message was written in this browser without signing in, last on {time}.',
    other: '{count} messages were written in this browser without signing in, last on {time}.',
  },
  linkNo: 'No, not mine',
  linkYes: 'Yes, add it',

  write: 'Write a message',
  send: 'Send',
  left: { one: '{count} character left', other: '{count} characters left' },
  over: { one: '{count} character too many', other: '{count} characters too many' },

  agent_joined: 'A person from the team has joined',
  agent_left: 'The person from the team has left',
  conversation_done: 'This conversation was closed. Write again whenever you like.',
  conversation_reopened: 'This conversation is open again',
} as const;

export default words;
