/** `npm run deploy`, before it opens an account: accepted and missing secrets, and the files that a Deploy button reads. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { describeMessages } from "../../scripts/deploy/messages.ts";
import { describeMissing, readSecretsFile, secretNames } from "../../scripts/deploy/secrets.ts";
import { reasonOf } from "../../scripts/wrangler.ts";
import { commandFor } from "../../scripts/wrangler-config/files.ts";
import { fail, ok } from "../../src/errors/result.ts";
import { parseConfig } from "../../src/http/config.ts";
import { apiKey, secretKey } from "./rehearsal.ts";

const root = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

const apiKeyText = "API_KEY must be a random text of at least 32 characters.";
const deploy = commandFor("deploy", { env: undefined, config: undefined });

test.each([
  ["", "", "it says nothing."],
  ["one\ntwo\n", "", "two"],
  ["", "\u001b[31m✘ [ERROR]\u001b[0m first\n\n✘ [ERROR] second\n", "first second"],
  [
    "",
    "[ERROR] first\n\n  its note [code: 7500]\n\n  If you think this is a bug, say so\n\nlater",
    "first its note [code: 7500]",
  ],
  ['{ "error": { "text": "in JSON" } }', "noise [ERROR] no", "in JSON"],
])("of %j and %j, the reason is %j", (stdout, stderr, reason) => {
  expect(reasonOf({ stdout, stderr })).toBe(reason);
});

test.each([
  ["an outbox in wrangler.toml", { MESSAGES_OUTBOX: "on" }, [], /^MESSAGES_OUTBOX is set: /],
  ["an outbox among the secrets", {}, ["MESSAGES_OUTBOX"], /^MESSAGES_OUTBOX is set: /],
  [
    "a webhook without its secret",
    { MESSAGES_WEBHOOK_URL: "https://app.test/messages" },
    [],
    /^The configuration sets MESSAGES_WEBHOOK_URL, [^]*\n {2}npm run deploy -- --secrets-file \.dev\.vars\.webhook\n/,
  ],
  [
    "a webhook's secret without a webhook",
    { MESSAGES_WEBHOOK_URL: "" },
    ["MESSAGES_WEBHOOK_SECRET"],
    /^The Worker has MESSAGES_WEBHOOK_SECRET, /,
  ],
])("%s is refused", (_, vars, secrets, refusal) => {
  expect(describeMessages({ vars }, secrets, deploy)).toMatch(refusal);
});

test("accepts a webhook with its secret, and neither of the two", () => {
  const vars = { MESSAGES_WEBHOOK_URL: "https://app.test/messages" };
  expect(describeMessages({ vars }, ["MESSAGES_WEBHOOK_SECRET"], deploy)).toBeUndefined();
  expect(describeMessages({ vars: {} }, [...secretNames], deploy)).toBeUndefined();
});

describe("secrets", () => {
  test("are read from dotenv and from JSON; names that wrangler must not upload are refused", () => {
    const taken =
      "it takes values of API_KEY, SECRET_KEY, SECRET_KEY_PREVIOUS, MESSAGES_WEBHOOK_SECRET and MESSAGES_WEBHOOK_SECRET_PREVIOUS.";
    expect(readSecretsFile(`# mine\nAPI_KEY="${apiKey}"\n`)).toEqual(ok({ API_KEY: apiKey }));
    expect(readSecretsFile(`API_KEY="${apiKey}"\nSECRET_KEY=\n`)).toEqual(
      fail(`The file sets SECRET_KEY to nothing: ${taken}`),
    );
    expect(readSecretsFile(`API_KEY="${apiKey}"\nPROJECT_ID=other\n`)).toEqual(
      fail(`The file sets PROJECT_ID: ${taken}`),
    );
    expect(readSecretsFile(JSON.stringify({ SECRET_KEY: secretKey }))).toEqual(ok({ SECRET_KEY: secretKey }));
    expect(readSecretsFile(`MESSAGES_OUTBOX=on\n`)).toEqual(fail(`The file sets MESSAGES_OUTBOX: ${taken}`));
    expect(readSecretsFile("")).toEqual(ok({}));
    expect(readSecretsFile("API_KEY=short")).toEqual(fail(expect.stringContaining(apiKeyText)));
  });

  test("that are optional are accepted too, if they are valid", () => {
    expect(readSecretsFile(`SECRET_KEY_PREVIOUS=${secretKey}\n`)).toEqual(ok({ SECRET_KEY_PREVIOUS: secretKey }));
    expect(readSecretsFile("SECRET_KEY_PREVIOUS=short")).toEqual(
      fail(expect.stringMatching(/^SECRET_KEY_PREVIOUS must be/)),
    );
    expect(readSecretsFile(`MESSAGES_WEBHOOK_SECRET=${secretKey}\n`)).toEqual(
      ok({ MESSAGES_WEBHOOK_SECRET: secretKey }),
    );
    expect(readSecretsFile(`MESSAGES_WEBHOOK_SECRET_PREVIOUS=${secretKey}\n`)).toEqual(
      ok({ MESSAGES_WEBHOOK_SECRET_PREVIOUS: secretKey }),
    );
    expect(readSecretsFile("MESSAGES_WEBHOOK_SECRET_PREVIOUS=short")).toEqual(
      fail(expect.stringMatching(/^MESSAGES_WEBHOOK_SECRET_PREVIOUS must be/)),
    );
    expect(readSecretsFile("MESSAGES_WEBHOOK_SECRET=short")).toEqual(
      fail(expect.stringMatching(/^MESSAGES_WEBHOOK_SECRET must be/)),
    );
  });

  test("may come partly with the deployment", () => {
    expect(describeMissing(["API_KEY"], ["SECRET_KEY"], deploy)).toBeUndefined();
    expect(describeMissing([], ["SECRET_KEY"], deploy)).toMatch(/^The Worker lacks API_KEY\. /);
    expect(describeMissing(null, ["API_KEY"], deploy)).toMatch(/^Nothing is deployed yet, so SECRET_KEY must come /);
  });
});

describe("the files that a Deploy button reads", () => {
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

  test("package.json describes every binding that the button asks for", () => {
    const { cloudflare } = JSON.parse(read("package.json")) as { cloudflare: { bindings: Record<string, object> } };
    expect(Object.keys(cloudflare.bindings)).toEqual(["API_KEY", "SECRET_KEY", "DB", "KV"]);
    for (const binding of Object.values(cloudflare.bindings)) {
      expect(binding).toEqual({ description: expect.stringMatching(/^.{20,}\.$/) });
    }
  });
});
