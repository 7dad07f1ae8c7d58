ALTER TABLE "workspace" ADD "country" text;

ALTER TABLE "workspace" ADD "currency" text;
