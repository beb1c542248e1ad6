/**
 * The console's pages of webhooks, messages, policies and providers, and its export, in Chromium against the bundle.
 * With `CONSOLE_SHOTS=DIR` it leaves a screenshot of each page there.
 */
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium } from "../sdk/harness/chromium.ts";
import { ConsoleBrowser, looks } from "../sdk/harness/console.ts";

let at: ConsoleBrowser;
/** The URL of an endpoint that accepts all events, except while a test makes it refuse them. */
let endpoint: string;
let status = 204;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (!hasChromium) return;
  at = await ConsoleBrowser.start();
  ends.push(() => at.stop());
  const receiver = createServer((request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(status).end());
  });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  ends.push(async () => {
    receiver.close();
    await once(receiver, "close");
  });
  const address = receiver.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? String(address?.port) : ""}/events`;
  await makeSettings();
});
afterAll(async () => {
  for (const end of ends) await end();
});

/** Writes rows that no API call can create. */
const sql = (statement: string): Promise<unknown> => at.server.db.prepare(statement).run();

/** Tries wrong passwords until the next one has to wait for a minute: a lock that an earlier test has left may be about to end. */
async function lockOut(userId: string): Promise<void> {
  const { endpoint, key, projectId } = at.server;
  await at.api("DELETE", `/users/${userId}/locks`);
  for (let i = 0; i < 10; i++) {
    await fetch(`${endpoint}/users/${userId}/password/verify`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-appwrite-project": projectId, "x-appwrite-key": key },
      body: JSON.stringify({ password: "not the password" }),
    });
  }
}

/** Makes samples of everything that the pages show. */
async function makeSettings(): Promise<void> {
  for (const [webhookId, name] of [
    ["crm", "CRM"],
    ["billing", "Billing"],
    ["gone", "Former shop"],
  ] as const) {
    const events = ["users.*.create", "users.*.update", "users.*.delete"];
    await at.api("POST", "/webhooks", { webhookId, name, url: `${endpoint}/${webhookId}`, events });
  }
  await sql(
    `UPDATE webhooks SET enabled = 0, attempts = 41, error = 'The endpoint answered 410.', failing_since = 1790000000000, dropped = 2,
       cursor = max(0, cursor - 2) WHERE id = 'gone'`,
  );
  await sql("UPDATE webhooks SET attempts = 3, error = 'The endpoint answered 503.' WHERE id = 'billing'");
  await at.api("POST", "/users", { userId: "ada", name: "Ada Lovelace", email: "ada@mail.example" });
  const templates = ["magic-url", "recovery", "session-alert", "verification", "mfa-challenge"];
  for (let i = 0; i < 30; i++) {
    const state = i % 7 === 3 ? "failed" : i % 7 === 5 ? "processing" : "sent";
    await sql(
      `INSERT INTO messages (id, created_at, updated_at, user_seq, type, template, status, tries, next_at, deadline, delivered_at, error, expire)
       SELECT '00000000000000000000' || ${i}, 1796000000000 + ${i} * 7000000, 0, seq, 'email', '${templates[i % 5] ?? ""}', '${state}', 1,
         NULL, 0, iif('${state}' = 'sent', 1796000000000 + ${i} * 7000000, NULL),
         iif('${state}' = 'sent', NULL, 'The provider answered ${state === "failed" ? 400 : 503}.'), 1999000000000 FROM users`,
    );
  }
  const google = { clientId: "rollcall.apps.example", clientSecret: "not shown", prompt: ["select_account"] };
  await at.api("PATCH", "/project/oauth2/google", google);
  const sendgrid = { apiKey: "not shown", fromName: "Support", fromEmail: "desk@mail.example" };
  await at.api("POST", "/messaging/providers/sendgrid", {
    providerId: "desk",
    name: "Desk",
    enabled: true,
    ...sendgrid,
  });
  await at.api("PATCH", "/project/auth-methods/anonymous", { enabled: false });
}

/** Pages that are looked at, below /console. */
const pages = {
  // First: the lock ends after a minute.
  "locked-out": "/users/ada",
  webhooks: "/webhooks",
  webhook: "/webhooks/crm",
  "webhook-disabled": "/webhooks/gone",
  "webhook-edit": "/webhooks/crm/edit",
  "webhook-delete": "/webhooks/crm/delete",
  "new-webhook": "/new-webhook",
  messages: "/messages",
  "messages-failed": "/messages?show=failed",
  policies: "/policies",
  providers: "/providers",
  "provider-google": "/providers/google",
  "provider-apple": "/providers/apple",
  "provider-oidc": "/providers/oidc",
  senders: "/senders",
  sender: "/senders/desk",
  "new-sender": "/new-sender/smtp",
  export: "/export",
};

describe.skipIf(!hasChromium)(
  "the console's settings in Chromium",
  () => {
    test.each(looks)("break no rule of accessibility and fit, %s", async (name, options) => {
      await lockOut("ada");
      expect(await at.complaintsAbout(pages, name, options)).toEqual([]);
    });

    test("a webhook is made, tested, replayed, given another secret, changed and deleted without the script", async () => {
      const { context, page } = await at.open({ javaScriptEnabled: false });
      await at.signIn(page);
      await page.click("text=Webhooks");
      await page.click("text=New webhook");
      await page.fill("#create-webhook-name", "Shop");
      await page.fill("#create-webhook-url", "ftp://shop.example/");
      await page.click("main button.primary");
      expect(await page.textContent("#create-webhook-url-error")).toContain("public host");
      await page.fill("#create-webhook-url", endpoint);
      await page.click("main button.primary");
      expect(await page.textContent("main")).toContain("whsec_");
      await page.click("text=Go to the webhook");
      await page.click("text=Send a test event");
      expect(await page.textContent(".notice")).toContain("The endpoint accepted the test event.");
      status = 410;
      await page.click("text=Send a test event");
      expect(await page.textContent(".notice")).toContain("did not accept the test event. The endpoint answered 410.");
      status = 204;
      await page.fill("#replay-webhook-from", "1");
      await page.click("text=Replay");
      expect(await page.textContent(".notice")).toContain("The events are sent again from there on.");
      await page.click("text=Rotate the secret");
      expect(await page.textContent("main")).toContain("whsec_");
      await page.click("text=Go to the webhook");
      expect(await page.textContent("main")).not.toContain("whsec_");
      await page.click("text=Edit");
      await page.uncheck("#update-webhook-enabled");
      await page.click("main button.primary");
      expect(await page.textContent("main")).toContain("An operator has disabled it.");
      await page.click("text=Delete…");
      await page.click("text=Delete for good");
      expect(await page.textContent(".notice")).toContain("The webhook is deleted.");
      await context.close();
    });

    test("a policy, a sign-in method and a provider are changed by keyboard alone, and a lock is lifted", async () => {
      const { complaints, context, page } = await at.open();
      await at.signIn(page, "/console/policies");
      const press = async (selector: string, said: string) => {
        await page.focus(selector);
        await page.keyboard.press("Enter");
        await page.waitForSelector(`[role=status]:has-text("${said}")`);
      };
      await page.focus("#password-strength-min");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("12");
      await page.focus("#password-strength-number");
      await page.keyboard.press("Space");
      await press('[aria-label="Save: New passwords"]', "The policy is changed.");
      expect(await at.api("GET", "/project/policies/password-strength")).toMatchObject({ min: 12, number: true });
      await press('[aria-label="Open: Anonymous sessions"]', "The sign-in method is changed.");
      await page.goto(`${at.origin}/console/providers/github`);
      await page.focus("#set-provider-clientId");
      await page.keyboard.type("client");
      await page.focus("#set-provider-clientSecret");
      await page.keyboard.type("secret");
      await page.keyboard.press("Enter");
      await page.waitForSelector("text=The settings of the provider are saved.");
      expect(await at.api("GET", "/project/oauth2/github")).toMatchObject({ clientId: "client", enabled: true });
      await lockOut("ada");
      await page.goto(`${at.origin}/console/users/ada`);
      await page.waitForSelector("text=locked out");
      await press('form[action="/console/users/ada/lift-locks"] button', "The password can be tried again.");
      expect(await at.api("GET", "/users/ada/locks")).toMatchObject({ total: 0 });
      expect(complaints).toEqual([]);
      await context.close();
    });

    test.each([true, false])("all users are downloaded as a file, with the script: %s", async (javaScriptEnabled) => {
      const { context, page } = await at.open({ javaScriptEnabled });
      await at.signIn(page);
      await page.click("text=Export");
      const download = async (format: string) => {
        await page.selectOption("#export-format", format);
        const [file] = await Promise.all([page.waitForEvent("download"), page.click("main button.primary")]);
        expect(file.suggestedFilename()).toMatch(new RegExp(String.raw`^users-\d{4}-\d\d-\d\d\.${format}$`));
        return readFile(await file.path(), "utf8");
      };
      expect(JSON.parse(await download("ndjson"))).toMatchObject({ $id: "ada", name: "Ada Lovelace" });
      expect(await download("csv")).toContain("\r\nada,Ada Lovelace,ada@mail.example,");
      await context.close();
    });
  },
  120_000,
);
