import type { FieldType, FieldValue, FlowGraph } from '@chatku/schemas';
import type { ContactSnapshot } from './contact.js';

/** A published version of a flow. Never changes; a draft gets a version id of its own for the tester. */
export interface Flow {
  /** Id of the flow (UUID). */
  readonly id: string;
  /** Id of this version (UUID). A running session is pinned to it. */
  readonly version_id: string;
  readonly graph: FlowGraph;
}

/** Loop guards. Tripping one fails the session. */
export interface FlowLimits {
  /** Steps entered in one run: from one event until the flow waits or ends, over all flows it goes through. */
  readonly stepsPerRun: number;
  /** Times one step may be entered in one run. */
  readonly visitsPerStep: number;
  /** Messages sent without the visitor writing or pressing anything in between. */
  readonly messagesWithoutInput: number;
  /** Waits begun without the visitor writing or pressing anything in between. */
  readonly waitsWithoutInput: number;
}

export const DEFAULT_LIMITS: FlowLimits = {
  stepsPerRun: 200,
  visitsPerStep: 25,
  messagesWithoutInput: 30,
  waitsWithoutInput: 200,
};

/** The highest a limit can be set: a run is one synchronous call and must end soon. */
const LIMIT_MAX = 10_000;

/** All a flow sees of the world. Everything it depends on is here, in the flow, the state and the event. */
export interface FlowEnv {
  readonly contact: ContactSnapshot;
  /** What the bot's own fields hold, by name; no flow writes them. */
  readonly botFields?: Readonly<Record<string, FieldValue>>;
  /** Types of the contact's fields by name: what is saved to one, and how one is compared. One not named takes any value. */
  readonly fieldTypes?: Readonly<Record<string, FieldType>>;
  /** The same of the bot's own fields. */
  readonly botFieldTypes?: Readonly<Record<string, FieldType>>;
  /** What fields that were renamed are called now, by each name they had: a session may run in a version that knows no other. */
  readonly fieldAliases?: Readonly<Record<string, string>>;
  /** ISO 3166 code of the country whose national phone numbers are understood. */
  readonly defaultCountry?: string;
  /** What a wait that begins in this call is called. Give each call another, so that no timer is taken for a later one's. */
  readonly waitId?: string;
  readonly limits?: Partial<FlowLimits>;
}

/** The limits in force; what is no sensible number falls back to the default. */
export const limitsOf = (env: FlowEnv): FlowLimits => {
  const limit = (name: keyof FlowLimits): number => {
    const value = env.limits?.[name];
    return value !== undefined && value >= 0 ? Math.min(value, LIMIT_MAX) : DEFAULT_LIMITS[name];
  };
  return {
    stepsPerRun: limit('stepsPerRun'),
    visitsPerStep: limit('visitsPerStep'),
    messagesWithoutInput: limit('messagesWithoutInput'),
    waitsWithoutInput: limit('waitsWithoutInput'),
  };
};
