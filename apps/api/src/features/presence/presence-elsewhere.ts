import type { NodeSays } from './presence-frames.js';

/** A node that has not been heard for so long is no more, and nobody is there through it. */
export const NODE_TICKS = 30;

/** What another node has told. */
interface Node {
  /** The number of the last change of its that was taken in. */
  number: number;
  heardAtTick: number;
  rooms: Map<string, Set<string>>;
}

/** All of a node's, of which parts have come. */
interface Parts {
  readonly number: number;
  readonly begunAtTick: number;
  parts: number;
  readonly rooms: Map<string, Set<string>>;
}

type OnChange = (room: string, id: string) => void;

/**
 * Who has sockets on other nodes, as these last told it. A node numbers what it tells; whoever misses a number believes nothing more of
 * what that node says until it has told everything again, and forgets it after {@link NODE_TICKS}.
 */
export class PresenceElsewhere {
  readonly #nodes = new Map<string, Node>();
  readonly #parts = new Map<string, Parts>();
  #tick = 0;

  /**
   * @param changed is told of everybody who may have come or gone.
   * @param ask asks a node for everything.
   */
  constructor(
    private readonly changed: OnChange,
    private readonly ask: (node: string) => void,
  ) {}

  has(room: string, id: string): boolean {
    for (const { rooms } of this.#nodes.values()) if (rooms.get(room)?.has(id) === true) return true;
    return false;
  }

  hear(said: NodeSays): void {
    const node = this.#nodes.get(said.node);
    if (said.kind === 'all') this.#hearAll(said);
    else if (node === undefined || node.number < said.number - (said.kind === 'changes' ? 1 : 0)) this.ask(said.node);
    else if (node.number <= said.number) {
      node.heardAtTick = this.#tick;
      if (said.kind === 'changes' && node.number < said.number) this.#hearChanges(node, said);
    }
  }

  /** Time goes on, and with it whoever was last heard too long ago, and what was begun and never told to its end. */
  tick(): void {
    this.#tick += 1;
    for (const [name, { begunAtTick }] of this.#parts) {
      if (this.#tick - begunAtTick >= NODE_TICKS) this.#parts.delete(name);
    }
    for (const [name, node] of this.#nodes) {
      if (this.#tick - node.heardAtTick < NODE_TICKS) continue;
      this.#nodes.delete(name);
      for (const [room, ids] of node.rooms) for (const id of ids) this.changed(room, id);
    }
  }

  #hearChanges(node: Node, said: Extract<NodeSays, { kind: 'changes' }>): void {
    node.number = said.number;
    for (const [room, ids] of said.on) {
      for (const id of ids) this.#put(node.rooms, room, id);
    }
    for (const [room, ids] of said.off) {
      const held = node.rooms.get(room);
      for (const id of ids) if (held?.delete(id) === true) this.changed(room, id);
      if (held?.size === 0) node.rooms.delete(room);
    }
  }

  #hearAll(said: Extract<NodeSays, { kind: 'all' }>): void {
    if (said.part === 0) {
      this.#parts.set(said.node, { number: said.number, begunAtTick: this.#tick, parts: 0, rooms: new Map() });
    }
    const begun = this.#parts.get(said.node);
    if (begun === undefined || begun.number !== said.number || begun.parts !== said.part) return;
    begun.parts += 1;
    for (const [room, ids] of said.on) {
      const held = begun.rooms.get(room) ?? new Set();
      begun.rooms.set(room, held);
      for (const id of ids) held.add(id);
    }
    if (begun.parts < said.parts) return;
    this.#parts.delete(said.node);
    const before = this.#nodes.get(said.node)?.rooms ?? new Map<string, Set<string>>();
    this.#nodes.set(said.node, { number: said.number, heardAtTick: this.#tick, rooms: begun.rooms });
    for (const [room, ids] of begun.rooms) for (const id of ids) if (!before.get(room)?.has(id)) this.changed(room, id);
    for (const [room, ids] of before) for (const id of ids) if (!begun.rooms.get(room)?.has(id)) this.changed(room, id);
  }

  #put(rooms: Map<string, Set<string>>, room: string, id: string): void {
    const held = rooms.get(room) ?? new Set();
    rooms.set(room, held);
    if (held.has(id)) return;
    held.add(id);
    this.changed(room, id);
  }
}
