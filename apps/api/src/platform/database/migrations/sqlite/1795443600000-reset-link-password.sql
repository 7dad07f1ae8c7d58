ALTER TABLE "password_reset_link" ADD "password_digest" text;
