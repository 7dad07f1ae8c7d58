import { Module } from '@nestjs/common';
import { FlowsModule } from '../flows/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { ApiKeyMaking, ApiKeysService } from './api-keys.service.js';
import { BotConsoleService, BotDesk } from './bot-console.service.js';
import { BotHooks } from './bot-hooks.js';
import { BotMaker } from './bot-maker.service.js';
import { ApiKeysController, BotsController } from './bots.controller.js';
import { BotsRepository } from './bots.repository.js';
import { BotsService } from './bots.service.js';

@Module({
  imports: [FlowsModule, WorkspacesModule],
  controllers: [BotsController, ApiKeysController],
  providers: [
    BotsRepository,
    BotsService,
    BotHooks,
    BotMaker,
    BotConsoleService,
    BotDesk,
    ApiKeysService,
    ApiKeyMaking,
  ],
  exports: [BotsService, BotHooks, BotConsoleService, ApiKeysService],
})
export class BotsModule {}
