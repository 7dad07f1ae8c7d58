ALTER TABLE "conversation" ADD "last_message_id" text;
