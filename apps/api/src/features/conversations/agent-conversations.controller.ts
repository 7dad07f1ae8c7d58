import {
  AgentSeenBody,
  BotPauseBody,
  ConversationStatusBody,
  ConversationSummary,
  ConversationsQuery,
  Message,
  MessagesQuery,
  pageOf,
  SendMessageBody,
  shape,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { AgentActsService } from './agent-acts.service.js';
import { AgentConversationsService } from './agent-conversations.service.js';
import { AgentInboxService } from './agent-inbox.service.js';

const ConversationParams = shape({ conversation_id: uuid });
type ConversationParams = v.InferOutput<typeof ConversationParams>;
const ConversationPage = pageOf(ConversationSummary);
type ConversationPage = v.InferOutput<typeof ConversationPage>;
const MessagePage = pageOf(Message);
type MessagePage = v.InferOutput<typeof MessagePage>;

@ApiTags('conversations')
@Controller('/v1/console/conversations')
@UseGuards(MemberGuard)
export class AgentConversationsController {
  constructor(
    private readonly conversations: AgentConversationsService,
    private readonly inbox: AgentInboxService,
    private readonly acts: AgentActsService,
  ) {}

  @Get()
  @Answer(200, ConversationPage)
  list(
    @CurrentMember() member: Member,
    @Query({ schema: ConversationsQuery }) query: v.InferOutput<typeof ConversationsQuery>,
  ): Promise<ConversationPage> {
    return this.inbox.list(member.workspaceId, query);
  }

  @Get(':conversation_id')
  @Answer(200, ConversationSummary)
  get(
    @CurrentMember() member: Member,
    @Param({ schema: ConversationParams }) params: ConversationParams,
  ): Promise<ConversationSummary> {
    return this.conversations.get(member.workspaceId, params.conversation_id);
  }

  @Get(':conversation_id/messages')
  @Answer(200, MessagePage)
  listMessages(
    @CurrentMember() member: Member,
    @Param({ schema: ConversationParams }) params: ConversationParams,
    @Query({ schema: MessagesQuery }) query: v.InferOutput<typeof MessagesQuery>,
  ): Promise<MessagePage> {
    return this.inbox.listMessages(member.workspaceId, params.conversation_id, query);
  }

  @Post(':conversation_id/messages')
  @Answer(200, Message)
  reply(
    @CurrentMember() member: Member,
    @Param({ schema: ConversationParams }) params: ConversationParams,
    @Body({ schema: SendMessageBody }) body: SendMessageBody,
  ): Promise<Message> {
    return this.acts.reply(member, params.conversation_id, body);
  }

  @Post(':conversation_id/status')
  @Answer(204)
  setStatus(
    @CurrentMember() member: Member,
    @Param({ schema: ConversationParams }) params: ConversationParams,
    @Body({ schema: ConversationStatusBody }) body: ConversationStatusBody,
  ): Promise<void> {
    return this.acts.setStatus(member.workspaceId, params.conversation_id, body.status);
  }

  @Post(':conversation_id/bot')
  @Answer(204)
  pauseBot(
    @CurrentMember() member: Member,
    @Param({ schema: ConversationParams }) params: ConversationParams,
    @Body({ schema: BotPauseBody }) body: BotPauseBody,
  ): Promise<void> {
    return this.acts.pauseBot(member.workspaceId, params.conversation_id, body.paused);
  }

  @Post(':conversation_id/seen')
  @Answer(204)
  seen(
    @CurrentMember() member: Member,
    @Param({ schema: ConversationParams }) params: ConversationParams,
    @Body({ schema: AgentSeenBody }) body: AgentSeenBody,
  ): Promise<void> {
    return this.acts.seen(member.workspaceId, params.conversation_id, body.seq);
  }
}
