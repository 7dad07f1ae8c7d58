CREATE TABLE "identity_policy" ("bot_id" text PRIMARY KEY NOT NULL, "accepts" text NOT NULL, "rehearsal" boolean NOT NULL);

DROP INDEX "ix_identity_log_entry__bot_id__id";

DROP INDEX "ix_identity_log_entry__at_ms";

CREATE TABLE "temporary_identity_log_entry" ("id" text PRIMARY KEY NOT NULL, "bot_id" text NOT NULL, "at_ms" bigint NOT NULL, "request_id" text NOT NULL, "origin" text, "masked_id" text NOT NULL, "id_digest" text NOT NULL, "key_id" text, "verdict" text NOT NULL, "diagnosis" text, "variant" text, "count" bigint NOT NULL, "would_be_refused" boolean NOT NULL DEFAULT (0));

INSERT INTO "temporary_identity_log_entry"("id", "bot_id", "at_ms", "request_id", "origin", "masked_id", "id_digest", "key_id", "verdict", "diagnosis", "variant", "count") SELECT "id", "bot_id", "at_ms", "request_id", "origin", "masked_id", "id_digest", "key_id", "verdict", "diagnosis", "variant", "count" FROM "identity_log_entry";

DROP TABLE "identity_log_entry";

ALTER TABLE "temporary_identity_log_entry" RENAME TO "identity_log_entry";

CREATE INDEX "ix_identity_log_entry__bot_id__id" ON "identity_log_entry" ("bot_id", "id");

CREATE INDEX "ix_identity_log_entry__at_ms" ON "identity_log_entry" ("at_ms");
