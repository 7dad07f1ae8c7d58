import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { FlowsService } from '../flows/index.js';
import { ConversationsRepository } from './conversations.repository.js';

/** Takes away what a contact ever said, and where they stood in a flow. */
@Injectable()
export class ConversationErasureService {
  constructor(
    private readonly conversations: ConversationsRepository,
    private readonly flows: FlowsService,
  ) {}

  async eraseOfContact(tx: Tx, contactId: string): Promise<void> {
    await this.conversations.removeOfContact(tx, contactId);
    await this.flows.endSession(tx, contactId);
  }
}
