import { PutContactBody, PutContactResult } from '@chatku/schemas';
import { Body, Controller, Put, UseGuards } from '@nestjs/common';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiBearerAuth, ApiTags } from '../../platform/openapi/described.js';
import { type Bot, BotKeyGuard, KeyBot } from '../bots/index.js';
import { PutContactService } from './put-contact.service.js';

/** Server to server: what a website's backend says about its users. */
@ApiTags('contacts')
@ApiBearerAuth()
@Controller('/v1/contacts')
@UseGuards(BotKeyGuard)
export class PutContactController {
  constructor(private readonly contacts: PutContactService) {}

  @Put()
  @Answer(200, PutContactResult)
  put(@KeyBot() bot: Bot, @Body({ schema: PutContactBody }) body: PutContactBody): Promise<PutContactResult> {
    return this.contacts.put(bot, body);
  }
}
