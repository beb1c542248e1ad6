DROP INDEX `sessions_id`;--> statement-breakpoint
DROP INDEX `sessions_user_seq`;--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_user_seq_id` ON `sessions` (`user_seq`,`id`);--> statement-breakpoint
DROP INDEX `users_status`;--> statement-breakpoint
DROP INDEX `users_email_verification`;--> statement-breakpoint
DROP INDEX `users_phone_verification`;--> statement-breakpoint
DROP INDEX `users_impersonator`;--> statement-breakpoint
CREATE INDEX `users_status` ON `users` (`status`) WHERE "users"."status" = 0;--> statement-breakpoint
CREATE INDEX `users_email_verification` ON `users` (`email_verification`) WHERE "users"."email_verification" = 1;--> statement-breakpoint
CREATE INDEX `users_phone_verification` ON `users` (`phone_verification`) WHERE "users"."phone_verification" = 1;--> statement-breakpoint
CREATE INDEX `users_impersonator` ON `users` (`impersonator`) WHERE "users"."impersonator" = 1;--> statement-breakpoint
CREATE TABLE `__new_targets` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`name` text,
	`provider_seq` integer,
	`provider_type` text NOT NULL,
	`identifier` text NOT NULL,
	`expired` integer NOT NULL,
	`session_seq` integer,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`session_seq`) REFERENCES `sessions`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_targets`("seq", "id", "created_at", "updated_at", "user_seq", "name", "provider_seq", "provider_type", "identifier", "expired", "session_seq") SELECT "seq", "id", "created_at", "updated_at", "user_seq", "name", "provider_seq", "provider_type", "identifier", "expired", "session_seq" FROM `targets`;--> statement-breakpoint
DROP TABLE `targets`;--> statement-breakpoint
ALTER TABLE `__new_targets` RENAME TO `targets`;--> statement-breakpoint
CREATE UNIQUE INDEX `targets_id` ON `targets` (lower("id"));--> statement-breakpoint
CREATE UNIQUE INDEX `targets_identifier` ON `targets` (`provider_type`,`identifier`);--> statement-breakpoint
CREATE INDEX `targets_user_seq` ON `targets` (`user_seq`);--> statement-breakpoint
CREATE INDEX `targets_session_seq` ON `targets` (`session_seq`) WHERE "targets"."session_seq" IS NOT NULL;--> statement-breakpoint
ALTER TABLE `tokens` ADD `origin` text;