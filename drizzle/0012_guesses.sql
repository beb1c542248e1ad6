CREATE TABLE `locks` (
	`account` text PRIMARY KEY NOT NULL,
	`failures` integer NOT NULL,
	`until` integer NOT NULL,
	`attempt` text NOT NULL,
	`expire` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `teams` ADD `creator_seq` integer;--> statement-breakpoint
CREATE INDEX `teams_creator_seq` ON `teams` (`creator_seq`) WHERE "teams"."creator_seq" IS NOT NULL;--> statement-breakpoint
-- Data.
UPDATE `teams` SET `creator_seq` = (SELECT `user_seq` FROM `memberships`
	WHERE `team_seq` = `teams`.`seq` AND `created_at` = `teams`.`created_at` AND `digest` IS NULL LIMIT 1);
