/**
 * The attacker has the victim's browser follow a link to the Worker from a page of another site. The victim's cookie goes along; the
 * provider has the attacker's account signed in. Nothing of the attacker's is linked to the victim's account.
 */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { bearing, beginSession } from "../harness/account.ts";
import { call, server } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { createUser, fresh } from "../harness/users.ts";
import {
  asGuest,
  begin,
  cookieOf,
  expectFailure,
  failure,
  finish,
  leadsTo,
  success,
  withGitHub,
} from "../oauth2-flow/people.ts";
import { codeFor } from "../harness/github.ts";

withGitHub();

const foreign = [
  {},
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "none" },
  { "sec-fetch-site": "cross-site", referer: "https://evil.example/" },
  { referer: `https://evil.example/?${server}` },
  { referer: "https://localhost.evil.example/" },
  { referer: "hush" },
];

const known = [
  { "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "cross-site", referer: `${server}/app` },
  { referer: "http://localhost:5173/settings?tab=1" },
  { "sec-fetch-site": "cross-site", origin: "http://localhost:5173" },
];

async function signedIn(): Promise<string> {
  const userId = fresh();
  await createUser({ userId });
  return (await beginSession(userId)).secret;
}

const path = (kind: string) => `/account/${kind}/oauth2/github?${new URLSearchParams({ success, failure }).toString()}`;

test.each(foreign)("a link on a page that is not known as ours begins nothing: %j", async (from) => {
  const session = await signedIn();
  for (const kind of ["sessions", "tokens"]) {
    const answer = await call("GET", path(kind), { ...asGuest, headers: { ...from, cookie: cookieOf(session) } });
    expectFailure(answer, "general_unknown_origin", 403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  expect(await rows("SELECT id FROM oauth2_flows")).toEqual([]);
  expect((await call("GET", "/account/identities", bearing(session))).body).toMatchObject({ total: 0 });
});

test("it leads to our own page where the link names no place", async () => {
  const headers = { cookie: cookieOf(await signedIn()), "sec-fetch-site": "cross-site" };
  const url = leadsTo(await call("GET", "/account/sessions/oauth2/github", { ...asGuest, headers }));
  expect(url.pathname).toBe("/v1/account/oauth2/failure");
  expect(url.searchParams.get("project")).toBe(env.PROJECT_ID);
});

test.each(known)("a link on a page of a known site links: %j", async (from) => {
  const session = await signedIn();
  const begun = await begin({ session, from });
  const id = Math.floor(Math.random() * 2 ** 31);
  expect(leadsTo(await finish(begun, { code: codeFor({ id }) })).href).toBe(success);
  expect(await rows("SELECT provider_uid FROM identities WHERE provider_uid = ?", String(id))).toHaveLength(1);
});

test.each(foreign)("a guest signs in from wherever the link stands: %j", async (from) => {
  const answer = await call("GET", path("sessions"), { ...asGuest, headers: from });
  expect(leadsTo(answer).origin).toBe("https://github.com");
});
