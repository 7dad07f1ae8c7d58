CREATE TABLE "older_code_key" ("id" text PRIMARY KEY NOT NULL, "sealed" text NOT NULL, "created_at_ms" bigint NOT NULL);
