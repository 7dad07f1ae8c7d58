import { Module } from '@nestjs/common';
import { OutboxModule } from '../../platform/outbox/outbox.module.js';

@Module({ imports: [OutboxModule] })
export class BackgroundJobsModule {}
