CREATE TABLE "removed_objects" (
	"place" text PRIMARY KEY NOT NULL,
	"again_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "deleted_users" ADD COLUMN "kept" jsonb;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "identity" jsonb;