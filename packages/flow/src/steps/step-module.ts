import type { FlowStep, FlowTarget } from '@chatku/schemas';
import type { FlowErrorCode } from '../effect.js';
import type { Waiting } from '../state.js';
import type { Turn } from '../turn.js';

/** What became of a step: exactly one of these. */
export type Outcome =
  /** Leave by a port; an unconnected one ends the flow quietly. */
  | { type: 'next'; port: string }
  /** Leave for a step or flow that is named directly. */
  | { type: 'jump'; target: FlowTarget }
  /** Stay here until the visitor writes or presses something. */
  | { type: 'wait'; waiting: Waiting }
  /** Not mine: the session stays as it was, and the caller may answer otherwise. */
  | { type: 'unhandled' }
  | { type: 'end' }
  | { type: 'error'; code: FlowErrorCode; detail: string };

/** A text of a step that may hold placeholders, and where it stands, for problems found at publishing. */
export interface Template {
  place: string;
  text: string;
  /** An address keeps its host out of placeholders. */
  url?: boolean;
}

/** What can be said of a step without running it; `checkFlow` works on this alone. */
export interface StepOutline {
  /** Every port the step can leave by. */
  ports: string[];
  /** Those of them it can leave by without the visitor doing anything. */
  passes: string[];
  /** Steps and flows it goes to by itself. */
  jumps: FlowTarget[];
  /** Steps and flows it goes to when something is pressed. */
  targets: FlowTarget[];
  /** Ids of what a visitor can press. */
  replies: string[];
  /** Ids that must differ from each other within the step, `replies` among them. */
  ids: string[];
  templates: Template[];
  /** Values it reads, as `user.x`, `bot.x`, `system.x` or `flow.x`. */
  reads: string[];
  /** Fields or attributes it writes. */
  writes: string[];
  /** Mistakes only this kind of step can have. */
  mistakes: { code: 'no_choices' | 'ambiguous_choices' | 'impossible_answer'; detail: string }[];
}

/** An outline with nothing in it, to be spread. */
export const EMPTY_OUTLINE: StepOutline = {
  ports: [],
  passes: [],
  jumps: [],
  targets: [],
  replies: [],
  ids: [],
  templates: [],
  reads: [],
  writes: [],
  mistakes: [],
};

/**
 * A kind of step: what it looks like from outside, and what it does. Synchronous and pure but for the turn it is
 * given, through which it says, saves and tags.
 */
export interface StepModule<S extends FlowStep> {
  outline(step: S): StepOutline;
  /** The session arrives. */
  enter(step: S, turn: Turn): Outcome;
  /** The session waits here and the visitor wrote something. */
  answer?(step: S, turn: Turn, text: string): Outcome;
  /** One of the outline's `replies` was pressed, now or long after the session moved on. */
  reply?(step: S, turn: Turn, buttonId: string): Outcome;
}
