CREATE TABLE "recovery_code" ("code_digest" text NOT NULL, "user_id" text NOT NULL, CONSTRAINT "pk_recovery_code" PRIMARY KEY ("code_digest"));

CREATE INDEX "ix_recovery_code__user_id" ON "recovery_code" ("user_id");

CREATE TABLE "mail_settings" ("id" text NOT NULL, "sealed" text NOT NULL, "updated_at_ms" bigint NOT NULL, CONSTRAINT "pk_mail_settings" PRIMARY KEY ("id"));

CREATE TABLE "password_reset_link" ("secret_hash" text NOT NULL, "user_id" text NOT NULL, "expires_at_ms" bigint NOT NULL, CONSTRAINT "pk_password_reset_link" PRIMARY KEY ("secret_hash"));

CREATE INDEX "ix_password_reset_link__expires_at_ms" ON "password_reset_link" ("expires_at_ms");

CREATE INDEX "ix_password_reset_link__user_id" ON "password_reset_link" ("user_id");

CREATE TABLE "member_invite" ("id" text NOT NULL, "workspace_id" text NOT NULL, "secret_hash" text NOT NULL, "role" text NOT NULL, "email" text, "user_id" text NOT NULL, "created_at_ms" bigint NOT NULL, "expires_at_ms" bigint NOT NULL, CONSTRAINT "pk_member_invite" PRIMARY KEY ("id"));

CREATE INDEX "ix_member_invite__expires_at_ms" ON "member_invite" ("expires_at_ms");

CREATE INDEX "ix_member_invite__workspace_id__id" ON "member_invite" ("workspace_id", "id");

CREATE UNIQUE INDEX "ix_member_invite__secret_hash" ON "member_invite" ("secret_hash");

ALTER TABLE "staff_user" ADD "language" text;

ALTER TABLE "staff_user" ADD "deactivated_at_ms" bigint;

ALTER TABLE "staff_user" ADD "totp_secret" text;

ALTER TABLE "staff_user" ADD "totp_last_step" bigint;

ALTER TABLE "staff_session" ADD "browser" text;
