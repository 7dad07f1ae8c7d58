ALTER TABLE "error_log_entry" ADD "flow_id" text;

ALTER TABLE "error_log_entry" ADD "step_id" text;
