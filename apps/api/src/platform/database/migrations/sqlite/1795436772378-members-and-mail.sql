CREATE TABLE "recovery_code" ("code_digest" text PRIMARY KEY NOT NULL, "user_id" text NOT NULL);

CREATE INDEX "ix_recovery_code__user_id" ON "recovery_code" ("user_id");

CREATE TABLE "mail_settings" ("id" text PRIMARY KEY NOT NULL, "sealed" text NOT NULL, "updated_at_ms" bigint NOT NULL);

CREATE TABLE "password_reset_link" ("secret_hash" text PRIMARY KEY NOT NULL, "user_id" text NOT NULL, "expires_at_ms" bigint NOT NULL);

CREATE INDEX "ix_password_reset_link__expires_at_ms" ON "password_reset_link" ("expires_at_ms");

CREATE INDEX "ix_password_reset_link__user_id" ON "password_reset_link" ("user_id");

CREATE TABLE "member_invite" ("id" text PRIMARY KEY NOT NULL, "workspace_id" text NOT NULL, "secret_hash" text NOT NULL, "role" text NOT NULL, "email" text, "user_id" text NOT NULL, "created_at_ms" bigint NOT NULL, "expires_at_ms" bigint NOT NULL);

CREATE INDEX "ix_member_invite__expires_at_ms" ON "member_invite" ("expires_at_ms");

CREATE INDEX "ix_member_invite__workspace_id__id" ON "member_invite" ("workspace_id", "id");

CREATE UNIQUE INDEX "ix_member_invite__secret_hash" ON "member_invite" ("secret_hash");

ALTER TABLE "staff_user" ADD "language" text;

ALTER TABLE "staff_user" ADD "deactivated_at_ms" bigint;

ALTER TABLE "staff_user" ADD "totp_secret" text;

ALTER TABLE "staff_user" ADD "totp_last_step" bigint;

ALTER TABLE "staff_session" ADD "browser" text;
