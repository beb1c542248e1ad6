/** `npm run deploy`, by the real wrangler, to a stand-in for Cloudflare: no test has an account of Cloudflare's. */
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { apiToken } from "../harness/cloudflare/server.ts";
import { apiKey, Rehearsal, secretKey } from "./rehearsal.ts";

// A deployment takes five seconds, or three times as long on a busy machine.
vi.setConfig({ testTimeout: 240_000 });

let rehearsal: Rehearsal;

/** Begins with a new checkout and a new account. */
async function begin() {
  rehearsal = new Rehearsal();
  await rehearsal.begin();
  return () => rehearsal.end();
}

/** No command shows a secret. */
afterEach(() => {
  expect(rehearsal.screen).not.toMatch(new RegExp(`${apiKey}|${secretKey}|${apiToken}`));
});

/** The calls without the queries of the database, whose number depends on the migrations. */
const withoutQueries = (calls: readonly string[]) => calls.filter((call) => call !== "POST /d1/database/ID/query");

const migrationsOf = ({ cloudflare }: Rehearsal) =>
  cloudflare
    .database("rollcall")
    .sqlite.run("SELECT count(*) AS n FROM d1_migrations; SELECT project_id FROM settings", 0);

describe("a deployment", () => {
  beforeAll(begin);

  test("the first time makes the stores, migrates, uploads and prints the next steps", async () => {
    const { cloudflare } = rehearsal;
    const first = await rehearsal.deploy("--secrets-file", rehearsal.writeSecrets());
    expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: "" });
    console.info(`The first deployment makes these calls:\n${first.calls.join("\n")}`);
    expect(withoutQueries(first.calls)).toMatchInlineSnapshot(`
    [
      "GET /workers/scripts/rollcall/secrets",
      "GET /workers/subdomain",
      "GET /d1/database",
      "POST /d1/database",
      "GET /storage/kv/namespaces",
      "POST /storage/kv/namespaces",
      "GET /workers/scripts/rollcall/deployments",
      "GET /workers/services/rollcall",
      "GET /workers/scripts/rollcall/secrets",
      "GET /workers/subdomain",
      "GET /workers/scripts/rollcall/deployments",
      "GET /workers/scripts/rollcall/settings",
      "PUT /workers/scripts/rollcall",
      "GET /workers/workers/rollcall",
      "POST /workers/scripts/rollcall/subdomain",
      "PUT /workers/scripts/rollcall/schedules",
    ]
  `);
    const [, end = ""] = first.stdout.split("\nDeployed, and it answers.\n");
    expect(end).toMatchInlineSnapshot(`
    "
      endpoint  https://rollcall.acme.workers.dev/v1
      project   rollcall

    No email and no text message is sent until a provider or a webhook is set: docs/delivery.md.

    Make a key for your server, so that API_KEY can stay in its safe:
      npm run keys -- create --name server --scopes users.read,users.write --remote

    Make a first user, with that key:
      curl https://rollcall.acme.workers.dev/v1/users -H 'X-Appwrite-Project: rollcall' -H "X-Appwrite-Key: $KEY" \\
        -H 'Content-Type: application/json' -d '{"userId":"unique()","email":"you@example.com","password":"…"}'

    "
  `);
    expect(cloudflare.secretsOf("rollcall")).toEqual({ API_KEY: apiKey, SECRET_KEY: secretKey });
    expect(cloudflare.scripts.get("rollcall")).toMatchObject({
      workersDev: true,
      crons: ["30 3 * * *", "* * * * *"],
    });
    const [migrations, settings] = migrationsOf(rehearsal);
    expect(migrations?.results).toEqual([{ n: rehearsal.migrations.length }]);
    expect(settings?.results).toEqual([{ project_id: "rollcall" }]);
  });

  test("the second time keeps the stores and the secrets", async () => {
    const { cloudflare } = rehearsal;
    const second = await rehearsal.deploy();
    expect({ status: second.status, stderr: second.stderr }).toEqual({ status: 0, stderr: "" });
    expect(withoutQueries(second.calls)).toMatchInlineSnapshot(`
    [
      "GET /workers/scripts/rollcall/secrets",
      "GET /workers/subdomain",
      "GET /d1/database",
      "GET /storage/kv/namespaces",
      "GET /workers/scripts/rollcall/deployments",
      "GET /workers/services/rollcall",
      "GET /workers/scripts/rollcall/secrets",
      "GET /workers/scripts/rollcall/deployments",
      "GET /workers/scripts/rollcall/settings",
      "POST /workers/scripts/rollcall/versions",
      "POST /workers/scripts/rollcall/deployments",
      "PATCH /workers/scripts/rollcall/script-settings",
      "GET /workers/workers/rollcall",
      "POST /workers/scripts/rollcall/subdomain",
      "PUT /workers/scripts/rollcall/schedules",
    ]
  `);
    expect(cloudflare.secretsOf("rollcall")).toEqual({ API_KEY: apiKey, SECRET_KEY: secretKey });
    expect(cloudflare.databases.size).toBe(1);
    expect(cloudflare.namespaces.size).toBe(1);
  });

  test("secrets that the Worker has are replaced only with --replace-secrets", async () => {
    const { cloudflare } = rehearsal;
    const other = "fedcba9876543210".repeat(4);
    rehearsal.write("other.env", `SECRET_KEY=${other}\n`);
    const refused = await rehearsal.deploy("--secrets-file", "other.env");
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/^The Worker has SECRET_KEY already, and keeps them\./);
    expect(refused.calls).toEqual(["GET /workers/scripts/rollcall/secrets"]);
    expect(cloudflare.secretsOf("rollcall")).toEqual({ API_KEY: apiKey, SECRET_KEY: secretKey });
    expect((await rehearsal.deploy("--secrets-file", "other.env", "--replace-secrets")).status).toBe(0);
    expect(cloudflare.secretsOf("rollcall")).toEqual({ API_KEY: apiKey, SECRET_KEY: other });
  });

  test("reports an address that does not answer, and that the Worker is deployed", async () => {
    rehearsal.cloudflare.isSilent = true;
    const { status, stderr } = await rehearsal.deploy();
    rehearsal.cloudflare.isSilent = false;
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^The Worker is deployed, but https:\/\/rollcall\.acme\.workers\.dev\/v1 answers 530: error code: 1033\n/,
    );
  });

  test("a migration that fails deploys nothing, and the previous version still serves", async () => {
    const { cloudflare } = rehearsal;
    const before = cloudflare.scripts.get("rollcall")?.deployments.length;
    rehearsal.write("drizzle/9999_broken.sql", "CREAT TABLE broken (id integer);\n");
    const { status, stderr } = await rehearsal.deploy();
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^The database cannot be migrated: .*near "CREAT": syntax error.*\nNothing is deployed\. Migrations before the one that failed are applied, and stay\.\n$/,
    );
    expect(cloudflare.scripts.get("rollcall")?.deployments).toHaveLength(before ?? 0);
  });
});

describe("missing or bad secrets", () => {
  beforeEach(begin);

  test("that are missing are named with commands that make and keep them, and nothing is made meanwhile", async () => {
    const { cloudflare } = rehearsal;
    const without = await rehearsal.deploy();
    expect(without.status).toBe(1);
    expect(without.stderr).toMatch(
      /^Nothing is deployed yet, so API_KEY and SECRET_KEY must come with the first deployment:\n/,
    );
    expect([cloudflare.databases.size, cloudflare.namespaces.size, cloudflare.scripts.size]).toEqual([0, 0, 0]);
    expect((await rehearsal.follow(without.stderr)).status).toBe(0);

    await rehearsal.wrangler("secret", "delete", "SECRET_KEY");
    const deleted = await rehearsal.deploy();
    expect(deleted.status).toBe(1);
    expect(deleted.stderr).toMatch(/^The Worker lacks SECRET_KEY\. Make the missing ones, and deploy with them:\n/);
    const { API_KEY: before } = cloudflare.secretsOf("rollcall");
    expect((await rehearsal.follow(deleted.stderr)).status).toBe(0);
    const { API_KEY, SECRET_KEY } = cloudflare.secretsOf("rollcall");
    expect(API_KEY).toBe(before);
    expect(rehearsal.read(".dev.vars.production")).toBe(`SECRET_KEY=${SECRET_KEY ?? ""}\n`);
  });

  test("that the Worker would refuse stop it before the account is asked", async () => {
    rehearsal.write("secrets.env", `API_KEY=${apiKey}\nSECRET_KEY=short\n`);
    const { calls, status, stderr } = await rehearsal.deploy("--secrets-file", "secrets.env");
    expect({ status, calls }).toEqual({ status: 1, calls: [] });
    expect(stderr).toMatch(/secrets\.env is not deployed: SECRET_KEY must be 32 random bytes as 64 hex digits\./);
  });
});

describe("a first deployment that fails", () => {
  beforeEach(begin);

  const notDeployed =
    /^The Worker is not deployed: see above; there is no Worker yet\. Correct that, and run the same command again\.$/m;
  const triggers =
    /^The Worker is deployed, with its secrets, and this version serves\. wrangler failed afterwards: see above\.$/m;

  test("at any step is completed by the next run", async () => {
    const { cloudflare } = rehearsal;
    const file = rehearsal.writeSecrets();
    for (const [call, said] of [
      ["GET /workers/scripts/rollcall/secrets", /^The Worker's secrets cannot be listed: The stand-in fails at GET /],
      ["POST /d1/database", /^The stand-in fails at POST \/d1\/database\./],
      ["POST /storage/kv/namespaces", /^The stand-in fails at POST \/storage\/kv\/namespaces\./],
      ["POST /d1/database/ID/query", /^The database (?:"rollcall" cannot be read|cannot be migrated): /],
      ["PUT /workers/scripts/rollcall", notDeployed],
    ] as const) {
      cloudflare.fail(call);
      const { status, stderr } = await rehearsal.deploy("--secrets-file", file);
      expect({ call, status, stderr }).toEqual({ call, status: 1, stderr: expect.stringMatching(said) });
      expect(cloudflare.scripts.size).toBe(0);
      cloudflare.mend();
    }
    expect((await rehearsal.deploy("--secrets-file", file)).status).toBe(0);
    expect([cloudflare.databases.size, cloudflare.namespaces.size]).toEqual([1, 1]);
  });

  test("at its crons reports that the version serves, and the missing step", async () => {
    const { cloudflare } = rehearsal;
    cloudflare.fail("PUT /workers/scripts/rollcall/schedules");
    const failed = await rehearsal.deploy("--secrets-file", rehearsal.writeSecrets());
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(triggers);
    expect(failed.stderr).toMatch(
      /Its crons are not set: nothing is swept, and pending messages are not retried\. Correct that, and run, without secrets:\n\n {2}npm run deploy\n$/,
    );
    expect(cloudflare.scripts.get("rollcall")?.deployments).toHaveLength(1);
    cloudflare.mend();
    expect((await rehearsal.deploy()).status).toBe(0);
    expect(cloudflare.scripts.get("rollcall")?.crons).toHaveLength(2);
  });
});
