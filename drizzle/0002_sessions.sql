CREATE TABLE `rate_limits` (
	`bucket` text PRIMARY KEY NOT NULL,
	`count` integer NOT NULL,
	`expire` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sessions` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`digest` text NOT NULL,
	`provider` text NOT NULL,
	`provider_uid` text NOT NULL,
	`expire` integer NOT NULL,
	`factors` text NOT NULL,
	`mfa_updated_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_id` ON `sessions` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_digest` ON `sessions` (`digest`);--> statement-breakpoint
CREATE INDEX `sessions_user_seq` ON `sessions` (`user_seq`);--> statement-breakpoint
CREATE INDEX `sessions_expire` ON `sessions` (`expire`);--> statement-breakpoint
CREATE TABLE `tokens` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`type` text NOT NULL,
	`digest` text NOT NULL,
	`expire` integer NOT NULL,
	`tries` integer,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `tokens_user_seq` ON `tokens` (`user_seq`);--> statement-breakpoint
CREATE INDEX `tokens_expire` ON `tokens` (`expire`);--> statement-breakpoint
ALTER TABLE `logs` ADD `token_origin` text;--> statement-breakpoint
ALTER TABLE `settings` ADD `session_duration` integer DEFAULT 31536000 NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `session_limit` integer DEFAULT 10 NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `session_invalidation` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `epoch` integer DEFAULT 0 NOT NULL;