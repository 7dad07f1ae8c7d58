import { shape } from '@chatku/schemas';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import * as v from 'valibot';
import { Answer } from '../openapi/answer.js';
import { HealthService } from './health.service.js';

const Health = shape({ status: v.literal('ok') });
type Health = v.InferOutput<typeof Health>;

/** For whoever watches the process. */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The process runs. */
  @Get('live')
  @Answer(200, Health)
  live(): Health {
    return { status: 'ok' };
  }

  /** The process can serve: the database answers and writes are taken. */
  @Get('ready')
  @Answer(200, Health)
  async ready(): Promise<Health> {
    await this.health.requireReady();
    return { status: 'ok' };
  }
}
