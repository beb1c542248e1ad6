/** Checks the settings for messages before they are deployed, as src/http/config.ts does later. Pure. */
import type { Command } from "../wrangler-config/files.ts";
import type { WranglerConfig } from "../wrangler-config/parse.ts";

/**
 * @param secrets names of those that the Worker will have
 * @param deploy the command of this deployment
 * @returns why messages of this deployment would leak, or the Worker refuse to serve; undefined where neither applies
 */
export function describeMessages(
  { vars }: Pick<WranglerConfig, "vars">,
  secrets: readonly string[],
  deploy: Command,
): string | undefined {
  if (secrets.includes("MESSAGES_OUTBOX") || vars["MESSAGES_OUTBOX"] !== undefined) {
    return (
      "MESSAGES_OUTBOX is set: it prints messages with their secrets, and sends none. It is for one machine, " +
      "in .dev.vars. Remove it from wrangler.toml and from the Worker's secrets."
    );
  }
  const hasUrl = (vars["MESSAGES_WEBHOOK_URL"] ?? "") !== "";
  const hasSecret = secrets.includes("MESSAGES_WEBHOOK_SECRET");
  if (hasUrl && !hasSecret) {
    return String.raw`The configuration sets MESSAGES_WEBHOOK_URL, and the Worker lacks the secret that signs the messages posted there.
Make it and deploy with it:

  (umask 077; printf 'MESSAGES_WEBHOOK_SECRET=whsec_%s\n' $(openssl rand -base64 32) > .dev.vars.webhook)
  ${deploy("--secrets-file", ".dev.vars.webhook")}

Give the secret to the receiver of the messages, then delete the file.`;
  }
  if (hasSecret && !hasUrl) {
    return (
      "The Worker has MESSAGES_WEBHOOK_SECRET, and the configuration no MESSAGES_WEBHOOK_URL to go with it. Set that, or run " +
      "`npx wrangler secret delete MESSAGES_WEBHOOK_SECRET`."
    );
  }
  return undefined;
}
