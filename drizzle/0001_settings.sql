CREATE TABLE `settings` (
	`id` integer PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `settings` VALUES (1, unixepoch() * 1000, unixepoch() * 1000);
