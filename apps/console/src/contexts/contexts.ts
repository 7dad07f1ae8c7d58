import { createContext } from '@lit/context';
import type { PresenceStore } from '../data/presence-store.js';
import type { Me } from '../data/session.js';
import type { WorkspaceStream } from '../data/workspace-stream.js';
import type { InboxStore } from '../inbox/inbox-store.js';
import type { Locale, Words } from '../locale/words.js';
import type { Router } from '../router/router.js';

/** The language in use. A new value renders everything anew. */
export const wordsContext = createContext<Words>(Symbol('words'));

/** Who is signed in. Pages for members are only rendered while somebody is. */
export const sessionContext = createContext<Me>(Symbol('session'));

/** The workspace's events. */
export const streamContext = createContext<WorkspaceStream>(Symbol('stream'));

/** Conversations and their threads, kept current by the stream. */
export const inboxContext = createContext<InboxStore>(Symbol('inbox'));

/** Who is online, of those the screen shows. */
export const presenceContext = createContext<PresenceStore>(Symbol('presence'));

export const routerContext = createContext<Router>(Symbol('router'));

/** Short messages at the edge of the screen, read out by screen readers. */
export type Notices = {
  say(text: string, action?: { label: string; run: () => void }): void;
};
export const noticesContext = createContext<Notices>(Symbol('notices'));

/** Actions for which the API may ask for the password again. */
export type Guard = {
  /** Runs the action; asks for the password where the API demands it and runs it again. Null: the person declined. */
  run<T>(action: () => Promise<T>): Promise<{ value: T } | null>;
};
export const guardContext = createContext<Guard>(Symbol('guard'));

/** What a person set for this browser. */
export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
export type Preferences = {
  readonly theme: Theme;
  readonly locale: Locale;
  setTheme(theme: Theme): void;
  setLocale(locale: Locale): void;
};
export const preferencesContext = createContext<Preferences>(Symbol('preferences'));
