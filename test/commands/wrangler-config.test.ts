import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  customDomainsOf,
  type DeployedConfig,
  deployedConfig,
  withoutCustomDomains,
} from "../../scripts/wrangler-config/deployed.ts";
import { localConfig, localDatabaseId, unknownNames, webhookError } from "../../scripts/wrangler-config/local.ts";
import { parseWranglerToml, type WranglerConfig } from "../../scripts/wrangler-config/parse.ts";
import { fail, ok } from "../../src/errors/result.ts";

const toml = readFileSync(join(import.meta.dirname, "../../wrangler.toml"), "utf8");

function parsed(text: string): WranglerConfig {
  const config = parseWranglerToml(text);
  if (!config.ok) throw new Error(config.error);
  return config.value;
}

const deployed = parsed(toml);

describe("wrangler.toml", () => {
  test("is read whole", () => {
    expect(deployed).toMatchObject({
      name: "rollcall",
      main: "src/worker.ts",
      vars: { PROJECT_ID: "rollcall", RATE_LIMITS: "1" },
      secrets: { required: ["API_KEY", "SECRET_KEY"] },
      d1_databases: [{ binding: "DB", migrations_dir: "drizzle" }],
    });
  });

  test("may have neither variables nor secrets", () => {
    expect(parseWranglerToml('name = "x"')).toEqual(ok({ name: "x", vars: {}, secrets: { required: [] } }));
  });

  test.each([
    ['name = "x"\n[vars\n', /line 2|2:/],
    ["vars = 1", /^vars: /],
    ["[secrets]\nrequired = [1]", /^secrets\.required\.0: /],
  ])("%j is refused with the place of the mistake", (text, reason) => {
    expect(parseWranglerToml(text)).toEqual(fail(expect.stringMatching(reason)));
  });
});

describe("the configuration of a deployment", () => {
  const derive = (settings?: string, environment?: string, base = deployed) =>
    deployedConfig({ base, settings: settings === undefined ? undefined : parsed(settings), environment });
  const derived = (settings?: string, environment?: string, base = deployed) => {
    const config = derive(settings, environment, base);
    if (!config.ok) throw new Error(config.error);
    return config.value;
  };
  const database = ({ d1_databases }: DeployedConfig) => d1_databases;

  test("is that of wrangler.toml, with a database named like the Worker", () => {
    const { d1_databases: _, ...rest } = deployed;
    expect(derived()).toEqual({
      ...rest,
      d1_databases: [{ binding: "DB", database_name: "rollcall", migrations_dir: "drizzle" }],
    });
    expect(database(derived(undefined, undefined, parsed(toml.replace('name = "rollcall"', 'name = "shop"'))))).toEqual(
      [{ binding: "DB", database_name: "shop", migrations_dir: "drizzle" }],
    );
  });

  test("takes a settings file over it: variables one by one, bindings by name, the rest whole", () => {
    const config = derived(`name = "shop"
routes = [{ pattern = "auth.shop.test", custom_domain = true }, "shop.test/auth/*"]
[vars]
PROJECT_ID = "shop"
[[d1_databases]]
binding = "DB"
database_name = "shop-eu"`);
    expect(config).toMatchObject({ name: "shop", main: "src/worker.ts", workers_dev: true });
    expect(config.vars).toEqual({ ...deployed.vars, PROJECT_ID: "shop" });
    expect(config.secrets).toEqual(deployed.secrets);
    expect(database(config)).toEqual([{ binding: "DB", database_name: "shop-eu", migrations_dir: "drizzle" }]);
    expect(customDomainsOf(config)).toEqual(["auth.shop.test"]);
    expect(withoutCustomDomains(config).routes).toEqual(["shop.test/auth/*"]);
  });

  test("of an environment shares neither stores nor routes with the one that it is made of", () => {
    const settings = `name = "shop"
routes = [{ pattern = "auth.shop.test", custom_domain = true }]
[vars]
PROJECT_ID = "shop"
[[d1_databases]]
binding = "DB"
database_name = "shop-eu"
database_id = "1"
[[kv_namespaces]]
binding = "KV"
id = "2"
[env.staging.vars]
ALLOWED_HOSTS = "staging.shop.test"`;
    const config = derived(settings, "staging");
    expect(config.name).toBe("shop-staging");
    expect(config.vars).toEqual({ ...deployed.vars, PROJECT_ID: "shop", ALLOWED_HOSTS: "staging.shop.test" });
    expect(database(config)).toEqual([{ binding: "DB", database_name: "shop-staging", migrations_dir: "drizzle" }]);
    expect(config.kv_namespaces).toEqual([{ binding: "KV" }]);
    expect(config.routes).toBeUndefined();
    expect(config).not.toHaveProperty("env");
  });

  test("of an environment takes its own name, routes and stores", () => {
    const config = derived(
      `[env.eu]
name = "shop-europe"
routes = ["eu.shop.test/*"]
[[env.eu.d1_databases]]
binding = "DB"
database_id = "7"`,
      "eu",
    );
    expect(config).toMatchObject({ name: "shop-europe", routes: ["eu.shop.test/*"] });
    expect(database(config)).toEqual([
      { binding: "DB", database_id: "7", database_name: "shop-europe", migrations_dir: "drizzle" },
    ]);
  });

  test.each([
    ["", "production", /^There is no environment "production": add \[env\.production\.vars\]/],
    ['name = "Shop_"', undefined, /^name: must be 1 to 63 of a-z, 0-9 and hyphen, .* not "Shop_"\.$/],
    ["[env.e]\nvars = 1", "e", /^vars: /],
  ])("%j with --env %s is refused", (settings, environment, reason) => {
    expect(derive(settings, environment)).toEqual(fail(expect.stringMatching(reason)));
  });
});

describe("the local configuration", () => {
  const secret = "fedcba9876543210".repeat(4);

  test("requires what .dev.vars sets and the Worker knows, besides what a deployment requires", () => {
    const devVars = { API_KEY: "a", SECRET_KEY_PREVIOUS: "b", MESSAGES_WEBHOOK_SECRET: secret, OTHER: "c", DB: "d" };
    expect(localConfig(deployed, devVars)).toEqual({
      ...deployed,
      vars: { ...deployed.vars, LOCAL: "on", PUBLIC_URL: "" },
      secrets: { required: ["API_KEY", "SECRET_KEY", "SECRET_KEY_PREVIOUS", "MESSAGES_WEBHOOK_SECRET"] },
    });
    expect(unknownNames(devVars)).toEqual(["OTHER", "DB"]);
  });

  test.each([
    [{}, "DB"],
    [{ database_name: "users" }, "DB"],
    [{ database_id: "7" }, "7"],
    [{ database_id: "7", preview_database_id: "8" }, "8"],
  ])("stores the database of %j where wrangler looks for it", (ids, id) => {
    const d1 = {
      d1_databases: [
        { binding: "LOGS", database_id: "1" },
        { binding: "DB", ...ids },
      ],
    };
    expect(localDatabaseId({ ...deployed, ...d1 })).toBe(id);
  });

  test("leaves the variables of wrangler.toml to .dev.vars, which replaces them", () => {
    const { secrets } = localConfig(deployed, { PROJECT_ID: "mine", MESSAGES_WEBHOOK_URL: "http://127.0.0.1/" });
    expect(secrets.required).toEqual(deployed.secrets.required);
  });

  test.each([
    [
      { MESSAGES_WEBHOOK_URL: "http://127.0.0.1/" },
      "",
      /^\.dev\.vars sets MESSAGES_WEBHOOK_URL without MESSAGES_WEBHOOK_SECRET\. Add/,
    ],
    [
      { MESSAGES_WEBHOOK_SECRET: secret },
      "",
      /^\.dev\.vars sets MESSAGES_WEBHOOK_SECRET, and there is no MESSAGES_WEBHOOK_URL\. Add/,
    ],
    [
      { MESSAGES_WEBHOOK_SECRET: secret, MESSAGES_WEBHOOK_URL: "" },
      "https://app.example/",
      /no MESSAGES_WEBHOOK_URL\. Add/,
    ],
  ])("refuses a webhook that is set incompletely: %j", (devVars, url, text) => {
    const config = { ...deployed, vars: { ...deployed.vars, MESSAGES_WEBHOOK_URL: url } };
    expect(webhookError(config, devVars)).toMatch(text);
  });

  test.each([
    [{}, ""],
    [{}, "https://app.example/"],
    [{ MESSAGES_WEBHOOK_SECRET: secret }, "https://app.example/"],
    [{ MESSAGES_WEBHOOK_SECRET: secret, MESSAGES_WEBHOOK_URL: "http://127.0.0.1/" }, ""],
    [{ MESSAGES_WEBHOOK_SECRET: "", MESSAGES_WEBHOOK_URL: "" }, "https://app.example/"],
  ])("accepts a webhook that is set completely, or by wrangler.toml alone: %j", (devVars, url) => {
    const config = { ...deployed, vars: { ...deployed.vars, MESSAGES_WEBHOOK_URL: url } };
    expect(webhookError(config, devVars)).toBeUndefined();
  });

  test("is served under the hosts of the machine, not under those of the deployment", () => {
    const routed = parsed(
      `routes = ["auth.example.com/*"]\nroute = "x.example.com"\n${toml.replace('PUBLIC_URL = ""', 'PUBLIC_URL = "https://auth.example.com"')}`,
    );
    const local = localConfig(routed, {});
    expect(local.vars).toMatchObject({ LOCAL: "on", PUBLIC_URL: "" });
    expect(Object.keys(local)).not.toEqual(expect.arrayContaining(["route"]));
    expect(Object.keys(local)).not.toEqual(expect.arrayContaining(["routes"]));
  });

  test("prints messages, and posts none to a deployment's webhook", () => {
    const hooked = parsed(toml.replace('WEBHOOK_URL = ""', 'WEBHOOK_URL = "https://app.example/messages"'));
    for (const devVars of [{}, { MESSAGES_WEBHOOK_SECRET: "" }]) {
      expect(localConfig(hooked, devVars).vars).toEqual({
        ...deployed.vars,
        LOCAL: "on",
        MESSAGES_OUTBOX: "on",
        MESSAGES_WEBHOOK_URL: "",
      });
    }
    expect(localConfig(hooked, { MESSAGES_WEBHOOK_SECRET: secret }).vars).toEqual({
      ...hooked.vars,
      LOCAL: "on",
    });
  });
});
