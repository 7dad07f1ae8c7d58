ALTER TABLE "conversation" ADD "last_message_id" text;

UPDATE "conversation" SET "last_message_id" = (SELECT m."id" FROM "message" m WHERE m."conversation_id" = "conversation"."id" AND m."seq" = "conversation"."last_seq");
