CREATE TABLE `authenticators` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`type` text NOT NULL,
	`secret` text NOT NULL,
	`verified` integer NOT NULL,
	`last_step` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `authenticators_user_seq_type` ON `authenticators` (`user_seq`,`type`);--> statement-breakpoint
CREATE TABLE `challenges` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`factor` text NOT NULL,
	`code` text,
	`expire` integer NOT NULL,
	`tries` integer NOT NULL,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `challenges_id` ON `challenges` (`id`);--> statement-breakpoint
CREATE INDEX `challenges_user_seq` ON `challenges` (`user_seq`);--> statement-breakpoint
CREATE INDEX `challenges_expire` ON `challenges` (`expire`);--> statement-breakpoint
CREATE TABLE `providers` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`name` text NOT NULL,
	`name_folded` text NOT NULL,
	`provider` text NOT NULL,
	`type` text NOT NULL,
	`enabled` integer NOT NULL,
	`credentials` text NOT NULL,
	`options` text NOT NULL,
	`words` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `providers_id` ON `providers` (lower("id"));--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`user_seq` integer NOT NULL,
	`code` text NOT NULL,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `recovery_codes_user_seq` ON `recovery_codes` (`user_seq`);--> statement-breakpoint
ALTER TABLE `settings` ADD `session_alert` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `password_dictionary` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `password_history` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `password_personal_data` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `password_min` integer DEFAULT 8 NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `password_uppercase` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `password_lowercase` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `password_number` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `password_symbols` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `user_limit` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `membership_user_id` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `membership_user_email` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `membership_user_phone` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `membership_user_name` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `membership_user_mfa` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `membership_user_accessed_at` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `mfa_totp` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `mfa_email` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `mfa_phone` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `mfa_custom` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `disabled_auth_methods` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `targets` ADD `session_seq` integer REFERENCES sessions(seq) ON DELETE cascade;--> statement-breakpoint
CREATE INDEX `targets_provider_id` ON `targets` (`provider_id`) WHERE "provider_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `targets_session_seq` ON `targets` (`session_seq`) WHERE "session_seq" IS NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `password_history` text DEFAULT '[]' NOT NULL;