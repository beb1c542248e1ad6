ALTER TABLE `identities` ADD `provider_email_verified` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `email_vouched` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `phone_vouched` integer DEFAULT false NOT NULL;--> statement-breakpoint
-- Data, written by hand (docs/decisions/0010-addresses.md).
UPDATE `users` SET
  `email_vouched` = `claimed` = 0 AND `email` IS NOT NULL,
  `phone_vouched` = `claimed` = 0 AND `phone` IS NOT NULL;--> statement-breakpoint
CREATE TABLE `invited_with_phone` (`seq` integer PRIMARY KEY, `phone` text NOT NULL);--> statement-breakpoint
INSERT INTO `invited_with_phone` SELECT `seq`, `phone` FROM `users`
  WHERE `email` IS NOT NULL AND `phone` IS NOT NULL AND coalesce(`password`, '') = ''
    AND `email_verification` = 0 AND `phone_verification` = 0
    AND EXISTS (SELECT 1 FROM `memberships` WHERE `memberships`.`user_seq` = `users`.`seq`);--> statement-breakpoint
DELETE FROM `targets` WHERE EXISTS (SELECT 1 FROM `invited_with_phone` AS `invited`
  WHERE `invited`.`seq` = `targets`.`user_seq` AND `invited`.`phone` = `targets`.`identifier`);--> statement-breakpoint
DELETE FROM `tokens` WHERE `type` IN ('phone', 'phone-verification')
  AND `user_seq` IN (SELECT `seq` FROM `invited_with_phone`);--> statement-breakpoint
DELETE FROM `challenges` WHERE `factor` = 'phone' AND `user_seq` IN (SELECT `seq` FROM `invited_with_phone`);--> statement-breakpoint
DELETE FROM `search_words` WHERE (`kind`, `word`, `owner`) IN (SELECT 'user', `word`.`atom`, `users`.`seq`
  FROM `users`, json_tree(`users`.`words`, '$.P') AS `word`
  WHERE `word`.`type` = 'text' AND `users`.`seq` IN (SELECT `seq` FROM `invited_with_phone`));--> statement-breakpoint
UPDATE `users` SET `phone` = NULL, `phone_vouched` = 0, `words` = json_remove(`words`, '$.P')
  WHERE `seq` IN (SELECT `seq` FROM `invited_with_phone`);--> statement-breakpoint
INSERT OR IGNORE INTO `search_words` (`kind`, `word`, `owner`) SELECT 'user', `word`.`atom`, `users`.`seq`
  FROM `users`, json_tree(`users`.`words`) AS `word`
  WHERE `word`.`type` = 'text' AND `users`.`seq` IN (SELECT `seq` FROM `invited_with_phone`);--> statement-breakpoint
DROP TABLE `invited_with_phone`;
