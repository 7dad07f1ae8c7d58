import { Module } from '@nestjs/common';
import { ErrorLogRepository } from './error-log.repository.js';
import { ErrorLogService } from './error-log.service.js';

@Module({ providers: [ErrorLogRepository, ErrorLogService], exports: [ErrorLogService] })
export class ErrorLogModule {}
