ALTER TABLE "installation" ADD "build" text;
