import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { ConformanceReporter } from "./scripts/conformance/reporter.ts";
import "./scripts/wrangler-variables.ts";
import { WallTimeReporter } from "./scripts/wall-time.ts";
import { outside } from "./test/harness/outside.ts";
import { useRamDisk } from "./test/harness/ram-disk.ts";
import type { Scope } from "./test/harness/scope.ts";

/** Secrets of this run only: none is written down. All projects sign with the same ones. */
const secrets = {
  API_KEY: `standard_${randomBytes(128).toString("hex")}`,
  SECRET_KEY: randomBytes(32).toString("hex"),
};
// Where wrangler looks for them for each file: it warns of those that it does not find, and tells where it found them.
Object.assign(process.env, secrets, { WRANGLER_LOG: "warn" });

/**
 * The Worker's lines about requests (src/http/middleware/request-log.ts), its limits, and messages in the outbox
 * (src/lib/delivery/outbox.ts), which are of no use here.
 */
const isChatter = (text: string): boolean =>
  text
    .trimEnd()
    .split("\n")
    .every((line) =>
      /^(?:\{"level":"info","requestId":|deliver-events |[A-Z]+ \/\S* \d{3} \d+ ms|RATE_LIMITS: |MESSAGES_OUTBOX: |\u2502)/.test(
        line,
      ),
    );

/** Tests of our own code that need what only the platform has, such as imports of texts and of WebAssembly. */
const platformUnits = [
  "src/domain/users/email-metadata.test.ts",
  "src/storage/**/*.test.ts",
  "src/lib/sql/build.test.ts",
  "src/lib/passwords/**/*.test.ts",
  "src/lib/crypto/otp.test.ts",
  "src/lib/devices/device.test.ts",
  "src/http/middleware/client.test.ts",
];

/** Files that need an isolate of their own: they watch the engine of argon2 begin, which it does once in an isolate. */
const alone = ["src/lib/passwords/formats/argon2-engine.test.ts", "test/promises/timing.test.ts"];

/** The file whose subject is what something takes, in milliseconds. */
const timed = "test/deep/commands/bundle.test.ts";

/** The tests of the Worker's parts that know no platform. */
const units: TestProjectInlineConfiguration = {
  test: { name: "units", include: ["src/**/*.test.ts"], exclude: platformUnits, isolate: false },
};

/** Hashes new passwords at the least cost, for tests that are not about it: no password of theirs is worth any. */
const cheapCost = {
  find: /^\.\.?\/.*\bdefault-cost\.ts$/,
  replacement: join(import.meta.dirname, "test/harness/cheap-cost.ts"),
};

/** Tests inside workerd, with a D1 database and a KV namespace. */
const inWorkerd = (
  test: NonNullable<TestProjectInlineConfiguration["test"]>,
  alias: readonly (typeof cheapCost)[] = [],
): TestProjectInlineConfiguration => ({
  resolve: { alias: [...alias] },
  plugins: [
    cloudflareTest(async () => ({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: {
        bindings: {
          ...secrets,
          ALLOWED_HOSTS: "localhost, 127.0.0.1, [::1]",
          MESSAGES_OUTBOX: "on",
          // A busy machine is no stall.
          D1_DEADLINE_MS: "25000",
          TEST_MIGRATIONS: await readD1Migrations("./drizzle"),
        },
        outboundService: outside,
      },
    })),
  ],
  test: {
    setupFiles: ["./test/harness/fresh-stores.ts"],
    // Tests that hash many passwords take long on a busy machine. No test is about time.
    testTimeout: 30_000,
    hookTimeout: 120_000,
    ...test,
  },
});

/** Tests in Node, of servers that are bundled and run as a deployment is. */
const onServers = (test: NonNullable<TestProjectInlineConfiguration["test"]>): TestProjectInlineConfiguration => ({
  test: {
    globalSetup: ["./test/sdk/harness/bundle.ts"],
    env: { ...secrets, WRANGLER_LOG: "log" },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    ...test,
  },
});

interface Command {
  readonly script: string;
  readonly scope: Scope;
  readonly projects: readonly TestProjectInlineConfiguration[];
}

/** The commands, by the mode that they run Vitest in. */
const commands: Readonly<Record<string, Command>> = {
  test: {
    script: "npm test",
    scope: { sdks: [14, 27, 28], fuzzCases: 1_000, rows: 1_000 },
    projects: [
      units,
      inWorkerd({
        name: "platform",
        include: [...platformUnits, "test/passwords/**/*.test.ts"],
        exclude: alone,
        isolate: false,
      }),
      inWorkerd(
        {
          name: "workers",
          include: ["test/**/*.test.ts"],
          exclude: [
            ...alone,
            "test/passwords/**",
            "test/sdk/**",
            "test/commands/**",
            "test/deep/servers/**",
            "test/deep/commands/**",
          ],
          isolate: false,
        },
        [cheapCost],
      ),
      inWorkerd({ name: "alone", include: alone }),
      onServers({ name: "sdk", include: ["test/sdk/**/*.test.ts"], isolate: false }),
    ],
  },
  commands: {
    script: "npm run test:commands",
    scope: { sdks: [17, 20], fuzzCases: 0, rows: 0 },
    projects: [
      onServers({
        name: "commands",
        include: ["test/commands/**/*.test.ts", "test/sdk/versions/**/*.test.ts"],
        // A test may run a dozen commands, and a slow machine takes ten seconds for each.
        testTimeout: 180_000,
      }),
    ],
  },
  deep: {
    script: "npm run test:deep",
    scope: { sdks: [], fuzzCases: 50_000, rows: 100_000 },
    projects: [
      inWorkerd(
        {
          name: "deep",
          include: ["test/deep/**/*.test.ts"],
          exclude: ["test/deep/servers/**", "test/deep/commands/**"],
          isolate: false,
        },
        [cheapCost],
      ),
      onServers({ name: "deep-servers", include: ["test/deep/servers/**/*.test.ts"] }),
      { test: { name: "deep-commands", include: ["test/deep/commands/**/*.test.ts"], exclude: [timed] } },
      // After the others, which would take its time.
      { test: { name: "timed", include: [timed], testTimeout: 240_000, sequence: { groupOrder: 1 } } },
    ],
  },
};

export default defineConfig(({ mode }) => {
  const command = commands[mode];
  if (command === undefined) throw new Error(`There is no mode ${mode}, only ${Object.keys(commands).join(", ")}.`);
  const { projects, scope, script } = command;
  // Commands copy whole checkouts, and run as a person's do.
  if (mode !== "commands") useRamDisk();
  return {
    test: {
      maxWorkers: 2,
      provide: { scope },
      onConsoleLog: (text) => !isChatter(text),
      reporters: [
        ...configDefaults.reporters,
        ...(mode === "test" ? [new ConformanceReporter("docs/conformance.md")] : []),
        new WallTimeReporter(script),
      ],
      projects: [...projects],
    },
  };
});
