/** Pages for browsers: the first page, refusals, and the page of a mailed link (docs/spec/requests.md#pages). */
import { createHash } from "node:crypto";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { linkTo, tokensOf } from "../account/messages.ts";
import { cookieOf, guest } from "../harness/account.ts";
import { type Answer, appWith, call } from "../harness/client.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { fresh } from "../harness/users.ts";

/** The Accept header of Chromium, Firefox and Safari when a person opens an address. */
const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";
const browser = { key: null, headers: { accept, "x-appwrite-project": null } } as const;

const open = (path: string, more: Readonly<Record<string, string>> = {}) =>
  call("GET", path, { key: null, headers: { ...browser.headers, ...more } });

/** Asserts a page that every browser shows in full: its style is allowed, and nothing else is. */
function expectPage({ headers, text, type }: Answer): void {
  expect(type).toBe("text/html; charset=UTF-8");
  expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(text).not.toMatch(/<script|javascript:| on[a-z]+=["']|https?:\/\/[^"\s]*\.(?:css|js|png|woff)\b/i);
  const [, style = ""] = /<style>([^]*)<\/style>/.exec(text) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers.get("content-security-policy")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  );
  expect(headers.get("cache-control")).toContain("no-store");
  expect(headers.get("referrer-policy")).toBe("same-origin");
  expect(style).toContain("prefers-color-scheme: dark");
}

describe.each(["http://rollcall.test/", "http://rollcall.test/v1", "http://rollcall.test/v1/"])("%s", (address) => {
  test("is a small page in a browser, which names endpoint and project, and no key", async () => {
    const answer = await open(address);
    expect(answer.status).toBe(200);
    expectPage(answer);
    expect(new TextEncoder().encode(answer.text).length).toBeLessThan(15 * 1_024);
    for (const fact of [
      "http://rollcall.test/v1",
      "rollcall",
      "1.9.6",
      "/v1/openapi.json",
      "https://appwrite.io/docs",
    ]) {
      expect(answer.text).toContain(fact);
    }
    for (const language of ["Web", "Node.js", "Python", "PHP", "Ruby", "Go", "Swift", "Dart", "Kotlin", ".NET"]) {
      expect(answer.text).toContain(language);
    }
    expect(answer.text).not.toContain(env.API_KEY.slice(9, 40));
    expect(answer.headers.get("vary")).toMatch(/\bAccept\b/);
  });

  test.each([
    ["no Accept", {}],
    ["a program's Accept", { accept: "*/*" }],
    ["an SDK's header", { accept, "x-sdk-name": "Web" }],
    ["a project", { accept, "x-appwrite-project": "other" }],
    ["a fetch of a page", { accept, "sec-fetch-dest": "empty" }],
  ])("is JSON for %s, without project, key and origin checks", async (_, headers) => {
    const options = { "x-appwrite-project": null, origin: "https://elsewhere.example", ...headers };
    const answer = await call("GET", address, { key: null, headers: options });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        name: "Rollcall",
        version: "1.9.6",
        project: env.PROJECT_ID,
        projectName: env.PROJECT_ID,
        endpoint: "http://rollcall.test/v1",
        openapi: "http://rollcall.test/v1/openapi.json",
        documentation: "https://appwrite.io/docs/sdks",
      },
    ]);
  });
});

test("the first page shows the name and the public origin, escaped", async () => {
  const fetch = appWith({ PROJECT_NAME: `<b>"Tom & 'Ada'"</b>`, PUBLIC_URL: "https://auth.example.com" });
  const { text } = await call("GET", "http://auth.example.com/", { ...browser, fetch });
  expect(text).toContain("<h1>&lt;b&gt;&quot;Tom &amp; &#39;Ada&#39;&quot;&lt;/b&gt;</h1>");
  expect(text).toContain("https://auth.example.com/v1");
});

describe("a refusal", () => {
  test.each([
    ["/nothing", 404, "There is no page at this address.", "general_route_not_found"],
    ["/users?project=rollcall", 401, "for programs and for people who are signed in", "general_unauthorized_scope"],
    ["/account/sessions/oauth2/google?project=rollcall", 412, "does not offer this way", "project_provider_disabled"],
    [
      "/account/sessions/oauth2/google/redirect?state=x&project=rollcall",
      400,
      "The sign-in is over",
      "user_oauth2_bad_request",
    ],
  ])(
    "of %s is a page in a browser, with its status, the next step, and the type for developers",
    async (path, ...facts) => {
      const [status, told, type] = facts;
      const address = path === "/nothing" ? "/nothing?project=rollcall" : path;
      const answer = await open(address);
      expect(answer.status).toBe(status);
      expectPage(answer);
      expect(answer.text).toContain(told);
      expect(answer.text).toContain(type);
      expect(answer.text).toContain(answer.headers.get("x-request-id"));
      expectRefusal(await open(address, { accept: "application/json" }), type as "user_oauth2_bad_request");
    },
  );

  test("escapes the parameters of the address", async () => {
    const script = encodeURIComponent(`"><script>alert(1)</script>`);
    for (const path of [
      `/${script}`,
      `/users/${script}?project=${script}`,
      `/account/oauth2/failure?error=${script}`,
    ]) {
      expect((await open(path)).text).not.toContain("<script");
    }
  });

  test("that leads to the failure page is shown in our own words only", async () => {
    const error = JSON.stringify({ type: "user_blocked", message: "Call 555-0100 to win", code: 403 });
    const query = new URLSearchParams({ project: env.PROJECT_ID, error }).toString();
    const { text } = await open(`/account/oauth2/failure?${query}`);
    expect(text).toContain("<p>This account is blocked.</p>");
    expect(text.replaceAll(/(?:href|url)="?[^"]*"/g, "").replaceAll(/content="[^"]*"/g, "")).not.toContain("555-0100");
    for (const other of ["none", "{}", '{"type":"toString"}', '{"type":1}']) {
      const page = await open(`/account/oauth2/failure?project=rollcall&error=${encodeURIComponent(other)}`);
      expect([page.status, page.text.includes("You could not be signed in")]).toEqual([200, true]);
    }
  });
});

describe("a mailed link without a place of the app's", () => {
  async function mailed() {
    const [email, userId] = [`${fresh("page")}@psg.fr`, fresh()];
    const asked = await call("POST", "/account/tokens/magic-url", { ...guest(), body: { userId, email } });
    expect(asked.status).toBe(201);
    return { userId, link: await linkTo(email) };
  }

  /** The form of a page, as a browser sends it. */
  function formOf({ text }: Answer) {
    const [, action = ""] = /<form method="post" action="([^"]*)">/.exec(text) ?? [];
    const fields = [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    return { action, body: new URLSearchParams(fields.map(([, name = "", value = ""]) => [name, value])) };
  }

  const press = (page: Answer, origin: string | null = "http://rollcall.test", cookie: string | null = null) => {
    const { action, body } = formOf(page);
    const headers = { ...browser.headers, origin, cookie };
    return call("POST", `http://rollcall.test${action}`, { key: null, headers, body });
  };

  test("opens a page without using up the token; its button signs the browser in, once", async () => {
    const { link, userId } = await mailed();
    const before = await tokensOf(userId);
    let page = await open(link.href);
    for (let times = 0; times < 12; times++) page = await open(link.href);
    expect(page.status).toBe(200);
    expectPage(page);
    expect(await tokensOf(userId)).toEqual(before);

    const signedIn = await press(page);
    expect(signedIn.status).toBe(200);
    expectPage(signedIn);
    expect(signedIn.text).toContain("You are signed in");
    const cookie = `a_session_${env.PROJECT_ID}=${encodeURIComponent(cookieOf(signedIn))}`;
    const { body } = await call("GET", "/account", { key: null, headers: { cookie } });
    expect(body).toMatchObject({ $id: userId, emailVerification: true });

    const again = await press(page);
    expect([again.status, again.text.includes("has expired, was used before")]).toEqual([401, true]);
    expect(again.headers.getSetCookie()).toEqual([]);
    const twice = await press(page, "http://rollcall.test", cookie);
    expect([twice.status, twice.text.includes("You are signed in already.")]).toEqual([401, true]);
  });

  test.each(["https://evil.example", "null"])("refuses its button to a page of %s", async (origin) => {
    const { link } = await mailed();
    const page = await open(link.href);
    const pressed = await press(page, origin);
    expect(pressed.status).toBe(403);
    expectPage(pressed);
    expect(pressed.headers.getSetCookie()).toEqual([]);
    expect((await press(page)).status).toBe(200);
  });

  test("reports an incomplete address", async () => {
    const answer = await open("/account/magic-url?project=rollcall&userId=ada");
    expect(answer.status).toBe(400);
    expectPage(answer);
  });
});
