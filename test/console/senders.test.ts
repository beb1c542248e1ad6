/** The pages of messaging providers. */
import { expect, test } from "vitest";
import { messagingProviders } from "../../src/lib/delivery/providers/index.ts";
import { call } from "../harness/client.ts";
import { kindCases } from "../harness/provider-kinds.ts";
import { signedIn } from "./browser.ts";

const markup = `<img src=x onerror=alert(1)>"'`;

/** Values as a form has them. */
const asTyped = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );

test.each(kindCases.map((kind) => [kind.provider, kind] as const))(
  "%s is set up with every setting, shows its options and no credential, and keeps what is left empty",
  async (name, { changed, credentials, options }) => {
    const browser = await signedIn();
    const fields = await browser.get(`/new-sender/${name}`);
    for (const field of Object.keys({ ...credentials, ...options }))
      expect(fields.text).toContain(`id="create-sender-${field}"`);
    expect(fields.text.length).toBeLessThan(10 * 1024);
    const { location } = await browser.post(`/new-sender/${name}`, {
      name: "Desk",
      enabled: "on",
      ...asTyped({ ...credentials, ...options }),
    });
    const [at = ""] = location.split("?");
    const api = `/messaging/providers/${at.split("/").at(-1) ?? ""}`;
    const stored = async () => (await call("GET", api)).body;
    expect(await stored()).toMatchObject({ name: "Desk", provider: name, enabled: true, options });
    const { text } = await browser.get(at);
    for (const value of Object.values(credentials)) {
      if (typeof value === "string") expect(text).not.toContain(value);
    }
    const change = { kind: name, name: "Renamed", enabled: "on", ...asTyped(changed.options) };
    expect((await browser.post(at, change)).location).toBe(`${at}?done=change-sender`);
    expect(await stored()).toMatchObject({ name: "Renamed", enabled: true, options: changed.options });
    await browser.post(at, { kind: name, name: "Renamed" });
    expect(await stored()).toMatchObject({ enabled: false, options: changed.options });
    expect((await browser.post(`${at}/delete`)).location).toBe("/console/senders?done=delete-sender");
    expect((await browser.get(at)).status).toBe(404);
  },
);

test("the list has the existing senders, and a link to create each kind", async () => {
  const browser = await signedIn();
  expect((await browser.get("/senders")).text).toContain("There are no senders.");
  await call("POST", "/messaging/providers/sendgrid", { body: { providerId: "evil", name: markup, fromName: markup } });
  const { text } = await browser.get("/senders");
  for (const { name } of messagingProviders) expect(text).toContain(`href="/console/new-sender/${name}"`);
  for (const path of ["/senders", "/senders/evil", "/senders/evil/delete"]) {
    const { text } = await browser.get(path);
    expect([path, text.includes("<img"), text.includes("&lt;img")]).toEqual([path, false, true]);
  }
});

test("says what a kind needs, refuses to enable one without it, and shows no refused credential again", async () => {
  const browser = await signedIn();
  const { location } = await browser.post("/new-sender/sendgrid", { name: "Desk", enabled: "on" });
  const [at = ""] = location.split("?");
  expect((await browser.get(at)).text).toContain("It needs: API key; From, the email.");
  const refused = await browser.post(at, { kind: "sendgrid", name: "Desk", enabled: "on", apiKey: "hush" });
  expect([refused.status, refused.text.includes("hush")]).toEqual([400, false]);
  const fcm = await browser.post("/new-sender/fcm", { name: "Push", serviceAccountJSON: "{hush" });
  expect([fcm.status, fcm.text.includes("create-sender-serviceAccountJSON-error"), fcm.text.includes("hush")]).toEqual([
    400,
    true,
    false,
  ]);
  expect((await browser.get("/new-sender/smtp")).text).toContain("nothing is sent through smtp");
  expect((await browser.get("/new-sender/pigeon")).status).toBe(404);
  expect((await browser.post(at, { kind: "pigeon" })).status).toBe(400);
});
