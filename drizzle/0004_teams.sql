CREATE TABLE `memberships` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`team_seq` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`roles` text NOT NULL,
	`invited` integer NOT NULL,
	`joined` integer,
	`confirm` integer NOT NULL,
	`digest` text,
	`words` text NOT NULL,
	`write_id` text NOT NULL,
	FOREIGN KEY (`team_seq`) REFERENCES `teams`(`seq`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `memberships_id` ON `memberships` (lower("id"));--> statement-breakpoint
CREATE UNIQUE INDEX `memberships_user_seq_team_seq` ON `memberships` (`user_seq`,`team_seq`);--> statement-breakpoint
CREATE INDEX `memberships_team_seq` ON `memberships` (`team_seq`);--> statement-breakpoint
CREATE TABLE `messages` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`user_seq` integer NOT NULL,
	`type` text NOT NULL,
	`template` text NOT NULL,
	`status` text NOT NULL,
	`content` text,
	`tries` integer NOT NULL,
	`next_at` integer,
	`deadline` integer NOT NULL,
	`delivered_at` integer,
	`error` text,
	`expire` integer NOT NULL,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_id` ON `messages` (lower("id"));--> statement-breakpoint
CREATE INDEX `messages_user_seq` ON `messages` (`user_seq`);--> statement-breakpoint
CREATE INDEX `messages_next_at` ON `messages` (`next_at`) WHERE "next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `messages_expire` ON `messages` (`expire`);--> statement-breakpoint
CREATE TABLE `teams` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`name` text NOT NULL,
	`name_folded` text NOT NULL,
	`total` integer NOT NULL,
	`prefs` text NOT NULL,
	`words` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `teams_id` ON `teams` (lower("id"));--> statement-breakpoint
CREATE INDEX `teams_name` ON `teams` (`name_folded`);--> statement-breakpoint
CREATE INDEX `teams_total` ON `teams` (`total`);--> statement-breakpoint
CREATE INDEX `teams_created_at` ON `teams` (`created_at`);--> statement-breakpoint
CREATE INDEX `teams_updated_at` ON `teams` (`updated_at`);--> statement-breakpoint
ALTER TABLE `user_totals` ADD `teams` integer DEFAULT 0 NOT NULL;