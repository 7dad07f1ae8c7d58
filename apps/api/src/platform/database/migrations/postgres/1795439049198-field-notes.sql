ALTER TABLE "field_definition" ADD "scope" text NOT NULL DEFAULT 'user';

ALTER TABLE "field_definition" ADD "folder" text NOT NULL DEFAULT '';

ALTER TABLE "field_definition" ADD "description" text NOT NULL DEFAULT '';

ALTER TABLE "field_definition" ADD "held" text;
