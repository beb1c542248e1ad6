/**
 * Sign-ins from apps on phones and desktops, whose SDKs open a browser and wait until it opens them again
 * (docs/spec/oauth2-sign-in.md#endings).
 */
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { bearing } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { codeFor } from "../harness/github.ts";
import { asGuest, begin, finish, leadsTo, sessionIn, signIn, withGitHub } from "./people.ts";

withGitHub();

const app = `appwrite-callback-${env.PROJECT_ID}://`;

/** The parameters from which the SDKs make a cookie. */
const parametersOf = (address: string) => Object.fromEntries(new URL(address).searchParams);

/** Follows a redirect to one of our pages, as the redirected browser. */
const follow = (answer: Answer, cookie = "") => {
  const { href } = leadsTo(answer);
  return call("GET", href, { ...asGuest, ...(cookie !== "" && { headers: { cookie } }) });
};

/** The cookie that our page uses for the session. */
const keptIn = ({ headers }: Answer) =>
  headers.getSetCookie().find((cookie) => cookie.startsWith("a_oauth2_app=")) ?? "";

/** The targets of our page: of its redirect and of its link. */
function leadsOn({ text }: Answer): string | null {
  const decode = (found: string | undefined) => found?.replaceAll("&amp;", "&") ?? null;
  const byItself = decode(/http-equiv="refresh" content="0; url=([^"]*)"/.exec(text)?.[1]);
  expect(decode(/<a class="button" href="([^"]*)"/.exec(text)?.[1])).toBe(byItself);
  return byItself;
}

const expectSession = async (parameters: Readonly<Record<string, unknown>>, uid: string) => {
  expect(parameters).toEqual({
    project: env.PROJECT_ID,
    domain: ".rollcall.test",
    key: `a_session_${env.PROJECT_ID}`,
    secret: expect.any(String),
  });
  const cookie = `${String(parameters["key"])}=${encodeURIComponent(String(parameters["secret"]))}`;
  const { body } = await call("GET", "/account/sessions/current", { ...asGuest, headers: { cookie } });
  expect(body).toMatchObject({ provider: "github", providerUid: uid });
};

describe("an app", () => {
  test("that names its own address gets the session there", async () => {
    const answer = await signIn({ id: 61 }, { query: { success: `${app}/in?tab=1`, failure: app } });
    const address = answer.headers.get("location") ?? "";
    expect(address.startsWith(`${app}/in?tab=1&`)).toBe(true);
    const { tab, ...parameters } = parametersOf(address);
    expect(tab).toBe("1");
    await expectSession(parameters, "61");
  });

  test("gets a token there, and no session", async () => {
    const answer = await signIn({ id: 62 }, { kind: "tokens", query: { success: app } });
    const { secret, userId, ...rest } = parametersOf(answer.headers.get("location") ?? "");
    expect(rest).toEqual({});
    const body = { userId, secret };
    expect((await call("POST", "/account/sessions/token", { ...asGuest, body })).status).toBe(201);
  });

  test("is told there why the sign-in failed", async () => {
    const answer = await finish(await begin({ query: { success: app, failure: app } }), { error: "access_denied" });
    const { error = "", ...rest } = parametersOf(answer.headers.get("location") ?? "");
    expect(rest).toEqual({});
    expect(JSON.parse(error)).toMatchObject({
      type: "user_oauth2_provider_error",
      message: "The OAuth2 provider refused: access_denied. Begin the sign-in again.",
    });
  });

  test.each([
    ["access_denied", "access_denied"],
    ["invalid_scope", "invalid_scope"],
    ["<b>hush</b>", "unknown_error"],
    ["ada@hush.example", "unknown_error"],
  ])("leaves only a known error code of the provider's answer %j in the log", async (error, detail) => {
    const log = vi.spyOn(console, "info").mockImplementation(() => undefined);
    await finish(await begin(), { error });
    const lines = log.mock.calls.map(([line]) => String(line));
    log.mockRestore();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual({
      level: "warn",
      requestId: expect.any(String),
      oauth2Provider: "github",
      step: "authorization",
      failure: "refused",
      detail,
    });
    expect(lines.join()).not.toContain("hush");
  });

  test("of another project gets no redirect", async () => {
    for (const success of ["appwrite-callback-other://", `x${app}`, "exp://rollcall.test"]) {
      const query = new URLSearchParams({ success }).toString();
      const answer = await call("GET", `/account/sessions/oauth2/github?${query}`, asGuest);
      expect([answer.status, answer.body["type"]]).toEqual([400, "general_argument_invalid"]);
    }
  });

  test("without an address of its own is opened by our page, which gets the session by its own cookie", async () => {
    const answer = await signIn({ id: 63 }, { query: { success: "", failure: "" } });
    expect(leadsTo(answer).search).toBe(`?project=${env.PROJECT_ID}`);
    const kept = keptIn(answer);
    expect(kept).toMatch(
      /^a_oauth2_app=[\w+/=]+; Max-Age=60; Path=\/v1\/account\/oauth2\/success; HttpOnly; SameSite=Lax$/,
    );
    const page = await follow(answer, kept.split(";")[0]);
    expect(page.status).toBe(200);
    const written = await call("GET", "/account/oauth2/success?userId=mallory&secret=hush", {
      ...asGuest,
      headers: { cookie: kept.split(";")[0] ?? "" },
    });
    expect(parametersOf(leadsOn(written) ?? "")).toEqual(parametersOf(leadsOn(page) ?? ""));
    expect(Object.fromEntries(page.headers)).toMatchObject({
      "content-type": "text/html; charset=UTF-8",
      "cache-control": "no-store, no-cache, must-revalidate, max-age=0",
      "referrer-policy": "same-origin",
      "content-security-policy": expect.stringMatching(/^default-src 'none';/),
    });
    expect(keptIn(page)).toMatch(/^a_oauth2_app=; Max-Age=0;/);
    const address = leadsOn(page) ?? "";
    expect(address.startsWith(`${app}?`)).toBe(true);
    await expectSession(parametersOf(address), "63");
  });

  test("without an address of its own is opened with a token, or with the error", async () => {
    const answer = await signIn({ id: 64 }, { kind: "tokens", query: {} });
    const { project, ...told } = Object.fromEntries(leadsTo(answer).searchParams);
    expect(keptIn(answer)).toBe("");
    expect(project).toBe(env.PROJECT_ID);
    expect(Object.keys(told)).toEqual(["userId", "secret"]);
    expect(parametersOf(leadsOn(await follow(answer)) ?? "")).toEqual(told);
    const failed = await finish(await begin({ query: {} }), { error: "access_denied" });
    const error = leadsTo(failed).searchParams.get("error");
    expect(parametersOf(leadsOn(await follow(failed)) ?? "")).toEqual({ error });
  });
});

test("our pages link nowhere without a result, and show no text from their address", async () => {
  for (const path of ["success", "failure"]) {
    expect(leadsOn(await call("GET", `/account/oauth2/${path}`, asGuest))).toBeNull();
    const script = `"><script>alert(1)</script>'`;
    const query = new URLSearchParams({ error: script, key: script, domain: script }).toString();
    const page = await call("GET", `/account/oauth2/${path}?${query}`, asGuest);
    expect(page.text).not.toContain("<script");
    expect(parametersOf(leadsOn(page) ?? "")).toEqual({ error: script });
  }
});

describe("a server with a key", () => {
  /** Requests a provider's address as servers' SDKs do. @returns the parameters that its browser comes back with */
  async function ask(kind: string, options: Parameters<typeof call>[2]) {
    const answer = await call("GET", `/account/${kind}/oauth2/github?success=http://localhost/in`, options);
    return { answer, state: leadsTo(answer).searchParams.get("state") ?? "" };
  }

  test("asks for a token on behalf of a browser without our cookie, once", async () => {
    const { answer, state } = await ask("tokens", {});
    expect(answer.headers.getSetCookie()).toEqual([]);
    const code = codeFor({ id: 65 });
    const { secret, userId } = parametersOf(leadsTo(await finish({ cookie: "", state }, { code })).href);
    expect((await finish({ cookie: "", state }, { code })).body["type"]).toBe("user_oauth2_bad_request");
    const { body } = await call("POST", "/account/sessions/token", { body: { userId, secret } });
    expect(body).toMatchObject({ provider: "github", providerUid: "65", secret: expect.stringMatching(/./) });
    expect((await call("GET", "/account", bearing(String(body["secret"])))).status).toBe(200);
  });

  test("needs the browser's cookie for a session, and a guest needs it for every flow", async () => {
    for (const [kind, options] of [["sessions", {}] as const, ["tokens", asGuest] as const]) {
      const { answer, state } = await ask(kind, options);
      expect(answer.headers.getSetCookie()).toHaveLength(1);
      const back = await finish({ cookie: "", state }, { code: codeFor({ id: 66 }) });
      expect([back.body["type"], sessionIn(back)]).toEqual(["user_oauth2_bad_request", ""]);
    }
  });
});
