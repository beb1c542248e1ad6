ALTER TABLE `sessions` ADD `password_recovered` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `settings` ADD `mfa_oauth2` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `password_recovered` integer DEFAULT false NOT NULL;