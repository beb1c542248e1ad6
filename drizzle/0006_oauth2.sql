CREATE TABLE `oauth2_flows` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`created_at` integer NOT NULL,
	`digest` text NOT NULL,
	`content` text NOT NULL,
	`expire` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `oauth2_flows_digest` ON `oauth2_flows` (`digest`);--> statement-breakpoint
CREATE INDEX `oauth2_flows_expire` ON `oauth2_flows` (`expire`);--> statement-breakpoint
CREATE TABLE `oauth2_providers` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`updated_at` integer NOT NULL,
	`enabled` integer NOT NULL,
	`settings` text NOT NULL,
	`secrets` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `oauth2_providers_id` ON `oauth2_providers` (`id`);--> statement-breakpoint
ALTER TABLE `identities` ADD `user_id` text NOT NULL;--> statement-breakpoint
ALTER TABLE `identities` ADD `provider_access_token` text;--> statement-breakpoint
ALTER TABLE `identities` ADD `provider_refresh_token` text;--> statement-breakpoint
ALTER TABLE `identities` ADD `provider_access_token_expiry` integer;--> statement-breakpoint
CREATE INDEX `identities_user_id` ON `identities` (`user_id`);--> statement-breakpoint
CREATE INDEX `identities_provider` ON `identities` (`provider`);--> statement-breakpoint
CREATE INDEX `identities_uid` ON `identities` (`provider_uid`);--> statement-breakpoint
CREATE INDEX `identities_created_at` ON `identities` (`created_at`);--> statement-breakpoint
CREATE INDEX `identities_updated_at` ON `identities` (`updated_at`);--> statement-breakpoint
CREATE INDEX `identities_provider_access_token_expiry` ON `identities` (`provider_access_token_expiry`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `provider_access_token` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `provider_refresh_token` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `provider_access_token_expiry` integer;--> statement-breakpoint
ALTER TABLE `tokens` ADD `identity_seq` integer;--> statement-breakpoint
ALTER TABLE `user_totals` ADD `identities` integer DEFAULT 0 NOT NULL;