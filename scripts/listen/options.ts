/** The command line of `npm run listen`. Pure. */
import { isPattern } from "../../src/domain/audit/index.ts";
import { fail, ok, type Result } from "../../src/errors/result.ts";
import { readArguments } from "../arguments.ts";

export const usage = "Usage: npm run listen -- [--url URL] [--events PATTERN,…] [--secret SECRET] [--persist-to DIR]";

export interface Options {
  /** The URL to which events are forwarded; null: they are only printed. */
  readonly url: string | null;
  /** Patterns of the events to receive. */
  readonly events: readonly string[];
  /** The secret that signs; null: a random one. */
  readonly secret: string | null;
  /** The state folder of the `npm start` to listen to. */
  readonly persistTo: string;
}

const options = {
  url: { type: "string" },
  events: { type: "string", default: "*" },
  secret: { type: "string" },
  "persist-to": { type: "string", default: ".wrangler/state" },
} as const;

/**
 * @param args the arguments after `npm run listen --`
 * @returns the options, or one sentence that says which argument is wrong
 */
export function parseOptions(args: readonly string[]): Result<Options> {
  const parsed = readArguments(args, { options });
  if (!parsed.ok) return parsed;
  const { events, "persist-to": persistTo, secret = null, url = null } = parsed.value.values;
  if (url !== null && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    return fail(`--url takes an address such as http://localhost:3000/hook, not "${url}".`);
  }
  const patterns = events.split(",").map((pattern) => pattern.trim());
  const wrong = patterns.find((pattern) => !isPattern(pattern));
  if (wrong !== undefined) return fail(`--events takes patterns such as users.*.create or users.*, not "${wrong}".`);
  if (secret !== null && (secret.length < 8 || secret.length > 256)) return fail("--secret takes 8 to 256 characters.");
  return ok({ url, events: patterns, secret, persistTo });
}
