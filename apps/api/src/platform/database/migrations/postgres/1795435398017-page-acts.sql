CREATE TABLE "contact_event" ("id" text NOT NULL, "bot_id" text NOT NULL, "contact_id" text NOT NULL, "client_id" text NOT NULL, "name" text NOT NULL, "data" text NOT NULL, "provenance" text NOT NULL, "link_id" text, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_contact_event" PRIMARY KEY ("id"));

CREATE INDEX "ix_contact_event__link_id" ON "contact_event" ("link_id");

CREATE UNIQUE INDEX "ix_contact_event__contact_id__client_id" ON "contact_event" ("contact_id", "client_id");

CREATE INDEX "ix_contact_event__contact_id__id" ON "contact_event" ("contact_id", "id");

ALTER TABLE "bot" ADD "page_rights" text NOT NULL DEFAULT '{"track_events":false,"tags":[],"flows":[]}';

ALTER TABLE "flow_session" ADD "started_by" text;
