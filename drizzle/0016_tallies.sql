CREATE TABLE `log_cursors` (
	`name` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `tallies` (
	`unit` text NOT NULL,
	`event` text NOT NULL,
	`start` integer NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`unit`, `event`, `start`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `logs` ADD `count` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `logs` ADD `repeats` text;--> statement-breakpoint
CREATE UNIQUE INDEX `logs_repeats` ON `logs` (`repeats`) WHERE "logs"."repeats" IS NOT NULL;--> statement-breakpoint
-- Data. What the log holds is counted from its first row on.
INSERT INTO `log_cursors` VALUES ('tallies', 0);
