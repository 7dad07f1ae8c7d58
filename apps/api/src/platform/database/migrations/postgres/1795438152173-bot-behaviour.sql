ALTER TABLE "bot" ADD "identified_flow_id" text;

ALTER TABLE "bot" ADD "behaviour" text NOT NULL DEFAULT '{"greeting":null,"opens":{"after_seconds":null,"after_scroll_percent":null,"paths":[]},"hidden":{"on_phones":false,"paths":[]},"starters":[],"menu":[],"pre_chat":null,"typing":{"per_character_ms":0,"at_most_ms":0},"hours":null,"guest_history":"device","texts":{}}';

ALTER TABLE "bot" ADD "guest_limits" text NOT NULL DEFAULT '{"messages_per_minute":60,"new_guests_per_minute":60}';
