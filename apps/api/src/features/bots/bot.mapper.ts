import type { ApiKey, Bot as Wire } from '@chatku/schemas';
import type { Bot } from './bot.entity.js';
import type { BotApiKey } from './bot-api-key.entity.js';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Row -> wire. @param publicUrl origin under which visitors reach this server */
export const toBot = (bot: Bot, publicUrl: string): Wire => ({
  id: bot.id,
  name: bot.name,
  enabled: bot.enabled,
  looks: bot.looks,
  origins: [...bot.origins],
  null_origin_allowed: bot.nullOriginAllowed,
  guests_allowed: bot.guestsAllowed,
  guest_flow_id: bot.guestFlowId,
  known_flow_id: bot.knownFlowId,
  identified_flow_id: bot.identifiedFlowId,
  page_rights: bot.pageRights,
  behaviour: bot.behaviour,
  guest_limits: bot.guestLimits,
  version: bot.version,
  created_at: iso(bot.createdAtMs),
  loader_url: `${publicUrl}/w/${bot.id}.js`,
});

/** Row -> wire. */
export const toApiKey = (key: BotApiKey): ApiKey => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  created_at: iso(key.createdAtMs),
  last_used_at: key.lastUsedAtMs === null ? null : iso(key.lastUsedAtMs),
});
