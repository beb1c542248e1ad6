-- The last seven digits of a phone number are a word of their own from now on. A number of seven digits has one word.
INSERT OR IGNORE INTO `search_words` (`kind`, `word`, `owner`)
SELECT 'user', substr(`phone`, -7), `seq` FROM `users` WHERE length(`phone`) > 8;
--> statement-breakpoint
UPDATE `users` SET `words` = json_insert(`words`, '$.P[#]', substr(`phone`, -7)) WHERE length(`phone`) > 8;
