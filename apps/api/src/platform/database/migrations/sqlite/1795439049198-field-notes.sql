ALTER TABLE "field_definition" ADD COLUMN "scope" text NOT NULL DEFAULT ('user');

ALTER TABLE "field_definition" ADD COLUMN "folder" text NOT NULL DEFAULT ('');

ALTER TABLE "field_definition" ADD COLUMN "description" text NOT NULL DEFAULT ('');

ALTER TABLE "field_definition" ADD COLUMN "held" text;
