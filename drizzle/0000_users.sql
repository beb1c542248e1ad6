CREATE TABLE `identities` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`provider` text NOT NULL,
	`provider_uid` text NOT NULL,
	`provider_email` text,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `identities_id` ON `identities` (lower("id"));--> statement-breakpoint
CREATE UNIQUE INDEX `identities_provider_uid` ON `identities` (`provider`,`provider_uid`);--> statement-breakpoint
CREATE INDEX `identities_provider_email` ON `identities` (`provider_email`);--> statement-breakpoint
CREATE INDEX `identities_user_seq` ON `identities` (`user_seq`);--> statement-breakpoint
CREATE TABLE `keys` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`name` text NOT NULL,
	`digest` text NOT NULL,
	`scopes` text NOT NULL,
	`expire` integer,
	`accessed_at` integer,
	`sdks` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_id` ON `keys` (lower("id"));--> statement-breakpoint
CREATE UNIQUE INDEX `keys_digest` ON `keys` (`digest`);--> statement-breakpoint
CREATE TABLE `logs` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`created_at` integer NOT NULL,
	`event` text NOT NULL,
	`resource` text NOT NULL,
	`user_seq` integer,
	`actor_type` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`actor_email` text NOT NULL,
	`ip` text NOT NULL,
	`user_agent` text NOT NULL,
	`country` text
);
--> statement-breakpoint
CREATE INDEX `logs_user_seq` ON `logs` (`user_seq`);--> statement-breakpoint
CREATE TABLE `search_words` (
	`kind` text NOT NULL,
	`word` text NOT NULL,
	`owner` integer NOT NULL,
	PRIMARY KEY(`kind`, `word`, `owner`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `targets` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`name` text,
	`provider_id` text,
	`provider_type` text NOT NULL,
	`identifier` text NOT NULL,
	`expired` integer NOT NULL,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `targets_id` ON `targets` (lower("id"));--> statement-breakpoint
CREATE UNIQUE INDEX `targets_identifier` ON `targets` (`identifier`);--> statement-breakpoint
CREATE INDEX `targets_user_seq` ON `targets` (`user_seq`);--> statement-breakpoint
CREATE TABLE `user_labels` (
	`label` text NOT NULL,
	`user_seq` integer NOT NULL,
	PRIMARY KEY(`label`, `user_seq`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `user_totals` (
	`id` integer PRIMARY KEY NOT NULL,
	`users` integer NOT NULL,
	`status` integer NOT NULL,
	`email_verification` integer NOT NULL,
	`phone_verification` integer NOT NULL,
	`impersonator` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `user_totals` VALUES (1, 0, 0, 0, 0, 0);
--> statement-breakpoint
CREATE TABLE `users` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`name` text NOT NULL,
	`name_folded` text NOT NULL,
	`email` text,
	`email_verification` integer NOT NULL,
	`email_canonical` text,
	`email_is_free` integer,
	`email_is_disposable` integer,
	`phone` text,
	`phone_verification` integer NOT NULL,
	`password` text,
	`hash` text NOT NULL,
	`hash_options` text NOT NULL,
	`password_update` integer,
	`status` integer NOT NULL,
	`labels` text NOT NULL,
	`mfa` integer NOT NULL,
	`prefs` text NOT NULL,
	`accessed_at` integer,
	`impersonator` integer NOT NULL,
	`words` text NOT NULL,
	`write_id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_id` ON `users` (lower("id"));--> statement-breakpoint
CREATE UNIQUE INDEX `users_email` ON `users` (`email`);--> statement-breakpoint
CREATE UNIQUE INDEX `users_phone` ON `users` (`phone`);--> statement-breakpoint
CREATE INDEX `users_name` ON `users` (`name_folded`);--> statement-breakpoint
CREATE INDEX `users_created_at` ON `users` (`created_at`);--> statement-breakpoint
CREATE INDEX `users_updated_at` ON `users` (`updated_at`);--> statement-breakpoint
CREATE INDEX `users_password_update` ON `users` (`password_update`);--> statement-breakpoint
CREATE INDEX `users_accessed_at` ON `users` (`accessed_at`);--> statement-breakpoint
CREATE INDEX `users_status` ON `users` (`status`);--> statement-breakpoint
CREATE INDEX `users_email_verification` ON `users` (`email_verification`);--> statement-breakpoint
CREATE INDEX `users_phone_verification` ON `users` (`phone_verification`);--> statement-breakpoint
CREATE INDEX `users_impersonator` ON `users` (`impersonator`);