import type { Retention } from '@chatku/schemas';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { BotHooks, BotsService } from '../bots/index.js';
import { AuditService, type Member } from '../workspaces/index.js';
import { RetentionRepository } from './retention.repository.js';

/** How long a bot keeps what it knows of people, as its admins set it. */
@Injectable()
export class RetentionService implements OnModuleInit {
  constructor(
    private readonly policies: RetentionRepository,
    private readonly bots: BotsService,
    private readonly hooks: BotHooks,
    private readonly audit: AuditService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** A setting like the others: a copy of the bot has it too. */
  onModuleInit(): void {
    this.hooks.onDuplicated(async (tx, from, to) => {
      const policy = await this.policies.find(tx, from.id);
      if (policy !== null) await this.policies.put(tx, { ...policy, botId: to.id });
    });
  }

  async get(member: Member, botId: string): Promise<Retention> {
    await this.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
    const policy = await this.policies.find(this.reader, botId);
    return {
      guest_conversations_days: policy?.guestConversationsDays ?? null,
      idle_guests_days: policy?.idleGuestsDays ?? null,
      idle_known_days: policy?.idleKnownDays ?? null,
    };
  }

  /** Takes effect with the next sweep, within the hour. */
  put(member: Member, botId: string, retention: Retention): Promise<Retention> {
    const { workspaceId, userId } = member;
    return this.unitOfWork.run('retention.put', async (tx) => {
      await this.bots.getOfWorkspace(tx, workspaceId, botId);
      await this.policies.put(tx, {
        botId,
        guestConversationsDays: retention.guest_conversations_days,
        idleGuestsDays: retention.idle_guests_days,
        idleKnownDays: retention.idle_known_days,
      });
      const detail = { ...retention };
      await this.audit.record(tx, { workspaceId, userId, action: 'retention.changed', targetId: botId, detail });
      return retention;
    });
  }
}
