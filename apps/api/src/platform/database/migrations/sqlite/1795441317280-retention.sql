CREATE TABLE "retention_policy" ("bot_id" text PRIMARY KEY NOT NULL, "guest_conversations_days" bigint, "idle_guests_days" bigint, "idle_known_days" bigint);
