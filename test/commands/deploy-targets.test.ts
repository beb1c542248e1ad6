/** `npm run deploy` to more than one place: second projects, environments and domains, against the stand-in. */
import { beforeEach, expect, test, vi } from "vitest";
import { servingOf } from "../harness/cloudflare/scripts.ts";
import { Rehearsal } from "./rehearsal.ts";

// A deployment takes five seconds, or three times as long on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = new Rehearsal();
  await rehearsal.begin();
  return () => rehearsal.end();
});

const noted = (name: string) =>
  rehearsal.cloudflare.database(name).sqlite.run("SELECT project_id FROM settings", 0)[0]?.results;

const varsOf = (name: string) => {
  const script = rehearsal.cloudflare.scripts.get(name);
  const bindings = (script && servingOf(script)?.bindings) ?? [];
  return Object.fromEntries(bindings.filter(({ type }) => type === "plain_text").map(({ name, text }) => [name, text]));
};

test("a second project never gets the first one's database", async () => {
  const { cloudflare } = rehearsal;
  await rehearsal.deploy("--secrets-file", rehearsal.writeSecrets());

  rehearsal.useNewCheckout();
  rehearsal.edit("wrangler.toml", 'PROJECT_ID = "rollcall"', 'PROJECT_ID = "blog"');
  const secrets = ["--secrets-file", rehearsal.writeSecrets()];
  const sameWorker = await rehearsal.deploy();
  rehearsal.edit("wrangler.toml", 'name = "rollcall"', 'name = "blog"');
  rehearsal.edit("wrangler.toml", 'binding = "DB"', 'binding = "DB"\ndatabase_name = "rollcall"');
  const sameDatabase = await rehearsal.deploy(...secrets);
  for (const { calls, status, stderr } of [sameWorker, sameDatabase]) {
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^The database "rollcall" belongs to the project "rollcall", and this deployment serves "blog"\. Nothing is changed\.\n/,
    );
    expect(stderr).toMatch(/\n {2}npm run deploy -- --rename-project rollcall\n$/);
    expect(calls.filter((call) => /^(?:PUT|PATCH|DELETE)|workers.*POST/.test(call))).toEqual([]);
  }
  expect([cloudflare.scripts.size, cloudflare.namespaces.size]).toEqual([1, 1]);
  expect((await rehearsal.deploy("--rename-project", "shop", ...secrets)).status).toBe(1);
  expect(noted("rollcall")).toEqual([{ project_id: "rollcall" }]);

  rehearsal.edit("wrangler.toml", '\ndatabase_name = "rollcall"', "");
  expect((await rehearsal.deploy(...secrets)).status).toBe(0);
  expect([noted("rollcall"), noted("blog")]).toEqual([[{ project_id: "rollcall" }], [{ project_id: "blog" }]]);

  rehearsal.edit("wrangler.toml", 'PROJECT_ID = "blog"', 'PROJECT_ID = "journal"');
  expect((await rehearsal.deploy("--rename-project", "blog")).status).toBe(0);
  expect(noted("blog")).toEqual([{ project_id: "journal" }]);
  expect(varsOf("blog")["PROJECT_ID"]).toBe("journal");
});

test("leaves a database with foreign tables alone", async () => {
  const { cloudflare } = rehearsal;
  await rehearsal.wrangler("d1", "create", "rollcall");
  cloudflare.database("rollcall").sqlite.run("CREATE TABLE invoices (id integer)", 0);
  const { status, stderr } = await rehearsal.deploy("--secrets-file", rehearsal.writeSecrets());
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The database "rollcall" has tables that are not Rollcall's\. Nothing is changed\./);
  expect([cloudflare.namespaces.size, cloudflare.scripts.size]).toEqual([0, 0]);
});

test("an environment of a settings file is a Worker with stores and keys of its own, where it was asked for", async () => {
  const { cloudflare } = rehearsal;
  rehearsal.write(
    "shop.settings.toml",
    `name = "shop"
[vars]
PROJECT_ID = "shop"
[env.staging.vars]
ALLOWED_HOSTS = "staging.shop.test"
`,
  );
  const target = ["--config", "shop.settings.toml", "--env", "staging"];
  const secrets = ["--secrets-file", rehearsal.writeSecrets()];
  const deployed = await rehearsal.deploy(...target, ...secrets, "--jurisdiction", "eu");
  expect({ status: deployed.status, stderr: deployed.stderr }).toEqual({ status: 0, stderr: "" });
  expect(deployed.stdout).toMatch(/ {2}endpoint {2}https:\/\/shop-staging\.acme\.workers\.dev\/v1\n/);
  expect(varsOf("shop-staging")).toMatchObject({ PROJECT_ID: "shop", ALLOWED_HOSTS: "staging.shop.test" });
  expect([...cloudflare.databases.values()]).toMatchObject([{ name: "shop-staging", jurisdiction: "eu" }]);
  expect([...cloudflare.namespaces.values()]).toMatchObject([{ title: "shop-staging-kv" }]);

  const [, command = ""] = /\n {2}npm run keys -- (.+)\n/.exec(deployed.stdout) ?? [];
  expect((await rehearsal.node("scripts/keys.ts", ...command.split(" "))).status).toBe(0);
  const [keys] = cloudflare.database("shop-staging").sqlite.run("SELECT name FROM keys", 0);
  expect(keys?.results).toEqual([{ name: "server" }]);

  const moved = await rehearsal.deploy(...target, "--location", "weur");
  expect(moved.stderr).toMatch(/^The database "shop-staging" is there already and stays where it is\./);
  expect((await rehearsal.deploy("--env", "staging")).stderr).toMatch(/^There is no environment "staging": /);
});

test("a custom domain takes no DNS record unasked, and the address under workers.dev stays", async () => {
  const { addresses, scripts } = rehearsal.cloudflare;
  addresses.records.add("auth.shop.test");
  addresses.domains.set("login.shop.test", { id: "1", hostname: "login.shop.test", service: "website" });
  rehearsal.write(
    "shop.settings.toml",
    `name = "shop"
routes = [{ pattern = "auth.shop.test", custom_domain = true }, { pattern = "login.shop.test", custom_domain = true }]
`,
  );
  const target = ["--config", "shop.settings.toml"];
  const refused = await rehearsal.deploy(...target, "--secrets-file", rehearsal.writeSecrets());
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(
    /^The Worker is deployed, and this version serves at its other addresses\. Its custom domains are not attached: auth\.shop\.test has a DNS record already; login\.shop\.test belongs to the Worker website\. /,
  );
  expect(refused.stderr).toMatch(/\n {2}npm run deploy -- --config shop\.settings\.toml --take-domains\n$/);
  expect(addresses.records.has("auth.shop.test")).toBe(true);
  expect(addresses.domains.get("login.shop.test")?.service).toBe("website");

  const taken = await rehearsal.deploy(...target, "--take-domains");
  expect({ status: taken.status, stderr: taken.stderr }).toEqual({ status: 0, stderr: "" });
  expect([...addresses.domains.values()].map(({ service }) => service)).toEqual(["shop", "shop"]);
  expect(scripts.get("shop")?.workersDev).toBe(true);
  expect(taken.stdout).toMatch(
    / {2}endpoint {2}https:\/\/shop\.acme\.workers\.dev\/v1\n {2}also {6}https:\/\/auth\.shop/,
  );
  // A domain that is attached already needs no option.
  expect((await rehearsal.deploy(...target)).status).toBe(0);
});
