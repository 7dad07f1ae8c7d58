import { shape } from '@chatku/schemas';
import { Controller, Get } from '@nestjs/common';
import * as v from 'valibot';
import { Answer } from '../openapi/answer.js';
import { ApiTags } from '../openapi/described.js';
import { HealthService } from './health.service.js';

const Health = shape({ status: v.literal('ok') });
type Health = v.InferOutput<typeof Health>;

/** `redis` where one is set up: `away` means that nodes find what is new by looking, and nothing is lost. */
const Readiness = shape({ status: v.literal('ok'), redis: v.optional(v.picklist(['connected', 'away'])) });
type Readiness = v.InferOutput<typeof Readiness>;

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
  @Answer(200, Readiness)
  async ready(): Promise<Readiness> {
    await this.health.requireReady();
    const { redisState } = this.health;
    return { status: 'ok', ...(redisState === 'off' ? {} : { redis: redisState }) };
  }
}
