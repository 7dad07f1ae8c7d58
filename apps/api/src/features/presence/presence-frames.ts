import * as v from 'valibot';

/** People one message names at the most; more go in several. */
export const PEOPLE_A_MESSAGE = 500;

const name = v.pipe(v.string(), v.maxLength(50));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const people = v.pipe(
  v.array(v.strictTuple([name, v.pipe(v.array(name), v.maxLength(PEOPLE_A_MESSAGE))])),
  v.maxLength(PEOPLE_A_MESSAGE),
);
/** Rooms, and who is meant in each. */
export type People = [room: string, ids: string[]][];

/**
 * What a node tells the others of its own sockets. Ids only, nothing of what anybody is called. Keys that are unknown are passed over:
 * in an upgrade nodes of two versions hear each other.
 */
export const NodeSays = v.variant('kind', [
  /** Who came and who went since the message before, whose number is one less. */
  v.object({ kind: v.literal('changes'), node: name, number: count, on: people, off: people }),
  /** Still there; the last change had this number. */
  v.object({ kind: v.literal('beat'), node: name, number: count }),
  /** Everybody, as it was after the change of this number. */
  v.object({ kind: v.literal('all'), node: name, number: count, part: count, parts: count, on: people }),
]);
export type NodeSays = v.InferOutput<typeof NodeSays>;

/** Asks one node for all it holds; without a name, every node. */
export const NodeAsks = v.object({ kind: v.literal('ask'), of: v.nullable(name) });
export type NodeAsks = v.InferOutput<typeof NodeAsks>;

export const PresenceMessage = v.union([NodeSays, NodeAsks]);

/** The same people in messages that are none too long. One at least. */
export function inMessages(people: Iterable<readonly [room: string, id: string]>): People[] {
  const messages: People[] = [[]];
  let named = 0;
  for (const [room, id] of people) {
    if (named === PEOPLE_A_MESSAGE) {
      messages.push([]);
      named = 0;
    }
    const message = messages.at(-1) as People;
    const last = message.at(-1);
    if (last?.[0] === room) last[1].push(id);
    else message.push([room, [id]]);
    named += 1;
  }
  return messages;
}
