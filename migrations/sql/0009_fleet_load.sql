CREATE TABLE "sweeps" (
	"name" text PRIMARY KEY NOT NULL,
	"position" text DEFAULT '' NOT NULL,
	"moved_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "files_by_place" ON "files" USING btree ("object_key" collate "C");--> statement-breakpoint
CREATE VIEW "public"."fleet_load" AS (
  select j.queued, j.running, j.queued + j.running as depth, w.slots, j.oldest_waiting_seconds
  from (
    select count(*) filter (where status = 'queued')::int as queued,
      count(*) filter (where status = 'running')::int as running,
      coalesce(extract(epoch from now() - min(queued_at) filter (where status = 'queued')), 0)::int
        as oldest_waiting_seconds
    from jobs where status in ('queued', 'running')
  ) j, (
    select coalesce(sum(slots), 0)::int as slots from workers
    where heartbeat_at > now() - interval '15 seconds'
  ) w);