import { Module } from '@nestjs/common';
import { InstallationsRepository } from './installations.repository.js';
import { InstallationsService } from './installations.service.js';

@Module({ providers: [InstallationsRepository, InstallationsService], exports: [InstallationsService] })
export class InstallationsModule {}
