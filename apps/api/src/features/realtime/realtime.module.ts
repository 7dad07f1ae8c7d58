import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { EventsModule } from '../events/index.js';
import { PresenceModule } from '../presence/index.js';
import { SessionsModule } from '../sessions/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { ConsoleGateway } from './console.gateway.js';
import { SocketHouse } from './socket-house.js';
import { StreamRepository } from './stream.repository.js';
import { StreamWatch } from './stream-watch.js';
import { Typing } from './typing.js';
import { WidgetGateway } from './widget.gateway.js';

@Module({
  imports: [BotsModule, EventsModule, PresenceModule, SessionsModule, WorkspacesModule],
  providers: [StreamRepository, StreamWatch, Typing, SocketHouse, WidgetGateway, ConsoleGateway],
})
export class RealtimeModule {}
