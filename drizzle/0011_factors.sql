CREATE TABLE `deleted_users` (
	`id` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
ALTER TABLE `sessions` ADD `password_recovered` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `mfa_oauth2` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `password_recovered` integer DEFAULT false NOT NULL;--> statement-breakpoint
-- Data: carried over by hand.
-- Digests of tokens are bound to their type from here on: those of before open nothing.
DELETE FROM `tokens`;--> statement-breakpoint
INSERT OR IGNORE INTO `deleted_users` (`id`)
  SELECT lower(substr(`resource`, 6)) FROM `logs` WHERE `event` = 'user.delete' AND `resource` LIKE 'user/%';
