/** The pages of the project: overview, keys and log. */
import { beforeAll, describe, expect, test } from "vitest";
import { eventForms } from "../../src/domain/audit/names.ts";
import { wordsOf } from "../../src/console/parts/event-words.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { createUser } from "../harness/users.ts";
import { type Browser, signedIn } from "./browser.ts";
import { metered } from "./metered.ts";

const { fetch, take } = metered();
let browser: Browser;
const scopes = ["users.read", "teams.read", "events.read", "keys.read", "keys.write", "webhooks.read", "messages.read"];
const day = 86_400_000;

/** 2,000 rows of the log, 40 keys, three webhooks, 200 messages, and tallies of 100 days. */
beforeAll(async () => {
  const today = Math.floor(Date.now() / day) * day;
  await createUser({ userId: "ada.with.dots", name: "Ada" });
  await call("POST", "/teams", { body: { teamId: "crew", name: "Crew" } });
  for (const name of ["Billing", "Search", "Mail"]) {
    const body = { webhookId: name, name, url: `https://${name}.example/`.toLowerCase(), events: ["users.*.create"] };
    await call("POST", "/webhooks", { body });
  }
  await rows("UPDATE webhooks SET error = 'answered 500 <b>' WHERE id = 'Mail'");
  const numbers = (max: number) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${max})`;
  await rows(
    `${numbers(2_000)} INSERT INTO logs (created_at, event, operation, resource, actor_type, actor_id, actor_name, actor_email,
       ip, user_agent, country)
     SELECT ${today} - (2000 - i) * 60000, 'session.create', 'accountCreateSession', 'user/user-' || (i % 90), 'user',
       'user-' || (i % 90), 'Margaret Hamilton ' || (i % 90), '', '203.0.113.' || (i % 200), '', 'de' FROM n`,
  );
  await rows(
    `${numbers(40)} INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, expire, accessed_at, sdks)
     SELECT printf('%020x', i), 0, 0, 'Service number ' || i, i, '["users.read","users.write","teams.read","teams.write","events.read"]',
       iif(i % 3, NULL, 5), 1700000000000, '[]' FROM n`,
  );
  await rows("DELETE FROM tallies");
  await rows(
    `${numbers(100)} INSERT INTO tallies SELECT 'day', value, ${today} - (i - 1) * ${day}, i + 1000 FROM n,
     json_each('["users.*.create","users.*.sessions.*.create","users.*.sessions.fail","teams.*.create"]')`,
  );
  await rows("INSERT INTO tallies VALUES ('ever', 'users.*.sessions.*.create', 0, 123456)");
  browser = await signedIn(await createKey({ id: "desk", name: "Desk", scopes }), fetch);
  await browser.get("/keys");
  take();
});

test.each([
  ["/overview", { statements: 18, rowsRead: 160, bytes: 10_240 }],
  ["/overview?range=90d", { statements: 18, rowsRead: 350, bytes: 20_480 }],
  ["/overview?range=24h", { statements: 18, rowsRead: 80, bytes: 10_240 }],
  ["/log", { statements: 3, rowsRead: 40, bytes: 10_240 }],
  ["/log?user=ada.with.dots", { statements: 3, rowsRead: 10, bytes: 10_240 }],
  ["/log?by=user", { statements: 3, rowsRead: 40, bytes: 10_240 }],
  ["/keys", { statements: 3, rowsRead: 80, bytes: 10_240 }],
  ["/keys/00000000000000000007", { statements: 2, rowsRead: 5, bytes: 10_240 }],
  ["/keys/00000000000000000007/revoke", { statements: 2, rowsRead: 5, bytes: 10_240 }],
  ["/new-key", { statements: 1, rowsRead: 2, bytes: 10_240 }],
])("%s is no larger and costs no more than its budget", async (path, budget) => {
  const { status, text } = await browser.get(path);
  const cost = take();
  expect([status, cost.rowsWritten]).toEqual([200, 0]);
  expect([path, text.length <= budget.bytes, text.length]).toEqual([path, true, text.length]);
  expect([path, cost.statements <= budget.statements, cost]).toEqual([path, true, cost]);
  expect([path, cost.rowsRead <= budget.rowsRead, cost]).toEqual([path, true, cost]);
});

const linkOf = (text: string, rel: string) =>
  new RegExp(`href="([^"]+)" rel="${rel}"`).exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";

describe("the overview", () => {
  test("has the totals, three charts and their numbers, and what waits", async () => {
    const { text } = await browser.get("/overview");
    expect(text).toContain("123,456");
    const charts = [...text.matchAll(/<svg[^>]* aria-label="([^"]+)"><path(?: class="bad")? d="([^"]+)"/g)];
    const sum = ((1_001 + 1_030) * 30) / 2;
    const said = `${sum.toLocaleString("en")}, at most 1,030 in one day`;
    expect(charts.map(([, label]) => label)).toEqual([
      `Sign-ups: ${said}`,
      `Sign-ins: ${said}`,
      `Failed sign-ins: ${said}`,
    ]);
    for (const [, , path] of charts) expect(path?.match(/M/g)).toHaveLength(30);
    expect(text.match(/<td class="num">1,001<\/td>/g)).toHaveLength(3);
    for (const shown of [
      "Webhook Billing",
      ">works<",
      ">failing<",
      "answered 500 &lt;b&gt;",
      "Nothing was sent in 30 days",
    ]) {
      expect(text).toContain(shown);
    }
  });

  test("shows the hours of a day, and days where the range is none", async () => {
    expect((await browser.get("/overview?range=24h")).text).toContain("in one hour");
    expect((await browser.get("/overview?range=%3Cimg")).text).toContain("in one day");
  });

  test("shows what the key may see, and names the scope that failures need", async () => {
    const { text } = await (await signedIn(await createKey({ scopes: ["users.read"] }))).get("/overview");
    expect(text).toContain("with the scope events.read");
    for (const absent of ["Deliveries", ">Teams<", '<th scope="col" class="num">Failed'])
      expect(text).not.toContain(absent);
  });
});

describe("the log", () => {
  test("says in words what happened, by whom and to what, and leads to older pages and back", async () => {
    const { text } = await browser.get("/log");
    expect(text).toContain('<a href="/console/users/user-20">user-20</a>');
    expect(text).toContain(">Signed in<");
    // An extra slash leads to the same page, and the page's links do not have it.
    expect(linkOf((await browser.get("/console//log")).text, "next")).toBe(linkOf(text, "next"));
    const second = await browser.get(linkOf(text, "next"));
    expect([
      second.status,
      second.text.includes("/console/users/user-85"),
      second.text.includes("To the newest"),
    ]).toEqual([200, true, true]);
    expect(linkOf(second.text, "prev")).toBe("");
  });

  test.each([
    ["user=ada.with.dots", 1],
    ["by=keyProject", 5],
    ["by=guest", 0],
    ["ip=203.0.113.7", 10],
    ["since=2999-01-01", 0],
    ["until=2001-01-01", 0],
    ["ip=203.0.113.7&by=guest", 0],
  ])("shows only what matches: %s", async (filter, count) => {
    const { status, text } = await browser.get(`/log?${filter}`);
    expect([status, text.match(/<tr>/g)?.length ?? 1]).toEqual([200, count + 1]);
  });

  test("names the setting that was changed, and links nothing for an address of no user", async () => {
    await call("PATCH", "/project/policies/session-limit", { body: { total: 7 } });
    await rows(
      `INSERT INTO logs (created_at, event, resource, actor_type, actor_id, actor_name, actor_email, ip, user_agent, count, repeats)
       VALUES (0, 'session.fail', 'address/abc', 'guest', '', '', '', '', '', 12, 'x')`,
    );
    const { text } = await browser.get("/log");
    for (const shown of [">Policy changed<", "session-limit", "Sign-in failed 12 times", "an address of no user"]) {
      expect(text).toContain(shown);
    }
  });

  test("refuses an invalid date, and names the accepted form", async () => {
    // The last one is a date, but the following day is not.
    for (const filter of ["since=yesterday", "until=yesterday", "until=%2B275760-09-13"]) {
      const { status, text } = await browser.get(`/log?${filter}`);
      expect([filter, status, text.includes("time")]).toEqual([filter, 400, true]);
    }
  });

  test("describes every event in words, for any ids", () => {
    for (const form of eventForms) {
      const words = wordsOf(form.replaceAll(/[$%]/g, "id.with.create.sessions"));
      expect([form, words.includes(".")]).toEqual([form, false]);
    }
    expect(wordsOf("users.a.update.b.update.email")).toBe("Email changed");
    expect(wordsOf("session.create")).toBe(wordsOf("users.1.sessions.2.create"));
    expect(wordsOf("challenges.update")).toBe("Second factor given");
    expect(wordsOf("of.another.version")).toBe("of.another.version");
  });
});

describe("keys", () => {
  const stored = async (id: string) => (await call("GET", `/project/keys/${id}`)).body;

  test("are listed without a secret, the expired and the powerful marked", async () => {
    const { text } = await browser.get("/keys");
    for (const shown of ["Service number 40", ">expired<", ">full control<", "and 2 more"])
      expect(text).toContain(shown);
    expect(linkOf(text, "next")).toContain("after=");
  });

  test("a key is made once, shows its secret once, works, is changed and revoked", async () => {
    const form = (await browser.get("/new-key")).text;
    const keyId = /name="keyId" value="([0-9a-f]{20})"/.exec(form)?.[1] ?? "";
    const fields = { name: "Support", keyId, expire: "2999-01-31", scopes: ["users.read", "teams.read"] };
    const made = await browser.post("/new-key", fields);
    const secret = /standard_[0-9a-f]{256}/.exec(made.text)?.[0] ?? "";
    expect([made.status, (await call("GET", "/users", { key: secret })).status]).toEqual([200, 200]);
    expect((await browser.post("/new-key", fields)).status).toBe(409);
    expect(await stored(keyId)).toMatchObject({
      name: "Support",
      scopes: ["users.read", "teams.read"],
      expire: "2999-01-31T23:59:59.999+00:00",
    });
    const page = (await browser.get(`/keys/${keyId}`)).text;
    expect([page.includes(secret), page.includes('value="2999-01-31"')]).toEqual([false, true]);
    await browser.post(`/keys/${keyId}/update`, { name: "Desk 2", scopes: ["users.read"], expire: "" });
    expect(await stored(keyId)).toMatchObject({ name: "Desk 2", scopes: ["users.read"], expire: "" });
    expect((await browser.get(`/keys/${keyId}/revoke`)).text).toContain("Revoke Desk 2?");
    expect((await browser.post(`/keys/${keyId}/revoke`)).location).toBe("/console/keys?done=revoke-key");
    expect((await call("GET", "/users", { key: secret })).status).toBe(401);
  });

  test("give no scope that the operator's key lacks, and keep those that the form does not offer", async () => {
    const { text } = await browser.get("/new-key");
    expect([text.includes('value="users.read"'), text.includes('value="users.write"')]).toEqual([true, false]);
    const refused = await browser.post("/new-key", {
      name: "More",
      keyId: "more",
      scopes: ["users.write"],
      expire: "",
    });
    expect([refused.status, refused.text.includes("it lacks users.write")]).toEqual([403, true]);
    await createKey({ id: "other", name: "Other", scopes: ["users.read", "databases.read"] });
    expect((await browser.get("/keys/other")).text).toContain('type="hidden" name="scopes[]" value="databases.read"');
  });

  test.each([
    [{ name: "", keyId: "none", expire: "" }, 'id="create-key-name-error"'],
    [{ name: "A", keyId: "none", expire: "tomorrow" }, 'id="create-key-expire-error"'],
  ])("are refused beside the field: %j", async (fields, said) => {
    const { status, text } = await browser.post("/new-key", { ...fields, scopes: ["teams.read"] });
    expect([status, text.includes(said), /value="teams.read"[^>]* checked/.test(text)]).toEqual([400, true, true]);
  });
});
