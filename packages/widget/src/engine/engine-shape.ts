import type { SetUserResult } from '@chatku/schemas';
import type { ChatbotEventDetails } from '../page/events.js';
import type { ChatbotSdk, ChatEngine, LeanLooks } from './chat.js';
import type { World } from './world.js';

/** What an engine is made of. */
export type EngineOptions = {
  /** Base address of the API, without a slash at its end. */
  api: string;
  bot: string;
  looks: LeanLooks;
  /** A guest is known to this tab, or to this page view; not told: to the browser. */
  guests?: 'session' | 'none';
  world: World;
  /** Tells the page by window event; ids only, never text or personal data. */
  tell<Name extends keyof ChatbotEventDetails>(name: Name, detail: ChatbotEventDetails[Name]): void;
  /** Resolves when the page is ready, to what is then left of the grace in which no guest is made. */
  graceMs: Promise<number>;
};

/** The whole of the engine: `ChatEngine` for the panel, the rest for the page. */
export type Engine = ChatEngine &
  Pick<ChatbotSdk, 'logout' | 'startFlow' | 'trackEvent' | 'addTag'> & {
    setUser(id: unknown, attributes?: unknown): Promise<SetUserResult>;
    /** Attributes said by the page: an object of any kind; what cannot travel is left out with a warning. */
    setAttributes(given: unknown): void;
    /** Says something for the visitor: a route's last word, and its body. It waits for a session, and is told once. */
    act(path: 'contact' | 'flows' | 'events' | 'tags' | 'pre-chat', body: object): void;
    identity(): { kind: 'none' | 'guest' | 'verified'; contactId?: string };
    /** The page goes into the back/forward cache: nothing stays on screen. */
    freeze(): void;
    /** The page came back from there: asks the server before it paints. */
    thaw(): void;
    /** The network is back or gone, or somebody looks at the page again. */
    wake(): void;
  };
