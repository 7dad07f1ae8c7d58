/** What the audit log can be narrowed by. */
export interface AuditFilter {
  readonly workspaceId: string;
  readonly userId?: string;
  /** A whole action, or the thing before its dot. */
  readonly action?: string;
  readonly fromMs?: number;
  /** Exclusive. */
  readonly toMs?: number;
  /** Only those with an id below this one. */
  readonly beforeId?: string;
  readonly limit: number;
}
