/** The pages of webhooks, messages, policies and sign-in providers. */
import { beforeAll, describe, expect, test } from "vitest";
import { policies } from "../../src/api/project/lib/policies.ts";
import { policyTexts } from "../../src/console/pages/policy-table.ts";
import { providers } from "../../src/lib/oauth2/providers.ts";
import { authMethods } from "../../src/models/settings.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { createUser } from "../harness/users.ts";
import { type Browser, signedIn } from "./browser.ts";
import { metered } from "./metered.ts";

const { fetch, take } = metered();
let browser: Browser;

/** 60 webhooks, of which the newest is `hook`, and 1,000 messages, of which every 50th failed. */
beforeAll(async () => {
  await rows(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
     INSERT INTO webhooks (id, created_at, updated_at, name, url, events, enabled, auth_username, cursor, pending, next_at, lease,
       lease_end, attempts, error, dropped)
     SELECT printf('%020x', i), 0, 0, 'Customer relations ' || i, 'https://crm.example/rollcall/events/' || i,
       '["users.*.create","users.*.delete"]', i % 2, '', 1000000, '[]', 0, '', 0, i % 3,
       iif(i % 3, 'The endpoint answered 503.', ''), 0 FROM n`,
  );
  const hook = { webhookId: "hook", name: "Hook", url: "https://hooks.example/", events: ["*"] };
  await call("POST", "/webhooks", { body: hook });
  await call("POST", "/messaging/providers/sendgrid", { body: { providerId: "desk", name: "Desk" } });
  const userId = await createUser({ userId: "00000000000000000001", name: "Ada" });
  await rows(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
     INSERT INTO messages (id, created_at, updated_at, user_seq, type, template, status, tries, deadline, delivered_at, error, expire)
     SELECT printf('%020x', i), i * 1000000, 0, (SELECT seq FROM users WHERE id = ?), iif(i % 5, 'email', 'sms'), 'session-alert',
       iif(i % 50, 'sent', 'failed'), 1, 0, iif(i % 50, i * 1000000, NULL), iif(i % 50, NULL, 'The provider answered 400.'), 0
     FROM n`,
    userId,
  );
  browser = await signedIn(undefined, fetch);
  await browser.get("/webhooks");
  take();
});

/** The limits of a page. A page of forms may have more bytes than one of a list. */
interface Budget {
  readonly statements: number;
  readonly rowsRead: number;
  readonly kib?: number;
}

test.each([
  ["/webhooks", { statements: 3, rowsRead: 90 }],
  ["/webhooks/hook", { statements: 3, rowsRead: 10 }],
  ["/webhooks/hook/edit", { statements: 2, rowsRead: 5 }],
  ["/webhooks/hook/delete", { statements: 2, rowsRead: 5 }],
  ["/new-webhook", { statements: 1, rowsRead: 2 }],
  ["/messages", { statements: 3, rowsRead: 1_060 }],
  ["/messages?show=failed", { statements: 3, rowsRead: 1_060 }],
  ["/messages?user=00000000000000000001", { statements: 3, rowsRead: 110 }],
  ["/policies", { statements: 3, rowsRead: 5, kib: 13 }],
  ["/senders", { statements: 2, rowsRead: 5 }],
  ["/senders/desk", { statements: 2, rowsRead: 5 }],
  ["/new-sender/smtp", { statements: 1, rowsRead: 2 }],
  ["/export", { statements: 1, rowsRead: 2 }],
  ["/providers", { statements: 2, rowsRead: 5 }],
  ["/providers/oidc", { statements: 2, rowsRead: 5 }],
] as const)("%s is no larger and costs no more than its budget", async (path, budget: Budget) => {
  const { status, text } = await browser.get(path);
  const cost = take();
  expect([status, cost.rowsWritten]).toEqual([200, 0]);
  expect([path, text.length <= (budget.kib ?? 10) * 1024, text.length]).toEqual([path, true, text.length]);
  expect([path, cost.statements <= budget.statements, cost]).toEqual([path, true, cost]);
  expect([path, cost.rowsRead <= budget.rowsRead, cost]).toEqual([path, true, cost]);
});

const textAt = async (path: string): Promise<string> => (await browser.get(path)).text;

describe("webhooks", () => {
  const fields = { name: "CRM", url: "https://crm.example/events", events: "users.*.create\nteams.*" };
  const stored = async (id: string) => (await call("GET", `/webhooks/${id}`)).body;

  test("are listed 25 at a time, with their state and last failure", async () => {
    const text = await textAt("/webhooks");
    expect(text.match(/<tr>/g)).toHaveLength(26);
    for (const said of ["60 webhooks", '<b class="warn">failing</b>', '<b class="bad">disabled</b>', "answered 503"]) {
      expect(text).toContain(said);
    }
  });

  test("one is made once, even if its form is sent twice, and its secret is shown only then", async () => {
    const freshId = "fresh-1";
    const { headers, status, text } = await browser.post("/new-webhook", { ...fields, enabled: "on", freshId });
    const [, secret = ""] = /<code>(whsec_[^<]+)<\/code>/.exec(text) ?? [];
    expect([status, headers.get("cache-control"), secret.length > 30]).toEqual([200, "no-store", true]);
    expect((await browser.post("/new-webhook", { ...fields, freshId })).status).toBe(409);
    expect(await stored(freshId)).toMatchObject({ name: "CRM", events: ["users.*.create", "teams.*"], enabled: true });
    const page = await textAt(`/webhooks/${freshId}`);
    expect([page.includes("whsec_"), page.includes("https://crm.example/events")]).toEqual([false, true]);
  });

  test("a refused one shows what was typed, and the refusal beside its field, but no password", async () => {
    const { status, text } = await browser.post("/new-webhook", {
      ...fields,
      url: "http://10.0.0.1/",
      authPassword: "hush",
    });
    expect([status, text.includes('id="create-webhook-url-error"')]).toEqual([400, true]);
    expect(text).toContain("users.*.create\nteams.*</textarea>");
    expect(text).not.toContain("hush");
  });

  test("an edit keeps no password silently: it is typed again, or taken away", async () => {
    const webhook = { webhookId: "named", ...fields, events: ["*"], authUsername: "ada", authPassword: "secret" };
    await call("POST", "/webhooks", { body: webhook });
    const edit = (more: Record<string, string>) =>
      browser.post("/webhooks/named/edit", { ...fields, name: "Renamed", authUsername: "ada", ...more });
    const refused = await edit({});
    expect([refused.status, refused.text.includes("update-webhook-authPassword-error")]).toEqual([400, true]);
    expect(await stored("named")).toMatchObject({ name: "CRM", enabled: true });
    expect((await edit({ noPassword: "on" })).location).toBe("/console/webhooks/named?done=update-webhook");
    expect(await stored("named")).toMatchObject({ name: "Renamed", enabled: false });
    expect(await textAt("/webhooks/named")).toContain("An operator has disabled it.");
    expect((await edit({ authPassword: "other", enabled: "on" })).status).toBe(303);
    expect(await stored("named")).toMatchObject({ enabled: true });
  });

  test("the page says why nothing is delivered, and what waits", async () => {
    await rows(
      `UPDATE webhooks SET enabled = 0, attempts = 41, error = 'The endpoint answered 410.', failing_since = 1, dropped = 2,
         cursor = max(0, cursor - 7), pending = '[{"seq":1,"subject":"user/1","tries":3,"nextAt":0}]' WHERE id = 'hook'`,
    );
    const text = await textAt("/webhooks/hook");
    for (const said of [
      "failed 41 times in a row: The endpoint answered 410.",
      "<dt>Waiting for another try</dt><dd>1 event</dd>",
      "<dt>Given up</dt><dd>2 events</dd>",
      "Failing since",
    ]) {
      expect(text).toContain(said);
    }
  });

  test("a test event shows the endpoint's answer", async () => {
    const { status, text } = await browser.post("/webhooks/hook/test");
    expect([status, text.includes("The endpoint did not accept the test event.")]).toEqual([200, true]);
  });

  test("a replay begins at a date or an event, and a refused one says what it takes", async () => {
    expect((await browser.post("/webhooks/hook/replay", { from: "1" })).location).toContain("done=replay-webhook");
    expect(await textAt("/webhooks/hook")).toContain(" of the log</dd>");
    expect((await browser.post("/webhooks/hook/replay", { from: "2027-01-31T08:00Z" })).status).toBe(303);
    const { status, text } = await browser.post("/webhooks/hook/replay", { from: "yesterday" });
    expect([status, text.includes('id="replay-webhook-from-error"')]).toEqual([400, true]);
  });

  test("a rotated secret is shown once, and a deleted webhook is gone", async () => {
    const { text } = await browser.post("/webhooks/hook/secret");
    expect(text).toMatch(/<code>whsec_[^<]+<\/code>/);
    expect(await textAt("/webhooks/hook/delete")).toContain("Delete Hook?");
    expect((await browser.post("/webhooks/hook/delete")).location).toBe("/console/webhooks?done=delete-webhook");
    expect((await browser.get("/webhooks/hook")).status).toBe(404);
  });
});

describe("messages", () => {
  const count = async (query: string) =>
    (await textAt(`/messages?${query}`)).match(/<td>Alert about a new session<\/td>/g)?.length;

  test("are listed by state, kind and user", async () => {
    expect(await textAt("/messages")).toContain("1,000 of the last 30 days");
    expect([await count(""), await count("show=failed"), await count("show=failed&kind=sms")]).toEqual([25, 20, 20]);
    expect([
      await count("show=processing"),
      await count("user=00000000000000000001"),
      await count("user=nobody"),
    ]).toEqual([undefined, 25, undefined]);
    expect(await textAt("/messages?show=failed")).toContain("The provider answered 400.");
  });

  test("name users without a link to those who cannot read them", async () => {
    const reader = await signedIn(await createKey({ scopes: ["messages.read"] }));
    const { text } = await reader.get("/messages");
    expect([text.includes("00000000000000000001"), text.includes('href="/console/users/')]).toEqual([true, false]);
  });
});

describe("policies", () => {
  const policy = async (id: string) => (await call("GET", `/project/policies/${id}`)).body;

  test("each policy of the API has a form with all its fields, and each sign-in method a switch", async () => {
    const text = await textAt("/policies");
    for (const { fields, id } of policies) {
      expect([id, policyTexts[id]?.fields.map(({ name }) => name).toSorted()]).toEqual([
        id,
        Object.keys(fields).toSorted(),
      ]);
      for (const name of Object.keys(fields)) expect(text).toContain(`id="${id}-${name}"`);
    }
    for (const id of authMethods) expect(text).toContain(`name="methodId" value="${id}"`);
    expect(text.match(/<b class="good">open<\/b>/g)).toHaveLength(authMethods.length);
  });

  test("are changed as their form says, where an empty number unsets the value", async () => {
    const set = (policyId: string, values: Record<string, string> = {}) =>
      browser.post("/policies", { policyId, ...values });
    const { location } = await set("password-strength", { min: "12", number: "on" });
    expect(location).toBe("/console/policies?done=set-policy#password-strength");
    expect(await policy("password-strength")).toMatchObject({ min: 12, number: true, uppercase: false });
    await set("password-history", { total: "5" });
    expect(await policy("password-history")).toMatchObject({ total: 5 });
    await set("password-history", { total: "" });
    expect(await policy("password-history")).toMatchObject({ total: 0 });
    expect((await set("no-policy")).status).toBe(404);
  });

  test("a refused one says so beside its own field, and in no other form", async () => {
    const { status, text } = await browser.post("/policies", { policyId: "session-limit", total: "0" });
    expect([status, text.match(/id="[a-z-]+-error"/g)]).toEqual([400, ['id="session-limit-total-error"']]);
  });

  test("a sign-in method is closed and opened again", async () => {
    const set = (methodId: string, enabled: boolean) =>
      browser.post("/policies/methods", { methodId, enabled: String(enabled) });
    expect((await set("phone", false)).status).toBe(303);
    expect(await textAt("/policies")).toContain('<b class="plain">closed</b>');
    expect((await set("phone", true)).status).toBe(303);
    expect(await textAt("/policies")).not.toContain('<b class="plain">closed</b>');
    expect((await set("fax", true)).status).toBe(400);
  });

  test("are read without a form by a key that cannot change them, and each part says which scope it lacks", async () => {
    const page = async (scope: string) =>
      (await (await signedIn(await createKey({ scopes: [scope] }))).get("/policies")).text;
    const read = await page("policies.read");
    expect(read.match(/<form/g)).toHaveLength(1);
    expect(read).toContain("<dt>Length at least</dt><dd>12</dd>");
    expect(read).toContain("lacks the scope project.read");
    expect(await page("project.read")).toContain("lacks the scope policies.read");
  });
});

describe("sign-in providers", () => {
  test("each has a page with its redirect URI and a field for each setting, of which secrets are never shown", async () => {
    const list = await textAt("/providers");
    for (const { fields, id } of providers) {
      expect(list).toContain(`href="/console/providers/${id}"`);
      const text = await textAt(`/providers/${id}`);
      expect(text).toContain(`https://rollcall.test/v1/account/sessions/oauth2/callback/${id}/rollcall`);
      for (const name of Object.keys(fields)) expect(text).toContain(`id="set-provider-${name}"`);
    }
    expect((await browser.get("/providers/myspace")).status).toBe(404);
  });

  test("one is set up, keeps a secret that is left empty, and is closed", async () => {
    const set = (values: Record<string, string>) => browser.post("/providers/google", values);
    const missing = await set({ clientId: "client", enabled: "on" });
    expect([missing.status, missing.text.includes("set-provider-enabled-error")]).toEqual([400, true]);
    expect((await set({ clientId: "client", clientSecret: "hush", prompt: "consent", enabled: "on" })).status).toBe(
      303,
    );
    const stored = async () => (await call("GET", "/project/oauth2/google")).body;
    expect(await stored()).toMatchObject({ clientId: "client", prompt: ["consent"], enabled: true });
    expect(await textAt("/providers/google")).not.toContain("hush");
    expect((await set({ clientId: "other", prompt: "", enabled: "on" })).status).toBe(303);
    expect(await stored()).toMatchObject({ clientId: "other", prompt: [], enabled: true });
    await set({ clientId: "other" });
    expect(await stored()).toMatchObject({ enabled: false });
    expect(await textAt("/providers")).toContain('<b class="warn">closed</b>');
  });

  test("typed settings are shown as text, and a refused secret is not shown again", async () => {
    const markup = '"><img src=x>';
    const { status, text } = await browser.post("/providers/apple", {
      serviceId: markup,
      p8File: "hush",
      enabled: "on",
    });
    expect([status, text.includes("hush"), text.includes("<img")]).toEqual([400, false, false]);
    expect((await browser.post("/providers/apple", { serviceId: markup })).status).toBe(303);
    const page = await textAt("/providers/apple");
    expect([page.includes("&lt;img"), page.includes("<img")]).toEqual([true, false]);
  });
});
