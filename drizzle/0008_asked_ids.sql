DROP INDEX `targets_identifier`;--> statement-breakpoint
CREATE UNIQUE INDEX `targets_identifier` ON `targets` (`provider_type`,`identifier`);--> statement-breakpoint
ALTER TABLE `memberships` ADD `asked_id` text;--> statement-breakpoint
ALTER TABLE `memberships` ADD `epoch` integer;--> statement-breakpoint
ALTER TABLE `tokens` ADD `asked_id` text;--> statement-breakpoint
ALTER TABLE `tokens` ADD `address` text;--> statement-breakpoint
CREATE INDEX `tokens_asked_id` ON `tokens` (`asked_id`);--> statement-breakpoint
CREATE INDEX `tokens_address` ON `tokens` (`address`) WHERE "tokens"."address" IS NOT NULL;--> statement-breakpoint
-- Written by hand: what was sent before is presented with the user's own id, and invitations end from now on.
UPDATE `tokens` SET `asked_id` = (SELECT `id` FROM `users` WHERE `seq` = `user_seq`);--> statement-breakpoint
UPDATE `tokens` SET `address` = (SELECT `email` FROM `users` WHERE `seq` = `user_seq`) WHERE `type` IN ('magic-url', 'email');--> statement-breakpoint
UPDATE `tokens` SET `address` = (SELECT `phone` FROM `users` WHERE `seq` = `user_seq`) WHERE `type` = 'phone';--> statement-breakpoint
UPDATE `memberships` SET `epoch` = (SELECT `epoch` FROM `users` WHERE `seq` = `user_seq`) WHERE `confirm` = 0;
