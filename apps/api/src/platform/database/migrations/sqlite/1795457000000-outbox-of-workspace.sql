CREATE INDEX "ix_outbox__workspace_id__due_at_ms__partial" ON "outbox" ("workspace_id", "due_at_ms") WHERE "parked_at_ms" IS NULL;
