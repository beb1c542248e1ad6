import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeLinkToken } from "../../src/http/console-link.ts";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { Browser, workerWith } from "./browser.ts";

const local = "http://localhost:8787";
const localBrowser = (at = local) => new Browser(workerWith({ LOCAL: "on", RATE_LIMITS: "off" }), at);
const token = (at = Date.now()) => makeLinkToken([fromHex(env.SECRET_KEY)], at);

test("a local link signs in with every scope, by a button", async () => {
  const browser = localBrowser();
  const link = token();
  const { status, text } = await browser.get(`/link?token=${link}`);
  expect([status, text.includes(`value="${link}"`), browser.cookie]).toEqual([200, true, null]);
  expect((await browser.post("/link", { token: link })).location).toBe("/console");
  expect((await browser.get("/users")).text).toContain("New user");
});

test("one of four simultaneous uses of a link signs in, also with rate limits off", async () => {
  const link = token();
  const visits = await Promise.all([1, 2, 3, 4].map(() => localBrowser().post("/link", { token: link })));
  expect(visits.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 401, 401, 401]);
  expect((await localBrowser().post("/link", { token: link })).text).toContain("was used before");
});

test("a link expires after 10 minutes, and an altered one is refused", async () => {
  const link = token(Date.now() - 600_001);
  const forged = token().replace(/^\d/, "9");
  for (const bad of [link, forged, "", "x", `${link}0`]) {
    const { status, text } = await localBrowser().post("/link", { token: bad });
    expect([status, text.includes("has expired")]).toEqual([401, true]);
  }
});

test.each(["http://192.168.0.20:8787", "http://host.internal:8787"])("a local link is a 404 at %s", async (at) => {
  expect((await localBrowser(at).get("/link?token=x")).status).toBe(404);
  expect((await localBrowser(at).post("/link", { token: token() })).status).toBe(404);
});

test("warns on other hosts that browsers keep the cookie on https and localhost only", async () => {
  const text = async (at: string) => (await localBrowser(at).get("/sign-in")).text.includes("Open it there");
  expect([await text(local), await text("http://192.168.0.20:8787")]).toEqual([false, true]);
});
