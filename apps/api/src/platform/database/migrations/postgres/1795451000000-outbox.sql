CREATE TABLE "outbox" ("id" text NOT NULL, "kind" text NOT NULL, "target" text, "workspace_id" text NOT NULL, "bot_id" text, "payload" text NOT NULL, "due_at_ms" bigint NOT NULL, "next_at_ms" bigint NOT NULL, "slot_at_ms" bigint, "attempts" bigint NOT NULL, "claim_token" text, "parked_at_ms" bigint, "error_code" text, "error_detail" text, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_outbox" PRIMARY KEY ("id"));

CREATE INDEX "ix_outbox__workspace_id__parked_at_ms__id__partial" ON "outbox" ("workspace_id", "parked_at_ms", "id") WHERE "parked_at_ms" IS NOT NULL;

CREATE INDEX "ix_outbox__claim_token__partial" ON "outbox" ("claim_token") WHERE "claim_token" IS NOT NULL;

CREATE INDEX "ix_outbox__due_at_ms__partial" ON "outbox" ("due_at_ms") WHERE "parked_at_ms" IS NULL;

CREATE INDEX "ix_outbox__kind__next_at_ms__id__partial" ON "outbox" ("kind", "next_at_ms", "id") WHERE "parked_at_ms" IS NULL;

CREATE TABLE "outbox_target" ("target" text NOT NULL, "free_at_ms" bigint NOT NULL, "queued_until_ms" bigint NOT NULL, CONSTRAINT "pk_outbox_target" PRIMARY KEY ("target"));
