import { join } from 'node:path';
import { ApiNode } from './api-node.js';
import { Cluster } from './cluster.js';
import type { Lack } from './form.js';
import type { Stage } from './stage.js';
import { openSqlite, type Rows } from './stored.js';

/** One node with its database in its own folder. */
class Alone implements Stage {
  private constructor(private readonly node: ApiNode) {}

  static async start(folder: string, env?: Record<string, string>): Promise<Alone> {
    return new Alone(await ApiNode.start(join(folder, 'data'), env));
  }

  get nodes(): readonly ApiNode[] {
    return [this.node];
  }

  get harms(): readonly (() => Promise<void>)[] {
    return [() => this.node.killAndRevive()];
  }

  async rows(): Promise<Rows> {
    await this.node.stop();
    return openSqlite(join(this.node.dataDir, 'chatku.db'));
  }

  stop(): Promise<void> {
    return this.node.stop();
  }
}

/** A stage that a proof is to be acted on, not yet built. */
export interface StageKind {
  /** A word for the command line. */
  readonly word: 'sqlite' | 'postgres';
  readonly name: string;
  /** Why it cannot be built here; null where it can. */
  lack(): Lack | null;
  /** @param env settings of each node */
  start(folder: string, env?: Record<string, string>): Promise<Stage>;
}

/** All there are: what holds on the one has to hold on the other. */
export const STAGES: readonly StageKind[] = [
  { word: 'sqlite', name: 'SQLite', lack: () => null, start: Alone.start },
  { word: 'postgres', name: 'two nodes over Postgres and Redis', lack: Cluster.lack, start: Cluster.start },
];
