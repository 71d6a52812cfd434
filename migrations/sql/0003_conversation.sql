ALTER TABLE "jobs" ADD COLUMN "relation" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "seed" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_relation" CHECK ("jobs"."relation" in ('retry', 'follow_up', 'run'));