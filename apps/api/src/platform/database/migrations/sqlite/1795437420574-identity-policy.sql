CREATE TABLE "identity_policy" ("bot_id" text PRIMARY KEY NOT NULL, "accepts" text NOT NULL, "rehearsal" boolean NOT NULL);

ALTER TABLE "identity_log_entry" ADD "would_be_refused" boolean NOT NULL DEFAULT (0);
