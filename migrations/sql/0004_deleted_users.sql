CREATE TABLE "deleted_users" (
	"sha256" text PRIMARY KEY NOT NULL,
	"deleted_at" timestamp with time zone DEFAULT now() NOT NULL
);
