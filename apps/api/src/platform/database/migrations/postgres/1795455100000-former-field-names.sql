ALTER TABLE "field_definition" ADD "former_names" text;
