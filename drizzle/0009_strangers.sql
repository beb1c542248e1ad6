-- No table refers to these two, so they are made anew with foreign keys on.
CREATE TABLE `__new_messages` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`user_seq` integer,
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
INSERT INTO `__new_messages`("seq", "id", "created_at", "updated_at", "user_seq", "type", "template", "status", "content", "tries", "next_at", "deadline", "delivered_at", "error", "expire") SELECT "seq", "id", "created_at", "updated_at", "user_seq", "type", "template", "status", "content", "tries", "next_at", "deadline", "delivered_at", "error", "expire" FROM `messages`;--> statement-breakpoint
DROP TABLE `messages`;--> statement-breakpoint
ALTER TABLE `__new_messages` RENAME TO `messages`;--> statement-breakpoint
CREATE UNIQUE INDEX `messages_id` ON `messages` (lower("id"));--> statement-breakpoint
CREATE INDEX `messages_user_seq` ON `messages` (`user_seq`);--> statement-breakpoint
CREATE INDEX `messages_next_at` ON `messages` (`next_at`) WHERE "messages"."next_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `messages_expire` ON `messages` (`expire`);--> statement-breakpoint
CREATE TABLE `__new_tokens` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`user_seq` integer,
	`asked_id` text NOT NULL,
	`address` text,
	`type` text NOT NULL,
	`digest` text NOT NULL,
	`expire` integer NOT NULL,
	`tries` integer,
	`identity_seq` integer,
	FOREIGN KEY (`user_seq`) REFERENCES `users`(`seq`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_tokens`("seq", "id", "created_at", "user_seq", "asked_id", "address", "type", "digest", "expire", "tries", "identity_seq") SELECT "seq", "id", "created_at", "user_seq", "asked_id", "address", "type", "digest", "expire", "tries", "identity_seq" FROM `tokens`;--> statement-breakpoint
DROP TABLE `tokens`;--> statement-breakpoint
ALTER TABLE `__new_tokens` RENAME TO `tokens`;--> statement-breakpoint
CREATE INDEX `tokens_user_seq` ON `tokens` (`user_seq`);--> statement-breakpoint
CREATE INDEX `tokens_asked_id` ON `tokens` (`asked_id`);--> statement-breakpoint
CREATE INDEX `tokens_address` ON `tokens` (`address`) WHERE "tokens"."address" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `tokens_expire` ON `tokens` (`expire`);--> statement-breakpoint
-- Written by hand: of a table without rows, the copy leaves a count of 0, which every insert elsewhere would read.
DELETE FROM `sqlite_sequence` WHERE `name` IN ('messages', 'tokens') AND `seq` = 0;
