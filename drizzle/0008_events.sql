ALTER TABLE `logs` ADD `operation` text;--> statement-breakpoint
ALTER TABLE `logs` ADD `item` text;