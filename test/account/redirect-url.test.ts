/** The allowed hosts of mailed links (docs/spec/requests.md#redirect-urls), tested on the endpoints that take a URL. */
import { describe, expect, test } from "vitest";
import { bearing, beginSession, guest } from "../harness/account.ts";
import { appWith, call } from "../harness/client.ts";
import { expectInvalid } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";
import { linkTo } from "./messages.ts";

const ALLOWED_HOSTS = "app.example.com,*.example.org";
const fetch = appWith({ ALLOWED_HOSTS });

const ask = (url: string, ask = fetch, base = "http://rollcall.test") =>
  call("POST", `${base}/v1/account/tokens/magic-url`, {
    ...guest(),
    fetch: ask,
    body: { userId: fresh(), email: `${fresh("url")}@psg.fr`, url },
  });

describe("a link may lead to", () => {
  test.each([
    "http://rollcall.test/console",
    "https://app.example.com/welcome?next=/home",
    "HTTPS://App.Example.com",
    "https://staging.app.example.org:8443/",
    "appwrite-callback-rollcall://localhost",
  ])("%s", async (url) => {
    expect((await ask(url)).status).toBe(201);
  });

  test.each([
    "http://localhost",
    "https://localhost:3000/welcome",
    "http://127.0.0.1:8080/?a=b#c",
    "http://[::1]:5173/",
  ])("%s from a Worker on that machine only", async (url) => {
    const local = appWith({ ALLOWED_HOSTS, LOCAL: "on" });
    expect((await ask(url, local, "http://localhost:8787")).status).toBe(201);
    expectInvalid(await ask(url, local, "http://192.168.0.20:8787"), "url");
    expectInvalid(await ask(url), "url");
    expect((await ask(url, appWith({ ALLOWED_HOSTS: "localhost, 127.0.0.1, [::1]" }))).status).toBe(201);
  });

  test("any host where all are allowed", async () => {
    expect((await ask("https://anywhere.example/", appWith({ ALLOWED_HOSTS: "*" }))).status).toBe(201);
  });
});

describe("a link may not lead to", () => {
  test.each([
    "",
    " ",
    "localhost",
    "//localhost/",
    "/welcome",
    "http://",
    "http:localhost",
    "http:/localhost",
    "http:\\\\localhost",
    "javascript:alert(1)",
    "javascript://localhost/%0aalert(1)",
    "data:text/html,hi",
    "file://localhost/etc/passwd",
    "ftp://localhost/",
    "appwrite-callback-other://localhost",
    "http://127.0.0.2",
    "http://[0:0:0:0:0:0:0:1]",
    "http://localhost.",
    "http://xlocalhost",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://[::1].evil.com",
    "http://0x7f.0.0.1",
    "http://2130706433",
    "http://127.1",
    "http://%6cocalhost",
    "http://ｌocalhost",
    "http://elsewhere.example",
    "https://example.org",
    "https://app.example.com.evil.com",
    "https://evil.com/app.example.com",
    "https://evil.com?https://app.example.com",
    "https://evil.com#@app.example.com",
    "https://ada@app.example.com",
    "https://app.example.com@evil.com",
    "https://app.example.com:443@evil.com",
    "https://app.example.com\\@evil.com",
    "https://evil.com\\app.example.com",
    "https://app.example.com:99999",
    "https://app.example.com:",
    " https://app.example.com",
    "https://app.example.com/a b",
    "https://app.example.com/\nBcc: eve@evil.com",
    "ht\ntps://app.example.com",
    `https://app.example.com/${"x".repeat(2_048)}`,
  ])("%j", async (url) => {
    expectInvalid(await ask(url), "url");
  });

  test("a user's name at an allowed host, even where all hosts are allowed", async () => {
    expectInvalid(await ask("https://ada:pw@anywhere.example/", appWith({ ALLOWED_HOSTS: "*" })), "url");
  });
});

describe("the parameters of a link", () => {
  test("replace those in the URL, so that it cannot smuggle in another user's", async () => {
    const email = `${fresh("url")}@psg.fr`;
    const body = { userId: fresh(), email, url: "http://localhost/?userId=eve&secret=known&keep=1" };
    expect((await call("POST", "/account/tokens/magic-url", { ...guest(), body })).status).toBe(201);
    await expect
      .poll(() =>
        linkTo(email).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const { searchParams } = await linkTo(email);
    expect(searchParams.getAll("userId")).toEqual([body.userId]);
    expect(searchParams.getAll("secret")).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(searchParams.get("keep")).toBe("1");
  });
});

describe("every endpoint that takes a URL", () => {
  test("checks the URL's host", async () => {
    const { secret } = await beginSession(await createUser({ email: `${fresh()}@psg.fr` }));
    const url = "https://elsewhere.example/";
    const body = { userId: fresh(), email: `${fresh()}@psg.fr`, url };
    for (const path of ["/account/tokens/magic-url", "/account/sessions/magic-url", "/account/recovery"]) {
      expectInvalid(await call("POST", path, { ...guest(), body }), "url");
    }
    for (const path of ["/account/verifications/email", "/account/verification"]) {
      expectInvalid(await call("POST", path, { ...bearing(secret), body }), "url");
    }
  });
});
