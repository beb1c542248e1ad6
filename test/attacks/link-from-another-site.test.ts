/**
 * The attacker's site sends the victim's signed-in browser to a provider at which the attacker has an account. If the
 * sign-in linked it, the attacker could sign in to the victim's account.
 */
import { describe, expect, test } from "vitest";
import { signUp, signUpVerified } from "../account/holders.ts";
import { countTo, lastTo } from "../account/messages.ts";
import { call } from "../harness/client.ts";
import { codeFor } from "../harness/github.ts";
import { bearing } from "../harness/account.ts";
import { fresh } from "../harness/users.ts";
import {
  account,
  begin,
  expectFailure,
  failure,
  finish,
  identitiesOf,
  sessionIn,
  signIn,
  success,
  withGitHub,
} from "../oauth2-flow/people.ts";

withGitHub();

let ids = 60_000;
const evil = "https://evil.example";
const path = `/account/sessions/oauth2/github?${new URLSearchParams({ success, failure }).toString()}`;
const secretOf = ({ session }: Awaited<ReturnType<typeof signUp>>) => session.headers?.["x-appwrite-session"] ?? "";

/** Sends the browser of a user to the provider. */
const send = (secret: string, headers: Readonly<Record<string, string>>) =>
  call("GET", path, {
    key: null,
    headers: { cookie: `a_session_rollcall=${encodeURIComponent(secret)}`, ...headers },
  });

describe("a browser that is signed in", () => {
  test.each<[from: string, headers: Record<string, string>]>([
    ["another site", { "sec-fetch-site": "cross-site", referer: `${evil}/` }],
    ["another site that hides its origin", { "sec-fetch-site": "cross-site" }],
    ["a typed address", { "sec-fetch-site": "none" }],
    ["an origin that may not call", { referer: `${evil}/` }],
    ["no stated origin", {}],
    ["an opaque origin", { origin: "null", "sec-fetch-site": "cross-site" }],
  ])("goes to `failure` when it comes from %s", async (_, headers) => {
    const answer = await send(secretOf(await signUp()), headers);
    if (headers["origin"] !== undefined) expect(answer.status).toBe(403);
    else expectFailure(answer, "general_unknown_origin", 403);
  });

  test.each<[from: string, headers: Record<string, string>]>([
    ["a page of this host", { "sec-fetch-site": "same-origin" }],
    ["a page of this site", { "sec-fetch-site": "same-site" }],
    ["an app that may call, on another site", { "sec-fetch-site": "cross-site", referer: "http://localhost:3000/" }],
    ["an app that may call, by its origin", { origin: "http://localhost:3000" }],
  ])("links when it comes from %s, and notifies the user", async (_, from) => {
    const user = await signUpVerified();
    const before = await countTo(user.email);
    const uid = ++ids;
    await signIn({ id: uid, email: `${fresh("linked")}@psg.fr` }, { session: secretOf(user), from });
    expect(await identitiesOf(uid)).toMatchObject([{ user_id: user.userId }]);
    expect(await countTo(user.email)).toBe(before + 1);
    const { template, text } = await lastTo(user.email);
    expect(template).toBe("identity-linked");
    expect(text).toContain(`an account at GitHub can sign in to your account`);
  });
});

test("a session that comes without a cookie links nothing: it begins as a guest", async () => {
  const user = await signUp();
  const answer = await call("GET", path, bearing(secretOf(user)));
  const cookie = answer.headers.getSetCookie().map((each) => each.split(";")[0]);
  const state = new URL(answer.headers.get("location") ?? "").searchParams.get("state") ?? "";
  const [uid, email] = [++ids, `${fresh("guest")}@psg.fr`];
  const ended = await finish({ cookie: cookie.join("; "), state }, { code: codeFor({ id: uid, email }) });
  expect((await account(sessionIn(ended)))["$id"]).not.toBe(user.userId);
});

test("a guest begins from anywhere", async () => {
  const begun = await begin({ from: { "sec-fetch-site": "cross-site", referer: `${evil}/` } });
  expect(begun.authorize.host).toBe("github.com");
});
