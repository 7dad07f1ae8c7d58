CREATE TABLE "identity_policy" ("bot_id" text NOT NULL, "accepts" text NOT NULL, "rehearsal" boolean NOT NULL, CONSTRAINT "pk_identity_policy" PRIMARY KEY ("bot_id"));

ALTER TABLE "identity_log_entry" ADD "would_be_refused" boolean NOT NULL DEFAULT false;
