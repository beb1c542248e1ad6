/** The errors of the configuration. Each names the accepted values of a variable, and the place to set it. */
const makeKey =
  "Make one with `openssl rand -hex 128 | sed s/^/standard_/` and set it with `wrangler secret put API_KEY`.";
const makeSecret = "Make one with `openssl rand -hex 32` and set it with `wrangler secret put SECRET_KEY`.";
export const apiKeyText = `API_KEY must be a random text of at least 32 characters. ${makeKey}`;
export const secretKeyText = `SECRET_KEY must be 32 random bytes as 64 hex digits. ${makeSecret}`;
export const previousKeyText =
  "SECRET_KEY_PREVIOUS must be the previous SECRET_KEY, as 64 hex digits, or absent: " +
  "remove it with `wrangler secret delete SECRET_KEY_PREVIOUS`.";
export const sameKeyText =
  "SECRET_KEY_PREVIOUS must not be the same as SECRET_KEY: it is the previous one. " +
  "Remove it with `wrangler secret delete SECRET_KEY_PREVIOUS`.";
export const projectText =
  "PROJECT_ID must be an id: 1 to 36 of a-z, A-Z, 0-9, period, hyphen and underscore. Set it in wrangler.toml.";
export const projectNameText =
  "PROJECT_NAME must be a text of at most 128 characters without control characters, or empty: PROJECT_ID is shown then. " +
  "Set it in wrangler.toml.";
export const publicUrlText =
  "PUBLIC_URL must be the origin of this Worker, such as https://auth.example.com, without a path, or empty. " +
  "Only a loopback host may have http. Set it in wrangler.toml.";
export const localText =
  "LOCAL must be `on`, `off` or absent. `npm start` sets it: it is for one machine, and no deployment serves with it.";
export const consoleText = "CONSOLE must be `on` or `off`: whether /console is served. Set it in wrangler.toml.";
export const hostsText =
  "ALLOWED_HOSTS must be a comma-separated list of hosts (example.com, *.example.com, or *) and of origins of apps and " +
  "extensions (capacitor://localhost, chrome-extension://ID, moz-extension://).";
export const rateLimitsText =
  "RATE_LIMITS must be a number from 0 to 1000, by which the limits are multiplied, or `off`. Set it in wrangler.toml.";
export const deadlineText =
  "D1_DEADLINE_MS must be a whole number of milliseconds from 10 to 25000, or empty for 5000: " +
  "the longest time that a request waits for D1. Set it in wrangler.toml.";
export const logRetentionText =
  "LOG_RETENTION_DAYS must be a whole number of days from 1 to 36500, or `off` (or 0) to keep the log for ever. " +
  "Set it in wrangler.toml.";
export const outboxText =
  "MESSAGES_OUTBOX must be `on` or absent: with it, messages to users stay on this machine. Set it in .dev.vars.";
export const webhookUrlText =
  "MESSAGES_WEBHOOK_URL must be an https:// address without a user name, or empty. Set it in wrangler.toml.";
const makeWebhookSecret =
  "Make one with `echo whsec_$(openssl rand -base64 32)` and set it with `wrangler secret put MESSAGES_WEBHOOK_SECRET`.";
export const webhookSecretText =
  "MESSAGES_WEBHOOK_SECRET must be `whsec_` and base64 of 24 to 64 random bytes, or another random text of at least 32 " +
  `characters. ${makeWebhookSecret}`;
export const webhookText = `MESSAGES_WEBHOOK_URL and MESSAGES_WEBHOOK_SECRET go together: set both, or neither. ${makeWebhookSecret}`;
export const previousWebhookSecretText =
  "MESSAGES_WEBHOOK_SECRET_PREVIOUS must be the previous MESSAGES_WEBHOOK_SECRET, or absent: " +
  "remove it with `wrangler secret delete MESSAGES_WEBHOOK_SECRET_PREVIOUS`.";
