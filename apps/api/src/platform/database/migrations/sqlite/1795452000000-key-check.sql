CREATE TABLE "key_check" ("id" text PRIMARY KEY NOT NULL, "digest" text NOT NULL);
