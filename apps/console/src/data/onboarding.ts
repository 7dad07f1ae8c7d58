import type { Checklist, InstallationFinding, InstallationState, Installations } from '@chatku/schemas';
import { request } from './request.js';

export type { Checklist, InstallationFinding, InstallationState };

/** How far a bot has come: chatted with, embedded, a user verified, a team. */
export const fetchChecklist = (botId: string, signal?: AbortSignal) =>
  request<Checklist>('get_checklist', { params: { bot_id: botId }, signal });

/** The websites a bot was seen on, what was seen last first, each with what is wrong there. */
export const fetchInstallations = async (botId: string, signal?: AbortSignal) =>
  (await request<Installations>('list_installations', { params: { bot_id: botId }, signal })).items;
