import type { Feature } from '../../platform/feature.js';
import { Bot } from './bot.entity.js';
import { BotApiKey } from './bot-api-key.entity.js';
import { BotPicture } from './bot-picture.entity.js';
import { BotsModule } from './bots.module.js';

export { ApiKeysService } from './api-keys.service.js';
export type { Bot } from './bot.entity.js';
export { BotConsoleService } from './bot-console.service.js';
export { BotHooks } from './bot-hooks.js';
export { BotKeyGuard, KeyBot } from './bot-key.guard.js';
export type { BotSettings, NewBot } from './bot-maker.service.js';
export { BotPicturesService } from './bot-pictures.service.js';
export { BotsModule } from './bots.module.js';
export { BotsService } from './bots.service.js';
export { originAllowed } from './origin-rule.js';
export { originsOfAllBots } from './origins-of-bots.js';
export { missingPageRight } from './page-rights.js';

export const botsFeature: Feature = { name: 'bots', module: BotsModule, entities: [Bot, BotApiKey, BotPicture] };
