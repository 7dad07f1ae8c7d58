/** What Chatku's script puts on a page, as far as this shop uses it. */
type SetUserResult = {
  status: 'verified' | 'refused' | 'superseded' | 'logged_out';
  code?: string;
  contactId?: string;
};

interface Window {
  /** Absent until the chat's script has run, and when it could not be loaded. */
  $chatbot?: {
    setUser(id: string, attributes: Record<string, unknown>): Promise<SetUserResult>;
    logout(): Promise<unknown>;
    getIdentity(): { kind: 'none' | 'guest' | 'verified'; contactId?: string };
  };
}

interface WindowEventMap {
  'chatbot:ready': CustomEvent;
  'chatbot:identity': CustomEvent<{ requestId?: string } | null>;
}
