-- 32 bits end at two thousand million events of all workspaces together.
ALTER TABLE "event" ALTER COLUMN "position" TYPE bigint, ALTER COLUMN "seq" TYPE bigint;

ALTER SEQUENCE "event_position_seq" AS bigint;
