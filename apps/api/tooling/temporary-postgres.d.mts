/** A Postgres of its own in a temporary folder. */
export interface TemporaryPostgres {
  readonly url: string;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}
export function temporaryPostgres(): Promise<TemporaryPostgres | null>;
