CREATE TABLE "bot_picture" ("bot_id" text NOT NULL, "hash" text NOT NULL, "media_type" text NOT NULL, "base64" text NOT NULL, "created_at_ms" bigint NOT NULL, PRIMARY KEY ("bot_id", "hash"));

-- A picture is uploaded now; looks with the address of one would be refused from here on.
UPDATE "bot" SET "looks" = json_remove("looks", '$.avatar_url') WHERE json_type("looks", '$.avatar_url') IS NOT NULL;
