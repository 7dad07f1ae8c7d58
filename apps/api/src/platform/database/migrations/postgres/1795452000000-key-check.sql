CREATE TABLE "key_check" ("id" text NOT NULL, "digest" text NOT NULL, CONSTRAINT "pk_key_check" PRIMARY KEY ("id"));
