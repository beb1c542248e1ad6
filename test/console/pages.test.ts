/**
 * Properties of every page and every action: scopes, escaping, size and cost. The tables cover all declared pages and
 * actions.
 */
import { beforeAll, describe, expect, test } from "vitest";
import type { Action } from "../../src/console/page.ts";
import { sections } from "../../src/console/pages/index.ts";
import { beginSession } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { dumpOfDeeds, rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { createKey } from "../harness/keys.ts";
import { createUser } from "../harness/users.ts";
import { type Browser, signedIn } from "./browser.ts";
import { metered } from "./metered.ts";

const pages = sections.flatMap((section) => section.pages);
const actions = sections.flatMap((section) => section.actions);

/** A user with markup in every text, as far as the API allows. */
const markup = `<img src=x onerror=alert(1)>"'&amp;</script><b>`;
const evil = "evil.user";

/** The path of a page; every parameter is the id of the user with markup. */
const filled = (path: string): string => path.replaceAll(/:\w+/g, evil);

/** Writes the markup directly into every text of the user and their rows that pages show. */
async function makeEvil(): Promise<void> {
  await createUser({ userId: evil, name: "Evil", email: "evil@mail.example", phone: "+4930000001" });
  await beginSession(evil);
  await makeIdentity(evil, { id: evil, providerEmail: markup, provider: markup, providerUid: markup });
  await call("POST", "/teams", { body: { teamId: evil, name: markup } });
  await call("POST", `/teams/${evil}/memberships`, { body: { userId: evil, roles: ["owner"] } });
  const target = { targetId: evil, providerType: "email", identifier: "pager@mail.example", name: markup };
  await rows("UPDATE memberships SET id = ? WHERE seq = (SELECT max(seq) FROM memberships)", evil);
  await call("POST", `/users/${evil}/targets`, { body: target });
  await call("PATCH", `/users/${evil}/prefs`, { body: { prefs: { [markup]: markup } } });
  const webhook = { webhookId: evil, name: markup, url: "https://hooks.example/", events: ["*"], authUsername: markup };
  await call("POST", "/webhooks", { body: webhook });
  await rows(
    `INSERT INTO messages (id, created_at, updated_at, user_seq, type, template, status, tries, deadline, error, expire)
     SELECT 'evil', 0, 0, seq, 'email', '', 'failed', 1, 0, '', 0 FROM users`,
  );
  const texts: Readonly<Record<string, readonly string[]>> = {
    users: ["name", "email", "phone", "labels", "hash"],
    targets: ["identifier", "name"],
    sessions: ["provider", "provider_uid"],
    logs: ["actor_name", "actor_email", "ip", "user_agent"],
    memberships: ["roles"],
    teams: ["name"],
    webhooks: ["name", "url", "error"],
    messages: ["template", "error"],
  };
  for (const [table, columns] of Object.entries(texts)) {
    for (const column of columns) {
      const value = column === "labels" || column === "roles" ? JSON.stringify([markup]) : `${markup}${column}`;
      await rows(`UPDATE ${table} SET ${column} = ?`, value).catch(async () => {
        // A text in a unique column belongs to one row.
        await rows(`UPDATE ${table} SET ${column} = ? WHERE seq = (SELECT max(seq) FROM ${table})`, value);
      });
    }
  }
}

describe("a user whose every text is markup", () => {
  let browser: Browser;
  beforeAll(async () => {
    await makeEvil();
    browser = await signedIn();
  });

  test.each(pages.map(({ path }) => [path]))("is text on %s", async (path) => {
    const { status, text } = await browser.get(filled(path));
    expect([200, 404]).toContain(status);
    expect(text).not.toContain("<img");
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toContain("<b>");
    expect(text).not.toContain(`"'&amp;<`);
  });

  test("is shown as it is, on their pages and in lists", async () => {
    const lists = ["/users", "/webhooks", "/messages"];
    const own = [`/users/${evil}`, `/teams/${evil}`, `/teams/${evil}/memberships/${evil}`, `/webhooks/${evil}`];
    for (const path of [...lists, ...own]) {
      expect((await browser.get(path)).text).toContain(
        "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;amp;&lt;/script&gt;",
      );
    }
  });

  test("is text in what is searched for, in a form that is refused, and in an address", async () => {
    const search = await browser.get(
      `/users?${new URLSearchParams({ search: markup, show: markup, sort: markup, done: markup }).toString()}`,
    );
    expect(search.text).toContain('value="&lt;img');
    for (const { text } of [
      search,
      await browser.post("/new-user", { name: markup, email: markup }),
      await browser.get(`/users/${encodeURIComponent(markup)}`),
      await browser.get(`/sign-in?next=${encodeURIComponent(`/console/users?search=${markup}`)}`),
    ]) {
      expect(text).not.toContain("<img");
    }
  });
});

describe("scopes", () => {
  test.each(pages.map((page) => [page.path, page] as const))(
    "%s is refused without one of its scopes",
    async (path) => {
      const browser = await signedIn(await createKey({ scopes: ["health.read"] }));
      const { status, text } = await browser.get(filled(path));
      expect([status, text.includes("lacks the scope")]).toEqual([403, true]);
    },
  );

  test.each(actions.map((action) => [action.id, action] as const))(
    "%s is refused to a key that may only read, and to a guest, and changes nothing",
    async (_, action: Action) => {
      const scopes = ["users.read", "sessions.read", "teams.read", "events.read"];
      const browser = await signedIn(await createKey({ scopes }));
      const before = await dumpOfDeeds();
      expect((await browser.post(filled(action.path))).status).toBe(403);
      browser.cookie = null;
      expect((await browser.post(filled(action.path))).location).toBe("/console/sign-in");
      expect(await dumpOfDeeds()).toEqual(before);
    },
  );

  test("a page shows no form that its key could not send", async () => {
    const browser = await signedIn(await createKey({ scopes: ["users.read"] }));
    const { status, text } = await browser.get(`/users/${evil}`);
    expect(status).toBe(200);
    const forms = [...text.matchAll(/<form [^>]*action="([^"]+)"/g)].map(([, to]) => to);
    expect(forms).toEqual(["/console/sign-out"]);
  });
});

test("each action has an id and an address of its own, and shows a page that exists", () => {
  expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
  expect(new Set(actions.map(({ path }) => path)).size).toBe(actions.length);
  for (const { id, page } of actions) expect([id, pages.some(({ path }) => path === page)]).toEqual([id, true]);
});

describe("among 1,000 users", () => {
  const { fetch, take } = metered();
  let browser: Browser;
  beforeAll(async () => {
    await rows("DELETE FROM users");
    await rows(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
       INSERT INTO users (id, created_at, updated_at, name, name_folded, email, email_verification, phone, accessed_at,
         phone_verification, hash, hash_options, status, labels, mfa, prefs, impersonator, words, write_id)
       SELECT printf('%020x', i), i * 1000000, i, 'Margaret Hamilton ' || i, 'margaret hamilton ' || i,
         'margaret.hamilton' || i || '@mail.example', 0, iif(i % 2, NULL, '+49301' || (200000 + i)), i * 1000000, 0, 'argon2', '{}', 1, iif(i % 10, '[]', '["vip"]'), 0,
         '{}', 0, '{"I":["by' || i || '"]}', '' FROM n`,
    );
    await rows("INSERT INTO search_words SELECT 'user', 'margaret' || (seq % 100), seq FROM users");
    await rows("UPDATE user_totals SET users = 1000, status = 1000");
    browser = await signedIn(await createKey({ scopes: ["users.read", "users.write"] }), fetch);
    await browser.get("/users");
    take();
  });
  const oldest = "00000000000000000001";

  test("a page of 25 is no larger than 10 KiB", async () => {
    const { text } = await browser.get("/users");
    expect(text.match(/<tr>/g)).toHaveLength(26);
    expect(text.length).toBeLessThanOrEqual(10 * 1024);
    take();
  });

  test.each([
    ["/users", { statements: 3, rowsRead: 60 }],
    ["/users?search=margaret77", { statements: 3, rowsRead: 60 }],
    ["/users?sort=name", { statements: 3, rowsRead: 90 }],
    ["/users?sort=seen", { statements: 3, rowsRead: 90 }],
    ["/users?show=blocked", { statements: 3, rowsRead: 30 }],
    [`/users/${oldest}`, { statements: 17, rowsRead: 64 }],
    [`/users/${oldest}/delete`, { statements: 3, rowsRead: 10 }],
    ["/new-user", { statements: 1, rowsRead: 2 }],
  ])("%s costs no more than its budget", async (path, budget) => {
    expect((await browser.get(path)).status).toBe(200);
    const cost = take();
    expect(cost.rowsWritten).toBe(0);
    expect([path, cost.statements <= budget.statements, cost]).toEqual([path, true, cost]);
    expect([path, cost.rowsRead <= budget.rowsRead, cost]).toEqual([path, true, cost]);
  });

  test("next and previous lead through the list and back", async () => {
    const names = (text: string) => [...text.matchAll(/>(Margaret Hamilton \d+)</g)].map(([, name]) => name);
    const linkOf = (text: string, rel: string) =>
      new RegExp(`href="([^"]+)" rel="${rel}"`).exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const first = await browser.get("/users?sort=oldest");
    expect(linkOf(first.text, "prev")).toBe("");
    const second = await browser.get(linkOf(first.text, "next"));
    expect(names(second.text)).toEqual(Array.from({ length: 25 }, (_, i) => `Margaret Hamilton ${26 + i}`));
    const back = await browser.get(linkOf(second.text, "prev"));
    expect([names(back.text), linkOf(back.text, "prev")]).toEqual([names(first.text), ""]);
    let { text } = first;
    for (let i = 0; i < 3; i++) text = (await browser.get(linkOf(text, "next"))).text;
    expect(names(text)[0]).toBe("Margaret Hamilton 76");
  });

  test.each([
    "sort=name",
    "sort=email",
    "sort=seen",
    "show=verified",
    "show=active",
    "show=impersonators",
    "sort=constructor",
  ])("%s is answered", async (query) => {
    expect((await browser.get(`/users?${query}`)).status).toBe(200);
  });
});
