/** `npm run deploy`: the account that it opens, and its refusals before anything is made. */
import { beforeEach, expect, test } from "vitest";
import { Rehearsal } from "./rehearsal.ts";

let rehearsal: Rehearsal;
beforeEach(async () => {
  rehearsal = new Rehearsal();
  await rehearsal.begin();
  return () => rehearsal.end();
});

test("without a workers.dev subdomain nothing is made, and the refusal says where to register one", async () => {
  const { cloudflare } = rehearsal;
  cloudflare.addresses.subdomain = null;
  const { status, stderr } = await rehearsal.deploy("--secrets-file", rehearsal.writeSecrets());
  expect(status).toBe(1);
  expect(stderr).toMatch(/^The account has no workers\.dev subdomain, [^]*\/workers\/onboarding\n/);
  expect([cloudflare.databases.size, cloudflare.scripts.size]).toEqual([0, 0]);
});

test("the account is the only one of the credentials, or the one that is named", async () => {
  const { cloudflare } = rehearsal;
  rehearsal.variables = { CLOUDFLARE_ACCOUNT_ID: "" };
  const found = await rehearsal.deploy();
  expect(found.calls).toEqual(["GET /accounts", "GET /workers/scripts/rollcall/secrets"]);
  cloudflare.accounts.push({ id: "f".repeat(32), name: "Other" });
  const several = await rehearsal.deploy();
  expect(several.status).toBe(1);
  expect(several.stderr).toMatch(
    /^The account cannot be opened: The credentials open more than one account\. Set CLOUDFLARE_ACCOUNT_ID [^]*"Acme"\n.*"Other"\n$/,
  );
  // Empty credentials: wrangler looks for its own in the home folder.
  rehearsal.variables = { CLOUDFLARE_API_TOKEN: "", HOME: rehearsal.path, XDG_CONFIG_HOME: rehearsal.path };
  const nobody = await rehearsal.deploy();
  expect({ status: nobody.status, calls: nobody.calls }).toEqual({ status: 1, calls: [] });
  expect(nobody.stderr).toBe(
    "The account cannot be opened: wrangler is not logged in. Run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.\n",
  );
});

test("variables that the Worker would not serve with are refused before the account is asked", async () => {
  rehearsal.edit("wrangler.toml", 'PROJECT_ID = "rollcall"', 'PROJECT_ID = "my project"');
  const { calls, status, stderr } = await rehearsal.deploy();
  expect({ status, calls }).toEqual({ status: 1, calls: [] });
  expect(stderr).toMatch(/^The Worker would not serve, so nothing is deployed: PROJECT_ID must be an id: /);
});

test("an invalid command line is refused with the usage", async () => {
  const missing = await rehearsal.deploy("--secrets-file", "nowhere");
  expect(missing.stderr).toMatch(/^There is no file .*nowhere\.\n$/);
  const unknown = await rehearsal.deploy("--force");
  expect({ status: unknown.status, calls: unknown.calls }).toEqual({ status: 2, calls: [] });
  expect(unknown.stderr).toMatch(/^Unknown option '--force'[^]*\nUsage: npm run deploy -- \[OPTIONS\]\n/);
});
