import type { Route } from './route.js';

/** What needs no sign-in, what the widget asks for, and what a website's own backend calls. */
export const PAGE_ROUTES = {
  health_live: { method: 'GET', path: '/health/live', audience: 'anyone' },
  health_ready: { method: 'GET', path: '/health/ready', audience: 'anyone' },
  loader: { method: 'GET', path: '/w/:file', audience: 'anyone' },
  widget_preview: { method: 'GET', path: '/w/preview', audience: 'anyone' },
  widget_asset: { method: 'GET', path: '/w/p/:hash/:file', audience: 'anyone' },
  bot_picture: { method: 'GET', path: '/w/a/:bot_id/:hash', audience: 'anyone' },
  chat_page: { method: 'GET', path: '/chat/:bot_id', audience: 'anyone' },

  widget_guest: { method: 'POST', path: '/v1/bots/:bot_id/widget/guest', audience: 'page' },
  widget_identify: { method: 'POST', path: '/v1/bots/:bot_id/widget/identify', audience: 'page' },
  widget_logout: { method: 'POST', path: '/v1/bots/:bot_id/widget/logout', audience: 'verified' },
  widget_heartbeat: { method: 'POST', path: '/v1/bots/:bot_id/widget/heartbeat', audience: 'visitor' },
  widget_link: { method: 'POST', path: '/v1/bots/:bot_id/widget/link', audience: 'verified' },
  widget_attributes: { method: 'PATCH', path: '/v1/bots/:bot_id/widget/contact', audience: 'visitor' },
  widget_messages: { method: 'GET', path: '/v1/bots/:bot_id/widget/messages', audience: 'visitor' },
  widget_send: { method: 'POST', path: '/v1/bots/:bot_id/widget/messages', audience: 'visitor' },
  widget_open: { method: 'POST', path: '/v1/bots/:bot_id/widget/open', audience: 'visitor' },
  widget_seen: { method: 'POST', path: '/v1/bots/:bot_id/widget/seen', audience: 'visitor' },
  widget_start_flow: { method: 'POST', path: '/v1/bots/:bot_id/widget/flows', audience: 'visitor' },
  widget_track_event: { method: 'POST', path: '/v1/bots/:bot_id/widget/events', audience: 'visitor' },
  widget_pre_chat: { method: 'POST', path: '/v1/bots/:bot_id/widget/pre-chat', audience: 'visitor' },
  widget_add_tag: { method: 'POST', path: '/v1/bots/:bot_id/widget/tags', audience: 'visitor' },

  put_contact: { method: 'PUT', path: '/v1/contacts', audience: 'bot_key' },
} as const satisfies Record<string, Route>;
