/**
 * The console in Chromium, against the bundle: with and without its script, by keyboard alone, on a phone, in light and dark.
 * With `CONSOLE_SHOTS=DIR` it leaves a screenshot of each page there, with `CONSOLE_PICTURES=on` those of docs/console.md.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeLinkToken } from "../../src/http/console-link.ts";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { hasChromium } from "../sdk/harness/chromium.ts";
import { ConsoleBrowser, looks } from "../sdk/harness/console.ts";
import { makeProject } from "../sdk/harness/console-project.ts";

let at: ConsoleBrowser;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  at = await ConsoleBrowser.start();
  ends.push(() => at.stop());
  pages.membership = `/teams/analysts/memberships/${await makeProject(at)}`;
});
afterAll(async () => {
  for (const end of ends) await end();
});

/** Pages that are looked at, below /console. */
const pages = {
  users: "/users",
  search: "/users?search=ada",
  nothing: "/users?search=zzzzzz",
  user: "/users/person-0",
  blocked: "/users/person-4",
  "delete-user": "/users/person-0/delete",
  "new-user": "/new-user",
  import: "/import",
  "not-found": "/users/nobody-there",
  teams: "/teams",
  team: "/teams/analysts",
  membership: "",
  "delete-team": "/teams/analysts/delete",
  "new-team": "/new-team",
  overview: "/overview",
  hours: "/overview?range=24h",
  quarter: "/overview?range=90d",
  keys: "/keys",
  key: "/keys/desk",
  "new-key": "/new-key",
  "revoke-key": "/keys/desk/revoke",
  log: "/log",
  "no-log": "/log?since=2999-01-01",
};

test("docs/console.md shows each picture there is, and none is larger than 60 KiB", () => {
  const named = [...readFileSync("docs/console.md", "utf8").matchAll(/\(images\/([^)]+)\)/g)].map(([, name]) => name);
  const files = readdirSync("docs/images");
  expect(new Set(files)).toEqual(new Set(named));
  for (const name of files) {
    expect([name, statSync(join("docs/images", name)).size <= 60 * 1024]).toEqual([name, true]);
  }
});

describe.skipIf(!hasChromium)(
  "the console in Chromium",
  () => {
    test.each(looks)("breaks no rule of accessibility and fits, %s", async (name, options) => {
      expect(await at.complaintsAbout(pages, name, options)).toEqual([]);
    });

    test("finds, changes, blocks and helps a user by keyboard alone; blocking ends their session", async () => {
      const { complaints, context, page } = await at.open();
      await page.goto(`${at.origin}/console`);
      // Keys that are pressed before a page has its focus, or its script, go nowhere.
      await page.waitForSelector("#key:focus");
      await page.keyboard.type(at.server.key);
      await page.keyboard.press("Enter");
      await page.waitForSelector(".rail");
      await page.waitForLoadState();
      await page.keyboard.press("/");
      await page.waitForSelector("input[type=search]:focus");
      await page.keyboard.type("grace iver");
      await page.waitForURL(`${at.origin}/console/users?search=grace+iver`);
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForSelector("text=Can they sign in?");
      expect(await page.title()).toContain("Grace Iverson");

      const { secret } = await at.api("POST", "/users/person-8/sessions");
      const account = async () => {
        const headers = { "x-appwrite-project": at.server.projectId, "x-appwrite-session": String(secret) };
        return (await fetch(`${at.server.endpoint}/account`, { headers })).status;
      };
      expect(await account()).toBe(200);
      const press = async (action: string, said: string) => {
        await page.focus(`form[action="/console/users/person-8/${action}"] button`);
        await page.keyboard.press("Enter");
        await page.waitForSelector(`[role=status]:has-text("${said}")`);
      };
      await press("block", "is blocked, and signed out everywhere");
      expect(await account()).toBe(403);
      await press("unblock", "may sign in again");
      expect(await account()).toBe(401);
      await press("mfa", "is asked for a second factor");
      await press("reset-mfa", "The second factor is removed.");
      await page.focus("#profile summary");
      await page.keyboard.press("Enter");
      await page.focus("#set-name-name");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("Grace B. Iverson");
      await page.keyboard.press("Enter");
      await page.waitForSelector('[role=status]:has-text("The name is changed.")');
      expect(await at.api("GET", "/users/person-8")).toMatchObject({
        name: "Grace B. Iverson",
        status: true,
        mfa: false,
      });

      await page.focus(".who button");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#key");
      await page.goto(`${at.origin}/console/users`);
      expect(page.url()).toContain("/console/sign-in?next=");
      expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
      await context.close();
    });

    test("a team and a key are made, used and ended by keyboard alone", async () => {
      const { complaints, context, page } = await at.open();
      await at.signIn(page, "/console/new-team");
      const fill = async (field: string, text: string) => {
        await page.focus(field);
        await page.keyboard.type(text);
      };
      const press = async (target: string) => {
        await page.focus(target);
        await page.keyboard.press("Enter");
      };
      await fill("#create-team-name", "Navy");
      await page.keyboard.press("Enter");
      await page.waitForSelector('[role=status]:has-text("The team is created.")');
      await fill("#add-member-member", "grace.iverson8@mail.example");
      await fill("#add-member-roles", "admiral");
      await page.keyboard.press("Enter");
      await page.waitForSelector('[role=status]:has-text("The user is in the team.")');
      await press("#results tbody a");
      await page.waitForSelector("text=Remove from the team");
      expect(await page.inputValue("#set-roles-roles")).toBe("admiral");
      await press("form[action$='/delete'] button");
      await page.waitForSelector('[role=status]:has-text("The member is removed")');

      await page.goto(`${at.origin}/console/new-key`);
      await fill("#create-key-name", "Night shift");
      await page.focus("#create-key-users\\.read");
      await page.keyboard.press("Space");
      await press("form button.primary");
      const secret = String(await page.getAttribute("[data-copy]", "data-copy"));
      const read = async () => {
        const headers = { "x-appwrite-project": at.server.projectId, "x-appwrite-key": secret };
        return (await fetch(`${at.server.endpoint}/users`, { headers })).status;
      };
      expect(await read()).toBe(200);
      await page.goto(`${at.origin}/console/keys`);
      await press("tbody a");
      await page.waitForSelector("text=Revoke the key…");
      await press("a.danger");
      await page.waitForSelector("text=Revoke for good");
      await press("button.danger");
      await page.waitForSelector('[role=status]:has-text("The key is revoked.")');
      expect(await read()).toBe(401);
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("imports a file in chunks with its progress, and gives the rejected rows back", async () => {
      const { complaints, context, page } = await at.open();
      await at.signIn(page);
      await page.goto(`${at.origin}/console/import`);
      const rows = Array.from({ length: 600 }, (_, i) => ({
        name: `Imported ${i}`,
        email: `imported${i}@mail.example`,
      }));
      rows[3] = { name: "Taken", email: "ada.lovelace0@mail.example" };
      rows[555] = { name: "Invalid", email: "no email" };
      const buffer = Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
      await page.setInputFiles("#import-file", { name: "users.ndjson", mimeType: "application/x-ndjson", buffer });
      await page.click("form[data-import] button.primary");
      await page.waitForSelector("text=Dry run done: 600 rows: 598 created");
      await page.uncheck("#import-file-dryRun");
      await page.click("form[data-import] button.primary");
      await page.waitForSelector("text=/^Done: 600 rows: 598 created, 0 exists, 0 duplicates, 1 taken, 1 invalid/");
      await at.shoot(page, "import-done-light");
      expect(await page.textContent("[data-rows]")).toContain("556");
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("[data-rejects]")]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
      const rejects = Buffer.concat(chunks).toString().trim().split("\n");
      expect(rejects.map((line) => (JSON.parse(line) as { row: number }).row)).toEqual([4, 556]);
      expect(rejects[1]).toContain("no email");
      const csv = Buffer.from('name,email,labels\r\n"Comma, Person",comma@mail.example,a b\r\n');
      await page.setInputFiles("#import-file", { name: "users.csv", mimeType: "text/csv", buffer: csv });
      await page.click("form[data-import] button.primary");
      await page.waitForSelector("text=Done: 1 rows: 1 created");
      const found = await at.api("GET", `/users?search=${encodeURIComponent("comma@mail.example")}`);
      expect(found["users"]).toMatchObject([{ name: "Comma, Person", labels: ["a", "b"] }]);
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("works without its script", async () => {
      const { context, page } = await at.open({ javaScriptEnabled: false });
      await at.signIn(page);
      await page.fill("#search", "edsger");
      await page.click("form[role=search] button");
      expect(await page.locator("#results tbody tr").count()).toBeGreaterThan(1);
      await page.click("#results tbody a >> nth=0");
      expect(await page.textContent("main")).toContain("Can they sign in?");
      await page.goto(`${at.origin}/console/import`);
      expect(await page.locator("#import-file").isVisible()).toBe(false);
      await page.click("[data-paste] summary");
      await page.fill("#import-rows-rows", '{"name":"Pasted"}');
      await page.click("[data-paste] button");
      expect(await page.textContent("main")).toContain("1 of 1 would be created");
      await page.goto(`${at.origin}/console/overview`);
      expect(await page.locator("svg path").count()).toBe(3);
      await page.click("text=24 hours");
      expect(await page.locator("main > .cols tbody tr").count()).toBeGreaterThanOrEqual(24);
      await page.goto(`${at.origin}/console/log`);
      await page.fill("#user", "person-0");
      await page.click("form[role=search] button");
      expect(await page.textContent("tbody")).toContain("Preferences changed");
      await page.goto(`${at.origin}/console/users/person-20/delete`);
      await page.click("text=Delete for good");
      expect(await page.textContent(".notice")).toContain("The user is deleted.");
      await page.click(".who button");
      expect(page.url()).toBe(`${at.origin}/console/sign-in`);
      await context.close();
    });

    test("the link of npm start signs in by a button, once", async () => {
      const secret = fromHex(process.env["SECRET_KEY"]);
      const link = `${at.origin}/console/link?token=${makeLinkToken([secret], Date.now())}`;
      const { context, page } = await at.open();
      await page.goto(link);
      await page.click("form button.primary");
      await page.waitForSelector(".rail");
      await context.clearCookies();
      await page.goto(link);
      await page.click("form button.primary");
      await page.waitForSelector("text=This link was used before.");
      await context.close();
    });
  },
  120_000,
);
