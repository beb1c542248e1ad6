import { randomBytes } from "node:crypto";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { configDefaults, defineConfig } from "vitest/config";
import { ConformanceReporter } from "./scripts/conformance/reporter.ts";
import "./scripts/quiet.ts";

/** Secrets of this run only: none is written down. Both projects sign with the same ones. */
const secrets = {
  API_KEY: `standard_${randomBytes(128).toString("hex")}`,
  SECRET_KEY: randomBytes(32).toString("hex"),
};
// Where wrangler looks for them for each file: it warns of those that it does not find, and tells where it found them.
Object.assign(process.env, secrets, { WRANGLER_LOG: "warn" });

/**
 * What the Worker says of each request (src/http/middleware/request-log.ts), of its limits, and of messages that stay here
 * (src/lib/delivery/outbox.ts), which nobody reads here.
 */
const isChatter = (text: string): boolean =>
  text
    .trimEnd()
    .split("\n")
    .every((line) => /^(?:\{"level":"info","requestId":|RATE_LIMITS: |MESSAGES_OUTBOX: |\u2502)/.test(line));

export default defineConfig({
  test: {
    onConsoleLog: (text) => !isChatter(text),
    reporters: [...configDefaults.reporters, new ConformanceReporter("docs/conformance.md")],
    projects: [
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              bindings: { ...secrets, MESSAGES_OUTBOX: "on", TEST_MIGRATIONS: await readD1Migrations("./drizzle") },
              outboundService: ({ url }) => {
                throw new Error(`Nothing leaves a test, so neither does a request to ${url}.`);
              },
            },
          })),
        ],
        test: {
          name: "workers",
          include: ["src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["test/sdk/**"],
          setupFiles: ["./test/harness/migrate.ts"],
          // What hashes many passwords takes long on a busy machine. No test is about time.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "sdk",
          include: ["test/sdk/**/*.test.ts"],
          globalSetup: ["./test/sdk/harness/bundle.ts"],
          env: { ...secrets, WRANGLER_LOG: "log" },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
