import * as v from 'valibot';
import { fieldName, PROVENANCES, tagName } from './identity.js';
import { record, shape } from './shape.js';
import { instant, text, uuid } from './text.js';

/** Under which name a page starts a flow. The bot's settings say which flow it is. */
export const flowRef = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));

/** Name of an event that a page tells: a letter, then letters, digits and `_ . : -`, at most 50. */
export const eventName = v.pipe(v.string(), v.regex(/^[A-Za-z][A-Za-z0-9_.:-]{0,49}$/));

/** What a page tells beside an event's name. */
export const EventData = v.pipe(
  record(fieldName, v.union([text(500), v.pipe(v.number(), v.finite()), v.boolean(), v.null()])),
  v.maxEntries(20),
);
export type EventData = v.InferOutput<typeof EventData>;

const areUnique = (names: readonly string[]): boolean =>
  new Set(names.map((name) => name.toLowerCase())).size === names.length;

/**
 * What a page may do through `window.$chatbot`, of a bot's settings. Everybody at the keyboard can call it, so nothing of it
 * is allowed unless a bot's settings say so.
 */
export const PageRights = shape({
  /** May it tell events (`trackEvent`)? */
  track_events: v.boolean(),
  /** Tags it may add (`addTag`), without regard to case. */
  tags: v.pipe(
    v.array(tagName),
    v.maxLength(50),
    v.check((tags) => areUnique(tags), 'must not name a tag twice'),
  ),
  /** Flows it may start (`startFlow`), each under the name the page calls it by. */
  flows: v.pipe(
    v.array(shape({ ref: flowRef, flow_id: uuid })),
    v.maxLength(50),
    v.check((flows) => areUnique(flows.map(({ ref }) => ref)), 'must not use a ref twice'),
  ),
});
export type PageRights = v.InferOutput<typeof PageRights>;

/** The rights of a page where nobody has given it any. */
export const NO_PAGE_RIGHTS: PageRights = { track_events: false, tags: [], flows: [] };

/**
 * `POST .../flows`: starts a flow in the place of the one that runs. The same `client_id` again starts nothing more. `ref`
 * is one of the page's rights, or the id of a starter or menu item of the bot that starts a flow.
 */
export const StartFlowBody = shape({ client_id: uuid, ref: flowRef });
export type StartFlowBody = v.InferOutput<typeof StartFlowBody>;

/** `POST .../events`: something that happened on the page. The same `client_id` again is the same event. */
export const TrackEventBody = shape({ client_id: uuid, name: eventName, data: v.optional(EventData) });
export type TrackEventBody = v.InferOutput<typeof TrackEventBody>;

/** `POST .../tags`: adds a tag to the visitor's contact, if it is not there yet. */
export const AddTagBody = shape({ name: tagName });
export type AddTagBody = v.InferOutput<typeof AddTagBody>;

/** It is done; `epoch` tells for whom. */
export const PageActResult = shape({ epoch: v.number() });
export type PageActResult = v.InferOutput<typeof PageActResult>;

/** An event of a contact, as members of the workspace see it. */
export const ContactEvent = shape({
  id: uuid,
  name: eventName,
  data: EventData,
  provenance: v.picklist(PROVENANCES),
  created_at: instant,
});
export type ContactEvent = v.InferOutput<typeof ContactEvent>;
