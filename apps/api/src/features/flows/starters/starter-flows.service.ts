import type { BotPurpose } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../../platform/unit-of-work/tx.js';
import { FlowAuthoringService } from '../flow-authoring.service.js';
import { guestFlow, knownFlow } from './starter-flows.js';
import { STARTER_WORDS, type StarterLanguage } from './words.js';

/** Gives a new bot the flows it answers with from its first minute. */
@Injectable()
export class StarterFlowsService {
  constructor(private readonly authoring: FlowAuthoringService) {}

  /** Makes and publishes two flows, and returns their ids: for guests by what the bot is for, and for known users. */
  async furnish(
    tx: Tx,
    botId: string,
    purpose: BotPurpose,
    language: StarterLanguage,
  ): Promise<{ guestFlowId: string; knownFlowId: string }> {
    const words = STARTER_WORDS[language];
    const guest = await this.authoring.createIn(tx, botId, words.guestFlow);
    await this.authoring.publishIn(tx, guest, guestFlow(purpose, words));
    const known = await this.authoring.createIn(tx, botId, words.knownFlow);
    await this.authoring.publishIn(tx, known, knownFlow(words));
    return { guestFlowId: guest.id, knownFlowId: known.id };
  }
}
