/** `npm run bench` runs, on small input: every operation, the profile, and each of its other subjects. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { operationNames } from "../../../bench/operations.ts";
import { type Checkout, copyCheckout } from "../../commands/checkout.ts";
import { run } from "../../commands/npm-start.ts";

let checkout: Checkout;
beforeAll(() => {
  checkout = copyCheckout(["bench", "test"]);
});
afterAll(() => checkout.remove());

/** Milliseconds; on a busy machine a run takes a minute. */
const timeout = 240_000;

const small = ["--users", "200", "--rounds", "1", "--seconds", "0.1"];

test.each<readonly [subject: string, args: readonly string[], patterns: readonly RegExp[]]>([
  ["operations", small, operationNames.map((name) => new RegExp(`^${name} +ours `, "m"))],
  ["a profile", [...small, "--profile", "get"], [/ src\/\S+\.ts:\d+ +[\d.]+ % +[\d.]+$/m]],
  ["hashes", ["hashes", "--only", "md5"], [/^md5 /m]],
  ["events", ["events", "--rounds", "1"], [/^with a webhook, apart( +[\d.]+){3}$/m]],
  ["stalls", ["stalls", "--rounds", "1"], [/so that the sender takes [\d.]+ µs$/m]],
])(
  "measures %s",
  async (_, args, patterns) => {
    const started = run(checkout, "npm", ["run", "--silent", "bench", "--", ...args]);
    const [status] = await started.ended;
    const output = started.output();
    expect(status, output).toBe(0);
    for (const pattern of patterns) expect(output).toMatch(pattern);
  },
  timeout,
);
