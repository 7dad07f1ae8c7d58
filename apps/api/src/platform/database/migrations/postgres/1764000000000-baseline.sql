CREATE TABLE "bot" ("id" text NOT NULL, "workspace_id" text NOT NULL, "name" text NOT NULL, "enabled" boolean NOT NULL, "looks" text NOT NULL, "origins" text NOT NULL, "null_origin_allowed" boolean NOT NULL, "guests_allowed" boolean NOT NULL, "guest_flow_id" text, "known_flow_id" text, "version" bigint NOT NULL, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_bot" PRIMARY KEY ("id"));

CREATE INDEX "ix_bot__workspace_id" ON "bot" ("workspace_id");

CREATE TABLE "bot_api_key" ("id" text NOT NULL, "bot_id" text NOT NULL, "name" text NOT NULL, "prefix" text NOT NULL, "key_hash" text NOT NULL, "created_at_ms" bigint NOT NULL, "last_used_at_ms" bigint, CONSTRAINT "pk_bot_api_key" PRIMARY KEY ("id"));

CREATE INDEX "ix_bot_api_key__bot_id__id" ON "bot_api_key" ("bot_id", "id");

CREATE UNIQUE INDEX "ix_bot_api_key__key_hash" ON "bot_api_key" ("key_hash");

CREATE TABLE "flow" ("id" text NOT NULL, "bot_id" text NOT NULL, "name" text NOT NULL, "published_version_id" text, "version" bigint NOT NULL, "published_at_ms" bigint, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_flow" PRIMARY KEY ("id"));

CREATE INDEX "ix_flow__bot_id" ON "flow" ("bot_id");

CREATE TABLE "flow_version" ("id" text NOT NULL, "flow_id" text NOT NULL, "bot_id" text NOT NULL, "version" bigint NOT NULL, "graph" text NOT NULL, "published_at_ms" bigint NOT NULL, CONSTRAINT "pk_flow_version" PRIMARY KEY ("id"));

CREATE UNIQUE INDEX "ix_flow_version__flow_id__version" ON "flow_version" ("flow_id", "version");

CREATE TABLE "flow_session" ("contact_id" text NOT NULL, "conversation_id" text NOT NULL, "state" text NOT NULL, "version" bigint NOT NULL, "updated_at_ms" bigint NOT NULL, CONSTRAINT "pk_flow_session" PRIMARY KEY ("contact_id"));

CREATE TABLE "audit_entry" ("id" text NOT NULL, "workspace_id" text NOT NULL, "at_ms" bigint NOT NULL, "user_id" text, "action" text NOT NULL, "target_id" text NOT NULL, "detail" text, CONSTRAINT "pk_audit_entry" PRIMARY KEY ("id"));

CREATE INDEX "ix_audit_entry__workspace_id__id" ON "audit_entry" ("workspace_id", "id");

CREATE TABLE "staff_user" ("id" text NOT NULL, "workspace_id" text NOT NULL, "email" text NOT NULL, "email_key" text NOT NULL, "name" text NOT NULL, "role" text NOT NULL, "password_hash" text NOT NULL, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_staff_user" PRIMARY KEY ("id"));

CREATE INDEX "ix_staff_user__workspace_id" ON "staff_user" ("workspace_id");

CREATE UNIQUE INDEX "ix_staff_user__email_key" ON "staff_user" ("email_key");

CREATE TABLE "workspace" ("id" text NOT NULL, "name" text NOT NULL, "timezone" text NOT NULL, "language" text NOT NULL, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_workspace" PRIMARY KEY ("id"));

CREATE TABLE "staff_session" ("id" text NOT NULL, "user_id" text NOT NULL, "token_hash" text NOT NULL, "expires_at_ms" bigint NOT NULL, "last_seen_at_ms" bigint NOT NULL, "recent_password_until_ms" bigint, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_staff_session" PRIMARY KEY ("id"));

CREATE INDEX "ix_staff_session__expires_at_ms" ON "staff_session" ("expires_at_ms");

CREATE INDEX "ix_staff_session__user_id" ON "staff_session" ("user_id");

CREATE UNIQUE INDEX "ix_staff_session__token_hash" ON "staff_session" ("token_hash");

CREATE TABLE "sign_in_link" ("secret_hash" text NOT NULL, "user_id" text NOT NULL, "expires_at_ms" bigint NOT NULL, CONSTRAINT "pk_sign_in_link" PRIMARY KEY ("secret_hash"));

CREATE INDEX "ix_sign_in_link__expires_at_ms" ON "sign_in_link" ("expires_at_ms");

CREATE TABLE "event" ("position" SERIAL NOT NULL, "workspace_id" text NOT NULL, "bot_id" text NOT NULL, "contact_id" text, "conversation_id" text, "type" text NOT NULL, "message_id" text, "seq" integer, "for_visitor" boolean NOT NULL, "for_workspace" boolean NOT NULL, "at_ms" bigint NOT NULL, CONSTRAINT "pk_event" PRIMARY KEY ("position"));

CREATE INDEX "ix_event__workspace_id__position" ON "event" ("workspace_id", "position");

CREATE INDEX "ix_event__contact_id__position" ON "event" ("contact_id", "position");

CREATE TABLE "contact" ("id" text NOT NULL, "workspace_id" text NOT NULL, "bot_id" text NOT NULL, "custom_user_id" text, "guest_token_hash" text, "guest_was_accompanied" boolean NOT NULL, "linked_to_contact_id" text, "verified_at_ms" bigint, "verified_key_id" text, "not_before_ms" bigint, "blocked" boolean NOT NULL, "locale" text, "timezone" text, "last_seen_at_ms" bigint, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_contact" PRIMARY KEY ("id"));

CREATE INDEX "ix_contact__workspace_id__id" ON "contact" ("workspace_id", "id");

CREATE UNIQUE INDEX "ix_contact__guest_token_hash__partial" ON "contact" ("guest_token_hash") WHERE "guest_token_hash" IS NOT NULL;

CREATE UNIQUE INDEX "ix_contact__bot_id__custom_user_id__partial" ON "contact" ("bot_id", "custom_user_id") WHERE "custom_user_id" IS NOT NULL;

CREATE TABLE "contact_field" ("contact_id" text NOT NULL, "name_key" text NOT NULL, "name" text NOT NULL, "held" text NOT NULL, "provenance" text NOT NULL, "link_id" text, "updated_at_ms" bigint NOT NULL, CONSTRAINT "pk_contact_field" PRIMARY KEY ("contact_id", "name_key"));

CREATE INDEX "ix_contact_field__link_id" ON "contact_field" ("link_id");

CREATE TABLE "contact_tag" ("contact_id" text NOT NULL, "name_key" text NOT NULL, "name" text NOT NULL, "added_at_ms" bigint NOT NULL, CONSTRAINT "pk_contact_tag" PRIMARY KEY ("contact_id", "name_key"));

CREATE TABLE "field_definition" ("bot_id" text NOT NULL, "name_key" text NOT NULL, "name" text NOT NULL, "type" text NOT NULL, "page_writable" boolean NOT NULL, "minimum_provenance" text NOT NULL, CONSTRAINT "pk_field_definition" PRIMARY KEY ("bot_id", "name_key"));

CREATE TABLE "conversation" ("id" text NOT NULL, "workspace_id" text NOT NULL, "bot_id" text NOT NULL, "contact_id" text NOT NULL, "channel" text NOT NULL, "status" text NOT NULL, "last_seq" bigint NOT NULL, "visitor_seen_seq" bigint NOT NULL, "agent_seen_seq" bigint NOT NULL, "bot_paused_until_ms" bigint, "as_guest_upto_seq" bigint NOT NULL, "agents_only_upto_seq" bigint NOT NULL, "created_at_ms" bigint NOT NULL, "updated_at_ms" bigint NOT NULL, CONSTRAINT "pk_conversation" PRIMARY KEY ("id"));

CREATE INDEX "ix_conversation__workspace_id__updated_at_ms__id" ON "conversation" ("workspace_id", "updated_at_ms", "id");

CREATE INDEX "ix_conversation__contact_id" ON "conversation" ("contact_id");

CREATE UNIQUE INDEX "ix_conversation__contact_id__channel__partial" ON "conversation" ("contact_id", "channel") WHERE "status" = 'open';

CREATE TABLE "error_log_entry" ("id" text NOT NULL, "bot_id" text NOT NULL, "code" text NOT NULL, "detail" text NOT NULL, "place_digest" text NOT NULL, "count" bigint NOT NULL, "first_at_ms" bigint NOT NULL, "last_at_ms" bigint NOT NULL, CONSTRAINT "pk_error_log_entry" PRIMARY KEY ("id"));

CREATE INDEX "ix_error_log_entry__bot_id__last_at_ms" ON "error_log_entry" ("bot_id", "last_at_ms");

CREATE UNIQUE INDEX "ix_error_log_entry__bot_id__place_digest" ON "error_log_entry" ("bot_id", "place_digest");

CREATE TABLE "browser_group" ("id" text NOT NULL, "bot_id" text NOT NULL, "created_at_ms" bigint NOT NULL, "retired_at_ms" bigint, CONSTRAINT "pk_browser_group" PRIMARY KEY ("id"));

CREATE TABLE "page_session" ("id" text NOT NULL, "bot_id" text NOT NULL, "secret_hash" text NOT NULL, "epoch" bigint NOT NULL, "kind" text NOT NULL, "contact_id" text, "token_hash" text, "key_id" text, "group_id" text, "logged_out_of_group_id" text, "expires_at_ms" bigint, "last_seen_at_ms" bigint NOT NULL, "end_reason" text, "origin" text, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_page_session" PRIMARY KEY ("id"));

CREATE INDEX "ix_page_session__key_id" ON "page_session" ("key_id");

CREATE INDEX "ix_page_session__group_id" ON "page_session" ("group_id");

CREATE INDEX "ix_page_session__contact_id" ON "page_session" ("contact_id");

CREATE UNIQUE INDEX "ix_page_session__bot_id__secret_hash" ON "page_session" ("bot_id", "secret_hash");

CREATE TABLE "message" ("id" text NOT NULL, "conversation_id" text NOT NULL, "contact_id" text NOT NULL, "seq" bigint NOT NULL, "author" text NOT NULL, "author_user_id" text, "author_name" text, "body" text NOT NULL, "client_id" text, "tab_secret_hash" text, "created_at_ms" bigint NOT NULL, CONSTRAINT "pk_message" PRIMARY KEY ("id"));

CREATE INDEX "ix_message__contact_id__id" ON "message" ("contact_id", "id");

CREATE UNIQUE INDEX "ix_message__contact_id__client_id__partial" ON "message" ("contact_id", "client_id") WHERE "client_id" IS NOT NULL;

CREATE UNIQUE INDEX "ix_message__conversation_id__seq" ON "message" ("conversation_id", "seq");

CREATE TABLE "guest_link" ("id" text NOT NULL, "contact_id" text NOT NULL, "guest_contact_id" text NOT NULL, "conversation_id" text NOT NULL, "upto_seq" bigint NOT NULL, "linked_at_ms" bigint NOT NULL, "undone_at_ms" bigint, CONSTRAINT "pk_guest_link" PRIMARY KEY ("id"));

CREATE INDEX "ix_guest_link__contact_id" ON "guest_link" ("contact_id");

CREATE TABLE "link_question" ("nonce_hash" text NOT NULL, "page_session_id" text NOT NULL, "contact_id" text NOT NULL, "guest_contact_id" text NOT NULL, "expires_at_ms" bigint NOT NULL, "answer" text, CONSTRAINT "pk_link_question" PRIMARY KEY ("nonce_hash"));

CREATE TABLE "identity_log_entry" ("id" text NOT NULL, "bot_id" text NOT NULL, "at_ms" bigint NOT NULL, "request_id" text NOT NULL, "origin" text, "masked_id" text NOT NULL, "id_digest" text NOT NULL, "key_id" text, "verdict" text NOT NULL, "diagnosis" text, "variant" text, "count" bigint NOT NULL, CONSTRAINT "pk_identity_log_entry" PRIMARY KEY ("id"));

CREATE INDEX "ix_identity_log_entry__at_ms" ON "identity_log_entry" ("at_ms");

CREATE INDEX "ix_identity_log_entry__bot_id__id" ON "identity_log_entry" ("bot_id", "id");

CREATE TABLE "special_key" ("id" text NOT NULL, "workspace_id" text NOT NULL, "bot_id" text NOT NULL, "kind" text NOT NULL, "state" text NOT NULL, "sealed" text NOT NULL, "fingerprint" text NOT NULL, "ending" text NOT NULL, "imported" boolean NOT NULL, "created_at_ms" bigint NOT NULL, "last_verified_at_ms" bigint, "last_verified_origin" text, "retired_at_ms" bigint, CONSTRAINT "pk_special_key" PRIMARY KEY ("id"));

CREATE UNIQUE INDEX "ix_special_key__workspace_id__fingerprint" ON "special_key" ("workspace_id", "fingerprint");

CREATE INDEX "ix_special_key__bot_id" ON "special_key" ("bot_id");
