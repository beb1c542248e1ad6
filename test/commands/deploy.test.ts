/** `npm run deploy`, with an account that is played by a `wrangler` of ours: no test has an account of Cloudflare's. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { beforeEach, describe, expect, test } from "vitest";
import { describeMissing, readSecretsFile, secretNames } from "../../scripts/deploy/secrets.ts";
import { reasonOf } from "../../scripts/wrangler.ts";
import { fail, ok } from "../../src/errors/result.ts";
import { parseConfig } from "../../src/http/config.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const apiKey = `standard_${"0123456789abcdef".repeat(16)}`;
const secretKey = "0123456789abcdef".repeat(4);
const apiKeyText = "API_KEY must be a random text of at least 32 characters.";

/** The account. */
interface Account {
  readonly isLoggedIn: boolean;
  /** The secrets of the Worker; null: there is no Worker. */
  readonly secrets: readonly string[] | null;
  readonly hasDatabase: boolean;
  /** The step that fails. */
  readonly failing: "migrations" | "deploy" | "deploy before it makes a database" | null;
}

const fresh: Account = { isLoggedIn: true, secrets: null, hasDatabase: false, failing: null };
const existing: Account = { isLoggedIn: true, secrets: secretNames, hasDatabase: true, failing: null };

/** Speaks as the real one does; below, a test holds it to that. Runs on whichever Node there is. */
const fakeWrangler = `#!/usr/bin/env node
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const account = JSON.parse(readFileSync("account.json", "utf8"));
const args = process.argv.slice(2);
const command = args.join(" ");
appendFileSync("commands", command + "\\n");
const end = (message) => {
  console.error("\\n\\u001b[31m✘ \\u001b[41;31m[\\u001b[41;97mERROR\\u001b[41;31m]\\u001b[0m \\u001b[1m" + message + "\\u001b[0m\\n\\n");
  process.exit(1);
};
if (!account.isLoggedIn) end("In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable for wrangler to work.");
if (command === "secret list --format json") {
  if (account.secrets === null) end('Worker "rollcall" not found.\\n\\nIf this is a new Worker, run \`wrangler deploy\` first to create it.');
  console.log(JSON.stringify(account.secrets.map((name) => ({ name, type: "secret_text" })), null, "  "));
} else if (command === "d1 migrations apply DB --remote") {
  if (!account.hasDatabase) end("Couldn't find a D1 DB named 'rollcall' (bound as 'DB') in the API. Run 'wrangler d1 create rollcall' to create it.");
  if (account.failing === "migrations") {
    console.error("\\u001b[31m✘ [ERROR]\\u001b[0m Migration 0001_settings.sql failed with the following errors:\\n");
    end("near \\"CREAT\\": syntax error");
  }
  console.log("✅ No migrations to apply!");
} else if (args[0] === "deploy") {
  if (account.failing === "deploy") end("A request to the Cloudflare API failed.");
  if (account.failing !== "deploy before it makes a database") account.hasDatabase = true;
  account.secrets ??= ["API_KEY", "SECRET_KEY"];
  writeFileSync("account.json", JSON.stringify(account));
  console.log("Uploaded rollcall");
} else {
  end("Unknown command: " + command);
}
`;

describe("deploying", () => {
  let checkout: Checkout;
  beforeEach(() => {
    checkout = copyCheckout();
    const packages = join(checkout.path, "node_modules");
    rmSync(packages);
    mkdirSync(join(packages, ".bin"), { recursive: true });
    writeFileSync(join(packages, ".bin/wrangler"), fakeWrangler, { mode: 0o755 });
    symlinkSync(join(root, "node_modules/valibot"), join(packages, "valibot"));
    return () => checkout.remove();
  });

  const write = (name: string, text: string): void => writeFileSync(join(checkout.path, name), text);

  function deploy(account: Account, ...args: readonly string[]) {
    write("account.json", JSON.stringify(account));
    write("commands", "");
    const { status, stderr, stdout } = spawnSync(process.execPath, ["scripts/deploy.ts", ...args], {
      cwd: checkout.path,
      encoding: "utf8",
    });
    const commands = readFileSync(join(checkout.path, "commands"), "utf8").trim().split("\n");
    return { status, stderr, said: stdout.trim().split("\n"), commands };
  }

  const list = "secret list --format json";
  const migrate = "d1 migrations apply DB --remote";
  const looking = "Looking for the Worker's secrets …";
  const migrating = "Migrating the database …";
  const deploying = "Deploying the Worker …";
  const done = "Deployed. An SDK's endpoint is the address above with /v1.";

  test("again: migrates, then deploys", () => {
    expect(deploy(existing)).toEqual({
      status: 0,
      stderr: "",
      said: [looking, migrating, "The database is up to date.", deploying, "Uploaded rollcall", done],
      commands: [list, migrate, "deploy --minify"],
    });
  });

  test("for the first time: deploys with the secrets, which makes the database, then migrates", () => {
    write("secrets.env", `API_KEY=${apiKey}\nSECRET_KEY=${secretKey}\n`);
    expect(deploy(fresh, "--secrets-file", "secrets.env")).toEqual({
      status: 0,
      stderr: "",
      said: [
        looking,
        migrating,
        "There is no database yet: the deployment makes it.",
        deploying,
        "Uploaded rollcall",
        "Migrating the new database …",
        done,
      ],
      commands: [list, migrate, `deploy --minify --secrets-file ${join(checkout.path, "secrets.env")}`, migrate],
    });
  });

  test("for the first time without secrets: says how to make them, and the recipe makes what the Worker serves with", () => {
    const { commands, said, status, stderr } = deploy(fresh);
    expect({ status, said, commands }).toEqual({ status: 1, said: [looking], commands: [list] });
    expect(stderr).toMatch(
      /^Nothing is deployed yet, so API_KEY and SECRET_KEY must come with the first deployment:\n\n {2}\(umask/,
    );
    const [, recipe = "", file = ""] =
      /^ {2}(\(umask.+)\n {2}npm run deploy -- --secrets-file (\S+)\n/m.exec(stderr) ?? [];
    execFileSync("sh", ["-ec", recipe], { cwd: checkout.path });
    expect(readSecretsFile(readFileSync(join(checkout.path, file), "utf8"))).toEqual(ok(secretNames));
    expect(deploy(fresh, "--secrets-file", file).status).toBe(0);
  });

  test("without a secret: says how to set it, and touches nothing", () => {
    const { stderr, ...rest } = deploy({ ...existing, secrets: ["API_KEY"] });
    expect(rest).toEqual({ status: 1, said: [looking], commands: [list] });
    expect(stderr).toBe(
      "The Worker lacks SECRET_KEY. Set what is missing, then deploy again:\n\n" +
        "  openssl rand -hex 32 | npx wrangler secret put SECRET_KEY\n",
    );
  });

  test("with a secret that the Worker would refuse: says so before anything is asked of the account", () => {
    write("secrets.env", `API_KEY=${apiKey}\nSECRET_KEY=short\n`);
    const { stderr, ...rest } = deploy(fresh, "--secrets-file", "secrets.env");
    expect(rest).toEqual({ status: 1, said: [""], commands: [""] });
    expect(stderr).toMatch(/secrets\.env is not deployed: SECRET_KEY must be 32 random bytes as 64 hex digits\./);
  });

  test("a migration that fails: deploys nothing", () => {
    expect(deploy({ ...existing, failing: "migrations" })).toEqual({
      status: 1,
      stderr:
        "The database cannot be migrated: Migration 0001_settings.sql failed with the following errors: " +
        'near "CREAT": syntax error\n' +
        "Nothing is deployed. Migrations before the one that failed are applied, and stay.\n",
      said: [looking, migrating],
      commands: [list, migrate],
    });
  });

  test("a deployment that fails: says so, and migrates nothing further", () => {
    write("secrets.env", `API_KEY=${apiKey}\nSECRET_KEY=${secretKey}\n`);
    for (const [account, args] of [
      [existing, []],
      [fresh, ["--secrets-file", "secrets.env"]],
    ] as const) {
      const { commands, status, stderr } = deploy({ ...account, failing: "deploy" }, ...args);
      expect(status).toBe(1);
      expect(stderr.trimEnd().split("\n").at(-1)).toBe(
        "The Worker is not deployed: see above. What was deployed before still serves, if anything was.",
      );
      expect(commands.map((command) => command.split(" ")[0])).toEqual(["secret", "d1", "deploy"]);
    }
  });

  test("a first deployment whose migrations fail: says that it does not serve yet", () => {
    write("secrets.env", `API_KEY=${apiKey}\nSECRET_KEY=${secretKey}\n`);
    const unserving = "The Worker is deployed but cannot serve without its tables. Run `npm run deploy` again.\n";
    const failed = deploy({ ...fresh, failing: "migrations" }, "--secrets-file", "secrets.env");
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/^The database cannot be migrated: Migration 0001_settings\.sql failed/);
    expect(failed.stderr.endsWith(unserving)).toBe(true);

    const missing = deploy({ ...fresh, failing: "deploy before it makes a database" }, "--secrets-file", "secrets.env");
    expect(missing.status).toBe(1);
    expect(missing.stderr).toBe(`The deployment has made no database named in wrangler.toml. ${unserving}`);
  });

  test.each([
    ["an outbox in wrangler.toml", ["[vars]", '[vars]\nMESSAGES_OUTBOX = "on"'], [], /^MESSAGES_OUTBOX is set: /],
    ["an outbox among the secrets", [], ["MESSAGES_OUTBOX"], /^MESSAGES_OUTBOX is set: /],
    [
      "a webhook without its secret",
      ['MESSAGES_WEBHOOK_URL = ""', 'MESSAGES_WEBHOOK_URL = "https://app.test/messages"'],
      [],
      /^wrangler\.toml sets MESSAGES_WEBHOOK_URL, and the Worker lacks the secret [^]*wrangler secret put MESSAGES_WEBHOOK_SECRET$/,
    ],
    [
      "a webhook's secret without a webhook",
      [],
      ["MESSAGES_WEBHOOK_SECRET"],
      /^The Worker has MESSAGES_WEBHOOK_SECRET, /,
    ],
  ])("with %s: says so, and touches nothing", (_, [from = "", to = ""], secrets, refusal) => {
    write("wrangler.toml", read("wrangler.toml").replace(from, to));
    const { stderr, ...rest } = deploy({ ...existing, secrets: [...secretNames, ...secrets] });
    expect(rest).toEqual({ status: 1, said: [looking], commands: [list] });
    expect(stderr.trim()).toMatch(refusal);
  });

  test("with a webhook and its secret: migrates, then deploys", () => {
    write(
      "wrangler.toml",
      read("wrangler.toml").replace('MESSAGES_WEBHOOK_URL = ""', 'MESSAGES_WEBHOOK_URL = "https://app.test/messages"'),
    );
    const secrets = [...secretNames, "MESSAGES_WEBHOOK_SECRET"];
    expect(deploy({ ...existing, secrets }).commands).toEqual([list, migrate, "deploy --minify"]);
  });

  test("an account that is not there: says why", () => {
    expect(deploy({ ...existing, isLoggedIn: false })).toEqual({
      status: 1,
      stderr:
        "The Worker's secrets cannot be listed: wrangler is not logged in. " +
        "Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.\n",
      said: [looking],
      commands: [list],
    });
  });

  test("a command line that it does not understand", () => {
    expect(deploy(existing, "--secrets-file", "nowhere").stderr).toBe(
      `There is no file ${join(checkout.path, "nowhere")}.\n`,
    );
    const { commands, status, stderr } = deploy(existing, "--force");
    expect({ status, commands }).toEqual({ status: 2, commands: [""] });
    expect(stderr).toMatch(/^Unknown option '--force'.*\nUsage: npm run deploy -- \[--secrets-file FILE\]\n$/);
  });
});

test("the real wrangler says what the one above says", () => {
  const wrangler = read("node_modules/wrangler/wrangler-dist/cli.js");
  expect(wrangler).toContain("Couldn't find a D1 DB named '${lookupName}' (bound as '${nameOrBinding}') in the API.");
  expect(wrangler).toContain("Couldn't find an auto-provisioned D1 DB named '${lookupName}'");
  expect(wrangler).toContain("it's necessary to set a CLOUDFLARE_API_TOKEN environment variable");
  expect(wrangler).toMatch(/`Worker "\$\{scriptName\}".* not found\.\n\nIf this is a new Worker/);
});

test.each([
  ["", "", "it says nothing."],
  ["one\ntwo\n", "", "two"],
  ["", "\u001b[31m✘ [ERROR]\u001b[0m first\n\n✘ [ERROR] second\n", "first second"],
  ['{ "error": { "text": "in JSON" } }', "noise [ERROR] no", "in JSON"],
])("of %j and %j, the reason is %j", (stdout, stderr, reason) => {
  expect(reasonOf({ stdout, stderr })).toBe(reason);
});

describe("secrets", () => {
  test("are read from dotenv and from JSON; what wrangler should not upload is refused", () => {
    const taken = "it takes values of API_KEY, SECRET_KEY, SECRET_KEY_PREVIOUS and MESSAGES_WEBHOOK_SECRET.";
    expect(readSecretsFile(`# mine\nAPI_KEY="${apiKey}"\n`)).toEqual(ok(["API_KEY"]));
    expect(readSecretsFile(`API_KEY="${apiKey}"\nSECRET_KEY=\n`)).toEqual(
      fail(`The file sets SECRET_KEY to nothing: ${taken}`),
    );
    expect(readSecretsFile(`API_KEY="${apiKey}"\nPROJECT_ID=other\n`)).toEqual(
      fail(`The file sets PROJECT_ID: ${taken}`),
    );
    expect(readSecretsFile(JSON.stringify({ SECRET_KEY: secretKey }))).toEqual(ok(["SECRET_KEY"]));
    expect(readSecretsFile(`MESSAGES_OUTBOX=on\n`)).toEqual(fail(`The file sets MESSAGES_OUTBOX: ${taken}`));
    expect(readSecretsFile("")).toEqual(ok([]));
    expect(readSecretsFile("API_KEY=short")).toEqual(fail(expect.stringContaining(apiKeyText)));
  });

  test("that a Worker may do without are taken too, if they are good", () => {
    expect(readSecretsFile(`SECRET_KEY_PREVIOUS=${secretKey}\n`)).toEqual(ok(["SECRET_KEY_PREVIOUS"]));
    expect(readSecretsFile("SECRET_KEY_PREVIOUS=short")).toEqual(
      fail(expect.stringMatching(/^SECRET_KEY_PREVIOUS must be/)),
    );
    expect(readSecretsFile(`MESSAGES_WEBHOOK_SECRET=${secretKey}\n`)).toEqual(ok(["MESSAGES_WEBHOOK_SECRET"]));
    expect(readSecretsFile("MESSAGES_WEBHOOK_SECRET=short")).toEqual(
      fail(expect.stringMatching(/^MESSAGES_WEBHOOK_SECRET must be/)),
    );
  });

  test("may come partly with the deployment", () => {
    expect(describeMissing(["API_KEY"], ["SECRET_KEY"])).toBeUndefined();
    expect(describeMissing([], ["SECRET_KEY"])).toMatch(/^The Worker lacks API_KEY\. /);
    expect(describeMissing(null, ["API_KEY"])).toMatch(/^Nothing is deployed yet, so SECRET_KEY must come /);
  });
});

describe("what a Deploy button reads", () => {
  const example = parseEnv(read(".dev.vars.example"));

  test("the example names the secrets that wrangler.toml requires, and has a value for none", () => {
    expect(example).toEqual({ API_KEY: "", SECRET_KEY: "" });
    expect(/^required = (.+)$/m.exec(read("wrangler.toml"))?.[1]).toBe(JSON.stringify(secretNames).replace(",", ", "));
  });

  test("the Worker refuses the example, whole and in part", () => {
    const others = { DB: {}, KV: {}, PROJECT_ID: "rollcall" };
    expect(parseConfig({ ...others, API_KEY: apiKey, SECRET_KEY: secretKey }).ok).toBe(true);
    for (const [given, name] of [
      [{}, "API_KEY"],
      [{ API_KEY: apiKey }, "SECRET_KEY"],
      [{ SECRET_KEY: secretKey }, "API_KEY"],
    ] as const) {
      expect(parseConfig({ ...others, ...example, ...given })).toEqual(
        fail(expect.stringMatching(new RegExp(`^${name} must be`))),
      );
    }
  });

  test("package.json describes every binding that is asked for", () => {
    const { cloudflare } = JSON.parse(read("package.json")) as { cloudflare: { bindings: Record<string, object> } };
    expect(Object.keys(cloudflare.bindings)).toEqual(["API_KEY", "SECRET_KEY", "DB", "KV"]);
    for (const binding of Object.values(cloudflare.bindings)) {
      expect(binding).toEqual({ description: expect.stringMatching(/^.{20,}\.$/) });
    }
  });
});
