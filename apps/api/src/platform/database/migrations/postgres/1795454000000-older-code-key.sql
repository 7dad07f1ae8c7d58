CREATE TABLE "older_code_key" ("id" text NOT NULL, "sealed" text NOT NULL, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_older_code_key" PRIMARY KEY ("id"));
