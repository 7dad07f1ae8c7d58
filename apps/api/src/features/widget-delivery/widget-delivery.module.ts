import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { WidgetFiles } from '../../platform/static/widget-files.js';
import { BotsModule } from '../bots/index.js';
import { InstallationsModule } from '../installations/index.js';
import { WidgetDeliveryService } from './widget-delivery.service.js';
import { registerWidgetRoutes } from './widget-routes.js';

@Module({
  imports: [BotsModule, InstallationsModule],
  providers: [WidgetFiles, WidgetDeliveryService],
  exports: [WidgetDeliveryService],
})
export class WidgetDeliveryModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly delivery: WidgetDeliveryService,
  ) {}

  onModuleInit(): void {
    const { httpAdapter } = this.host;
    // A command wires the same services and has no HTTP.
    if (!httpAdapter) return;
    registerWidgetRoutes(httpAdapter.getInstance() as FastifyInstance, this.delivery);
  }
}
