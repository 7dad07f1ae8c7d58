CREATE TABLE "lease" ("name" text NOT NULL, "holder" text NOT NULL, "until_ms" bigint NOT NULL, CONSTRAINT "pk_lease" PRIMARY KEY ("name"));
