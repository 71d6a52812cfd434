DROP INDEX "notifications_newest";--> statement-breakpoint
DROP INDEX "webhook_deliveries_newest";--> statement-breakpoint
DROP INDEX "jobs_newest";--> statement-breakpoint
CREATE INDEX "jobs_ended_lately" ON "jobs" USING btree ("finished_at") WHERE "jobs"."started_at" is not null;--> statement-breakpoint
CREATE INDEX "notifications_newest" ON "notifications" USING btree ("user_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "webhook_deliveries_newest" ON "webhook_deliveries" USING btree ("webhook_id","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "jobs_newest" ON "jobs" USING btree ("user_id","queued_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);