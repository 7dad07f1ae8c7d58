import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { ApiKeyMaking, ApiKeysService } from './api-keys.service.js';
import { BotConsoleService } from './bot-console.service.js';
import { BotDesk } from './bot-desk.js';
import { BotHooks } from './bot-hooks.js';
import { BotMaker } from './bot-maker.service.js';
import { BotPicturesRepository } from './bot-pictures.repository.js';
import { BotPicturesService } from './bot-pictures.service.js';
import { ApiKeysController, AvatarController, BotsController } from './bots.controller.js';
import { BotsRepository } from './bots.repository.js';
import { BotsService } from './bots.service.js';

@Module({
  imports: [FlowsModule, WorkspacesModule],
  controllers: [BotsController, AvatarController, ApiKeysController],
  providers: [
    BotsRepository,
    BotPicturesRepository,
    BotsService,
    BotHooks,
    BotMaker,
    BotConsoleService,
    BotDesk,
    BotPicturesService,
    ApiKeysService,
    ApiKeyMaking,
  ],
  exports: [BotsService, BotHooks, BotConsoleService, BotPicturesService, ApiKeysService],
})
export class BotsModule {}
