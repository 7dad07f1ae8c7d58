import type { Feature } from '../../platform/feature.js';
import { Conversation } from './conversation.entity.js';
import { ConversationsModule } from './conversations.module.js';
import { Message } from './message.entity.js';

export { AgentConversationsService } from './agent-conversations.service.js';
export { ConversationErasureService } from './conversation-erasure.service.js';
export { ConversationFactsService } from './conversation-facts.service.js';
export { ConversationsModule } from './conversations.module.js';
export { toMessage } from './message.mapper.js';
export { type GuestThread, ThreadLinksService } from './thread-links.service.js';
export type { Agent } from './turn.js';
export { VisitorConversationsService } from './visitor-conversations.service.js';

export const conversationsFeature: Feature = {
  name: 'conversations',
  module: ConversationsModule,
  entities: [Conversation, Message],
};
