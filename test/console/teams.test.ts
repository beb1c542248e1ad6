/** The pages of teams. */
import { beforeAll, expect, test } from "vitest";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { createUser } from "../harness/users.ts";
import { type Browser, signedIn } from "./browser.ts";
import { metered } from "./metered.ts";

const { fetch, take } = metered();
let browser: Browser;

/** 300 teams; `crew` has 299 members and a unique word. */
beforeAll(async () => {
  await call("POST", "/teams", { body: { teamId: "crew", name: "Crew <of> the Enterprise" } });
  await rows(
    `WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
     INSERT INTO teams (id, created_at, updated_at, name, name_folded, total, prefs, words)
     SELECT printf('%020x', i), i * 1000000, i, 'Research department ' || i, 'research department ' || i, i, '{}', '{}' FROM n`,
  );
  await rows("UPDATE user_totals SET teams = 300");
  await rows(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
     INSERT INTO users (id, created_at, updated_at, name, name_folded, email, email_verification, phone_verification, hash,
       hash_options, status, labels, mfa, prefs, impersonator, words, write_id)
     SELECT printf('%020x', i), 0, 0, 'Margaret Hamilton ' || i, '', 'margaret.hamilton' || i || '@mail.example', 0, 0, 'argon2',
       '{}', 1, '[]', 0, '{}', 0, '{}', '' FROM n`,
  );
  await rows(
    `INSERT INTO memberships (id, created_at, updated_at, team_seq, user_seq, roles, invited, joined, confirm, words, write_id)
     SELECT printf('%020x', seq), 0, 0, (SELECT seq FROM teams WHERE id = 'crew'), seq, iif(seq % 50, '["engineer"]', '["owner"]'), 0,
       iif(seq % 40, 0, NULL), min(seq % 40, 1), '{}', '' FROM users`,
  );
  browser = await signedIn(await createKey({ scopes: ["teams.read", "teams.write", "users.read"] }), fetch);
  await browser.get("/teams");
  take();
});

test.each([
  ["/teams", { statements: 3, rowsRead: 30 }],
  ["/teams?search=enterprise", { statements: 3, rowsRead: 10 }],
  ["/teams?sort=name", { statements: 3, rowsRead: 60 }],
  ["/teams?sort=members", { statements: 3, rowsRead: 60 }],
  ["/teams/crew", { statements: 6, rowsRead: 1_000 }],
  ["/teams/crew/memberships/00000000000000000007", { statements: 3, rowsRead: 20 }],
  ["/teams/crew/delete", { statements: 2, rowsRead: 5 }],
  ["/new-team", { statements: 1, rowsRead: 2 }],
])("%s is no larger than 10 KiB and costs no more than its budget", async (path, budget) => {
  const { status, text } = await browser.get(path);
  const cost = take();
  expect([status, cost.rowsWritten]).toEqual([200, 0]);
  expect([path, text.length <= 10 * 1024, text.length]).toEqual([path, true, text.length]);
  expect([path, cost.statements <= budget.statements, cost]).toEqual([path, true, cost]);
  expect([path, cost.rowsRead <= budget.rowsRead, cost]).toEqual([path, true, cost]);
});

const linkOf = (text: string, rel: string) =>
  new RegExp(`href="([^"]+)" rel="${rel}"`).exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";

test("members are shown 25 at a time, and only owners or invitations where that is asked", async () => {
  const first = await browser.get("/teams/crew");
  expect(first.text).toContain("299 memberships");
  expect(first.text).toContain(">Margaret Hamilton 25<");
  const second = await browser.get(linkOf(first.text, "next"));
  expect([second.text.includes(">Margaret Hamilton 26<"), second.text.includes(">Margaret Hamilton 25<")]).toEqual([
    true,
    false,
  ]);
  const count = async (show: string) =>
    (await browser.get(`/teams/crew?show=${show}`)).text.match(/<td><a href="[^"]+memberships/g)?.length;
  expect([await count("owners"), await count("invited"), await count("nonsense")]).toEqual([5, 7, 25]);
});

test("a team is made, gets a member with roles, is renamed and deleted", async () => {
  await createUser({ userId: "ada", name: "Ada", email: "ada@mail.example" });
  const { location } = await browser.post("/new-team", { name: " Analysts ", teamId: "" });
  expect(location).toMatch(/^\/console\/teams\/[0-9a-f]{20}\?done=create-team$/);
  const [at = ""] = location.split("?");
  const api = at.replace("/console", "");
  const member = async () => (await call("GET", `${api}/memberships`)).body["memberships"];
  const added = await browser.post(`${at}/memberships`, { member: "ada@mail.example", roles: "owner, writer" });
  expect([added.status, await member()]).toMatchObject([
    303,
    [{ userId: "ada", roles: ["owner", "writer"], confirm: true }],
  ]);
  const page = (await browser.get(at)).text;
  const membership = /href="([^"]+\/memberships\/[^"]+)"/.exec(page)?.[1] ?? "";
  expect((await browser.get(membership)).text).toContain("ada@mail.example");
  await browser.post(`${membership}/roles`, { roles: "reader" });
  expect(await member()).toMatchObject([{ roles: ["reader"] }]);
  expect((await browser.post(`${at}/name`, { name: "Analysis" })).status).toBe(303);
  expect((await browser.post(`${at}/prefs`, { prefs: '{"color":"blue"}' })).status).toBe(303);
  expect((await call("GET", api)).body).toMatchObject({ name: "Analysis", prefs: { color: "blue" }, total: 1 });
  await browser.post(`${membership}/delete`);
  expect(await member()).toEqual([]);
  expect((await browser.get(`${at}/delete`)).text).toContain("Delete Analysis?");
  expect((await browser.post(`${at}/delete`)).location).toBe("/console/teams?done=delete-team");
  expect((await call("GET", api)).status).toBe(404);
});

test("the one field of a new member takes a phone and an id too", async () => {
  await createUser({ userId: "grace", phone: "+4930123456" });
  await call("POST", "/teams", { body: { teamId: "navy", name: "Navy" } });
  expect((await browser.post("/teams/navy/memberships", { member: "+4930123456", roles: "" })).status).toBe(303);
  const again = await browser.post("/teams/navy/memberships", { member: "grace", roles: "" });
  expect([again.status, again.text.includes('class="notice bad"')]).toEqual([409, true]);
});

test.each([
  ["/teams/crew/memberships", { member: "", roles: "" }, 'id="add-member-member-error"'],
  ["/teams/crew/memberships", { member: "no-such-user", roles: "" }, "could not be found"],
  ["/teams/crew/prefs", { prefs: "[1]" }, 'id="set-team-prefs-prefs-error"'],
  ["/teams/crew/name", { name: "" }, 'id="rename-team-name-error"'],
  ["/new-team", { name: "", teamId: "" }, 'id="create-team-name-error"'],
  ["/new-team", { name: "Twice", teamId: "crew" }, "already exists"],
])("%s refuses %j beside the field", async (path, fields, said) => {
  const { status, text } = await browser.post(path, fields);
  expect([status >= 400 && status < 500, text.includes(said)]).toEqual([true, true]);
});

test("a key that may only read teams sees no form and no link to users", async () => {
  const reader = await signedIn(await createKey({ scopes: ["teams.read"] }));
  for (const path of ["/teams", "/teams/crew", "/teams/crew/memberships/00000000000000000007"]) {
    const { text } = await reader.get(path);
    expect([path, text.match(/method="post"/g)?.length, text.includes("/console/users/")]).toEqual([path, 1, false]);
  }
});
