/** What of a deployment's configuration is about messages, before it is deployed: src/http/config.ts. Pure. */

const makeSecret = "openssl rand -hex 32 | tee /dev/stderr | npx wrangler secret put MESSAGES_WEBHOOK_SECRET";

/** A variable of wrangler.toml; undefined: it is not set. */
const variable = (toml: string, name: string): string | undefined =>
  new RegExp(`^[ \\t]*${name}[ \\t]*=[ \\t]*["']?([^"'#\\n]*)`, "m").exec(toml)?.[1]?.trim();

/**
 * @param toml the text of wrangler.toml
 * @param secrets names of those that the Worker will have
 * @returns why messages of this deployment would leak, or the Worker refuse to serve; undefined where neither is so
 */
export function describeMessages(toml: string, secrets: readonly string[]): string | undefined {
  if (secrets.includes("MESSAGES_OUTBOX") || variable(toml, "MESSAGES_OUTBOX") !== undefined) {
    return (
      "MESSAGES_OUTBOX is set: it prints messages with what is secret in them, and sends none. It is for one machine, " +
      "in .dev.vars. Remove it from wrangler.toml and from the Worker's secrets."
    );
  }
  const hasUrl = (variable(toml, "MESSAGES_WEBHOOK_URL") ?? "") !== "";
  const hasSecret = secrets.includes("MESSAGES_WEBHOOK_SECRET");
  if (hasUrl && !hasSecret) {
    return `wrangler.toml sets MESSAGES_WEBHOOK_URL, and the Worker lacks the secret that signs what is posted there:\n\n  ${makeSecret}`;
  }
  if (hasSecret && !hasUrl) {
    return (
      "The Worker has MESSAGES_WEBHOOK_SECRET, and wrangler.toml no MESSAGES_WEBHOOK_URL to go with it. Set that, or run " +
      "`npx wrangler secret delete MESSAGES_WEBHOOK_SECRET`."
    );
  }
  return undefined;
}
