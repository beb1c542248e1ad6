import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { createKey, randomSecret } from "../harness/keys.ts";
import { rows } from "../harness/database.ts";
import { Browser, workerWith, origin, signedIn } from "./browser.ts";

const userPages = ["/users", "/", "/nowhere"];

test("leads a guest to the sign-in and back to the page they asked for", async () => {
  const browser = new Browser();
  for (const path of userPages) {
    const { location, status } = await browser.get(path);
    expect([status, location.split("?")[0]]).toEqual([303, "/console/sign-in"]);
  }
  const { location } = await browser.get("/users?search=ada&sort=name");
  expect((await browser.get(location)).text).toContain('value="/console/users?search=ada&amp;sort=name"');
  const next = "/console/users?search=ada&sort=name";
  expect((await browser.post("/sign-in", { key: env.API_KEY, next })).location).toBe(next);
  expect((await browser.get(next)).status).toBe(200);
  expect((await browser.get("/sign-in")).location).toBe("/console");
});

test("sets a cookie of this host only, which scripts cannot read and which ends after an hour", async () => {
  const browser = new Browser();
  const { headers } = await browser.post("/sign-in", { key: ` ${env.API_KEY}\n` });
  expect(headers.get("set-cookie")).toMatch(
    /^__Host-console=[\w.-]+; Max-Age=3600; HttpOnly; Secure; SameSite=Strict; Path=\/$/,
  );
  expect(headers.get("set-cookie")).not.toContain(env.API_KEY.slice(-16));
  expect(headers.get("cache-control")).toBe("no-store");
});

test("signs in with a stored key, and shows its name and what its scopes allow", async () => {
  const browser = await signedIn(await createKey({ scopes: ["users.read"], name: "Support desk" }));
  const { text } = await browser.get("/users");
  expect(text).toContain("Support desk");
  expect(text).not.toContain("New user");
});

test("a key without the scope sees no page that needs it", async () => {
  const browser = await signedIn(await createKey({ scopes: ["teams.read"] }));
  const { status, text } = await browser.get("/users");
  expect([status, text.includes("lacks the scope users.read")]).toEqual([403, true]);
  expect(text).not.toContain(">Users</a>");
});

test.each([
  ["an unknown key", () => Promise.resolve(randomSecret())],
  ["an expired key", () => createKey({ expire: Date.now() - 1 })],
  ["nothing", () => Promise.resolve("")],
  ["an ephemeral key", () => Promise.resolve("ephemeral_a.b.c")],
])("refuses %s with a text beside the field, and no cookie", async (_, make) => {
  const browser = new Browser();
  const { headers, status, text } = await browser.post("/sign-in", { key: await make() });
  expect([status, headers.get("set-cookie")]).toEqual([401, null]);
  expect(text).toContain('aria-describedby="key-error"');
});

test("failed sign-ins are limited by address, and a success takes them back", async () => {
  const headers = { "cf-connecting-ip": "203.0.113.99" };
  const browser = new Browser();
  const tryKey = async (key: string) => (await browser.post("/sign-in", { key }, { headers })).status;
  for (let i = 0; i < 9; i++) expect(await tryKey("wrong")).toBe(401);
  expect(await tryKey(env.API_KEY)).toBe(303);
  browser.cookie = null;
  for (let i = 0; i < 10; i++) expect(await tryKey("wrong")).toBe(401);
  expect(await tryKey(env.API_KEY)).toBe(429);
  expect(browser.cookie).toBeNull();
  expect((await new Browser().post("/sign-in", { key: env.API_KEY })).status).toBe(303);
});

test("signing out ends the cookie", async () => {
  const browser = await signedIn();
  expect((await browser.post("/sign-out")).location).toBe("/console/sign-in");
  expect(browser.cookie).toBeNull();
});

test.each([
  "//evil.example/console",
  "https://evil.example/console/users",
  "/\\evil.example",
  "/\t/evil.example/console",
  "javascript:alert(1)",
  "/v1/account",
  "/console/../v1/account",
  "/console/sign-in?next=/console/sign-in",
])("the sign-in leads nowhere but to a page of the console: next=%j", async (next) => {
  const browser = new Browser();
  expect((await browser.post("/sign-in", { key: env.API_KEY, next })).location).toBe("/console");
});

test("a revoked key ends the session at once, and a key that takes its id does not inherit it", async () => {
  const id = "desk";
  const browser = await signedIn(await createKey({ id, scopes: ["users.read"] }));
  expect((await browser.get("/users")).status).toBe(200);
  await call("DELETE", `/project/keys/${id}`);
  expect((await browser.get("/users")).status).toBe(303);
  await createKey({ id, scopes: ["users.read", "users.write"] });
  expect((await browser.get("/users")).status).toBe(303);
});

test("a key's scopes count as they are now, not as they were at the sign-in", async () => {
  const browser = await signedIn(await createKey({ id: "shrunk", name: "Desk", scopes: ["users.read"] }));
  await call("PUT", "/project/keys/shrunk", { body: { name: "Desk", scopes: ["teams.read"] } });
  expect((await browser.get("/users")).status).toBe(403);
});

test("a cookie that was altered, sealed for something else or taken apart is refused", async () => {
  const browser = await signedIn();
  const cookie = browser.cookie ?? "";
  const [name = "", value = ""] = cookie.split("=");
  const last = value.endsWith("A") ? "B" : "A";
  for (const other of [`${value.slice(0, -2)}${last}${last}`, "", "x", value.slice(9), "a".repeat(5_000)]) {
    browser.cookie = `${name}=${other}`;
    expect((await browser.get("/users")).status).toBe(303);
  }
  // Browsers accept the prefixed name from this host over https only; a subdomain's cookie has another name.
  browser.cookie = `console=${value}`;
  expect((await browser.get("/users")).status).toBe(303);
});

test("the console's cookie and its in-process headers do not authenticate a request to /v1", async () => {
  const browser = await signedIn();
  const headers = {
    cookie: browser.cookie ?? "",
    "x-appwrite-project": env.PROJECT_ID,
    "cf-connecting-ip": "203.0.113.7",
    origin,
  };
  const answer = await call("GET", `${origin}/v1/users`, { key: null, headers });
  expect([answer.status, answer.body["type"]]).toEqual([401, "general_unauthorized_scope"]);
  const value = (browser.cookie ?? "").split("=")[1] ?? "";
  expect((await call("GET", `${origin}/v1/users`, { key: value })).status).toBe(401);
});

test.each([
  null,
  "null",
  "https://evil.example",
  "http://rollcall.test",
  "https://sub.rollcall.test",
  `${origin}.evil.example`,
])("refuses a POST of another site, whatever its body: Origin %j", async (from) => {
  const before = await rows("SELECT * FROM users");
  const browser = await signedIn();
  for (const type of ["application/x-www-form-urlencoded", "text/plain", "application/json", "application/x-ndjson"]) {
    for (const path of ["/users/new", "/sign-in", "/sign-out", "/import", "/link"]) {
      const { status } = await browser.post(path, {}, { headers: { origin: from, "content-type": type } });
      expect([path, status]).toEqual([path, 403]);
    }
  }
  expect(await rows("SELECT * FROM users")).toEqual(before);
});

test("no other site frames a page, and nothing is loaded from elsewhere", async () => {
  const browser = await signedIn();
  for (const path of ["/users", "/sign-in", "/nowhere"]) {
    const { headers } = await browser.get(path);
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("a link on another site asks again by itself, for it brings no strict cookie along", async () => {
  const headers = { "sec-fetch-site": "cross-site" };
  const { status, text } = await new Browser().get("/users", { headers });
  expect([status, text.includes('<meta http-equiv="refresh" content="0"/>')]).toEqual([200, true]);
  expect((await new Browser().get("/users", { headers: { "sec-fetch-site": "same-origin" } })).status).toBe(303);
});

test("CONSOLE = off answers 404 everywhere, and the first page has no link to it", async () => {
  const off = new Browser(workerWith({ CONSOLE: "off" }));
  for (const path of ["/console", "/console/", "/console/users", "/console/sign-in", "/console/link"]) {
    expect([path, (await off.get(path)).status]).toEqual([path, 404]);
  }
  expect((await off.post("/sign-in", { key: env.API_KEY })).status).toBe(404);
  const accept = { accept: "text/html", "x-appwrite-project": null };
  const page = async (CONSOLE: string) =>
    (await call("GET", `${origin}/`, { key: null, headers: accept, fetch: workerWith({ CONSOLE }) })).text;
  expect((await page("off")).includes("/console")).toBe(false);
  expect((await page("on")).includes('href="/console"')).toBe(true);
});

test("a Worker of a deployment serves no local link", async () => {
  expect((await new Browser().get("/link?token=x")).status).toBe(303);
});

test("style and script are kept by their content, and are no larger than 20 KiB together", async () => {
  const browser = new Browser();
  const { text } = await browser.get("/sign-in");
  const paths = [...text.matchAll(/(?:href|src)="(\/console\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
  expect(paths).toHaveLength(2);
  let bytes = 0;
  for (const path of paths) {
    const { headers, status, text: body } = await browser.get(path);
    expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
    bytes += body.length;
  }
  expect(bytes).toBeLessThanOrEqual(20 * 1024);
});
