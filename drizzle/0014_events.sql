CREATE TABLE `webhooks` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`enabled` integer NOT NULL,
	`auth_username` text NOT NULL,
	`auth_password` text,
	`secret` text,
	`previous_secret` text,
	`previous_until` integer,
	`cursor` integer NOT NULL,
	`pending` text NOT NULL,
	`pending_at` integer,
	`next_at` integer NOT NULL,
	`lease` text NOT NULL,
	`lease_end` integer NOT NULL,
	`attempts` integer NOT NULL,
	`failing_since` integer,
	`error` text NOT NULL,
	`dropped` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `webhooks_id` ON `webhooks` (lower("id"));--> statement-breakpoint
ALTER TABLE `logs` ADD `operation` text;--> statement-breakpoint
ALTER TABLE `logs` ADD `item` text;