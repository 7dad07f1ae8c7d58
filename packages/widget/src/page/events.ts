import type { Author, SetUserResult } from '@chatku/schemas';

/** Details of the window events `chatbot:<name>`: ids and codes, never text or personal data. */
export type ChatbotEventDetails = {
  opened: Record<string, never>;
  closed: Record<string, never>;
  /** A message was added to the visitor's history, theirs or another's. */
  message: { messageId: string; conversationId: string; author: Author };
  unread: { count: number };
  /**
   * Who the visitor is now; with the outcome, when a `setUser` was answered, and for a refused one the id of the request,
   * which names its row in the identity log.
   */
  identity: {
    kind: 'none' | 'guest' | 'verified';
    contactId?: string;
    result?: SetUserResult;
    requestId?: string;
  };
  /** Something the page or its installer can act on; `code` is an error code of the API. */
  error: { code: string };
};

declare global {
  interface WindowEventMap {
    'chatbot:ready': Event;
    'chatbot:opened': CustomEvent<ChatbotEventDetails['opened']>;
    'chatbot:closed': CustomEvent<ChatbotEventDetails['closed']>;
    'chatbot:message': CustomEvent<ChatbotEventDetails['message']>;
    'chatbot:unread': CustomEvent<ChatbotEventDetails['unread']>;
    'chatbot:identity': CustomEvent<ChatbotEventDetails['identity']>;
    'chatbot:error': CustomEvent<ChatbotEventDetails['error']>;
  }
}

export const tellPage = <Name extends keyof ChatbotEventDetails>(
  name: Name,
  detail: ChatbotEventDetails[Name],
): void => {
  window.dispatchEvent(new CustomEvent(`chatbot:${name}`, { detail }));
};
