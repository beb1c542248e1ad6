/** The download of all users. */
import { env } from "cloudflare:workers";
import { beforeAll, expect, test, vi } from "vitest";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { createUser } from "../harness/users.ts";
import { Browser, signedIn, workerWith } from "./browser.ts";

const file = (browser: Browser, fields = "") =>
  browser.post("/export/file", Object.fromEntries(new URLSearchParams(fields)));
const count = 1_100;

/** More users than a page of the API; the first one has a password, a team and a formula as name. */
beforeAll(async () => {
  await createUser({ userId: "ada", name: "=1+1", phone: "+4930123456", password: "correct horse battery" });
  await call("POST", "/teams", { body: { teamId: "crew", name: "Crew" } });
  await call("POST", "/teams/crew/memberships", { body: { userId: "ada", roles: ["owner"] } });
  await rows(
    `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     INSERT INTO users (id, created_at, updated_at, name, name_folded, email_verification, phone_verification, hash, hash_options,
       status, labels, mfa, prefs, impersonator, words, write_id)
     SELECT printf('%020x', i), 0, 0, 'Person ' || i, '', 0, 0, 'argon2', '{}', 1, '[]', 0, '{}', 0, '{}', '' FROM n`,
  );
  await rows("UPDATE user_totals SET users = ?", count);
});

test("has every user as the API exports them, over all pages, without hashes unless requested", async () => {
  const browser = await signedIn();
  const { headers, status, text } = await file(browser, "format=ndjson");
  expect(status).toBe(200);
  expect(headers.get("content-disposition")).toMatch(/^attachment; filename="users-\d{4}-\d\d-\d\d\.ndjson"$/);
  expect([headers.get("content-type"), headers.get("cache-control")]).toEqual(["application/x-ndjson", "no-store"]);
  const lines = text.trimEnd().split("\n");
  const first = (await call("GET", "/users/export?hashes=false&limit=1")).text.split("\n")[0];
  expect([lines.length, lines[0]]).toEqual([count, first]);
  expect(lines.at(-1)).toContain(`"name":"Person ${count}"`);
  expect(text).not.toContain('"next"');
  const full = (await file(browser, "format=ndjson&hashes=on&memberships=on")).text;
  expect(JSON.parse(full.split("\n")[0] ?? "")).toMatchObject({ hash: "argon2", memberships: [{ teamId: "crew" }] });
});

test("is a CSV whose texts are no formulas", async () => {
  const { headers, text } = await file(await signedIn(), "format=csv&memberships=on");
  expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
  const [names, ada, ...others] = text.trimEnd().split("\r\n");
  expect(names).toMatch(/^\$id,name,email,emailVerification,phone,phoneVerification,registration,/);
  expect(ada).toMatch(/^ada,'=1\+1,,,\+4930123456,/);
  expect(others).toHaveLength(count - 1);
});

test("needs an operator whose key has the scope, and names the scope that is missing", async () => {
  expect((await file(new Browser())).location).toMatch(/^\/console\/sign-in/);
  const { status, text } = await file(await signedIn(await createKey({ scopes: ["teams.read"] })));
  expect([status, text.includes("users.read")]).toEqual([401, true]);
});

test("accepts neither a link nor a form of another site: either could make the browser download all users", async () => {
  const browser = await signedIn();
  expect((await browser.get("/export/file?hashes=on")).status).toBe(404);
  expect((await browser.post("/export/file", {}, { headers: { origin: "https://evil.test" } })).status).toBe(403);
});

test("is refused for more users than a download can hold", async () => {
  await rows("UPDATE user_totals SET users = 250001");
  const { status, text } = await file(await signedIn());
  await rows("UPDATE user_totals SET users = ?", count);
  expect([status, text.includes("npm run export")]).toEqual([413, true]);
});

test("breaks off where a page cannot be read, instead of ending early", async () => {
  let reads = Infinity;
  const DB = {
    prepare: (sql: string) => env.DB.prepare(sql),
    batch: async <T>(statements: D1PreparedStatement[]) => {
      if (reads-- <= 0) throw new Error("D1_ERROR: out of order");
      return env.DB.batch<T>(statements);
    },
  };
  const browser = await signedIn(undefined, workerWith({ DB }));
  // The first page, after the key and the total.
  reads = 2;
  const log = vi.spyOn(console, "error").mockReturnValue();
  await expect(file(browser, "format=ndjson")).rejects.toThrow();
  expect(log).toHaveBeenCalled();
  log.mockRestore();
});
