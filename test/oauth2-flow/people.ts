/** Sign-ins with GitHub: no network. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { type Answer, call, type CallOptions, server } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { asked, codeFor, type Person, playGitHub } from "../harness/github.ts";
import { setUp } from "../harness/oauth2.ts";

/** Sets GitHub up for each test of a file, and stands in for it. */
export function withGitHub(): void {
  beforeEach(async () => {
    playGitHub();
    asked.length = 0;
    expect((await setUp("github", { clientId: "github-client", clientSecret: "hush" })).status).toBe(200);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });
}

export const success = "http://localhost:3000/in?from=app";
export const failure = "http://localhost:3000/out";

export interface Begun {
  readonly state: string;
  /** The Cookie header of the browser that began the sign-in. */
  readonly cookie: string;
  readonly authorize: URL;
}

interface Asked {
  readonly kind?: "sessions" | "tokens";
  readonly query?: Readonly<Record<string, string>>;
  /** The session value of a signed-in browser. */
  readonly session?: string;
  /** Headers that name the browser's origin: without them, a page of this site. */
  readonly from?: Readonly<Record<string, string>>;
}

export const asGuest: CallOptions = { key: null };

/** Begins a sign-in from a browser. */
export async function begin({
  from = { "sec-fetch-site": "same-site" },
  kind = "sessions",
  query = { success, failure },
  session,
}: Asked = {}): Promise<Begun> {
  const path = `/account/${kind}/oauth2/github?${new URLSearchParams(query).toString()}`;
  const answer = await call("GET", path, {
    ...asGuest,
    headers: {
      ...(session !== undefined && { cookie: `a_session_${env.PROJECT_ID}=${encodeURIComponent(session)}` }),
      ...from,
    },
  });
  expect(answer.status, answer.text).toBe(301);
  const authorize = new URL(answer.headers.get("location") ?? "");
  const cookie = answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
  return { state: authorize.searchParams.get("state") ?? "", cookie, authorize };
}

/** Follows the redirect back to the end of the sign-in. */
export const finish = (
  { cookie, state }: Pick<Begun, "cookie" | "state">,
  parameters: Readonly<Record<string, string>>,
  provider = "github",
): Promise<Answer> =>
  call(
    "GET",
    `/account/sessions/oauth2/${provider}/redirect?${new URLSearchParams({ state, ...parameters }).toString()}`,
    {
      ...asGuest,
      ...(cookie !== "" && { headers: { cookie } }),
    },
  );

/** Begins a sign-in, signs in at the provider, and comes back. */
export async function signIn(
  person: Person,
  options: Asked & { readonly tokens?: Readonly<Record<string, unknown>> } = {},
) {
  const begun = await begin(options);
  return finish(begun, { code: codeFor(person, options.tokens) });
}

/** The target of an answer's redirect. */
export function leadsTo({ headers, status, text }: Answer): URL {
  expect(status, text).toBe(301);
  return new URL(headers.get("location") ?? "", server);
}

/** Expects a redirect to the app's failure URL. */
export function expectFailure(answer: Answer, type: string, code: number): void {
  const url = leadsTo(answer);
  expect(`${url.origin}${url.pathname}`).toBe(failure);
  expect(JSON.parse(url.searchParams.get("error") ?? "")).toEqual({ message: expect.any(String), type, code });
  expect(url.searchParams.has("project")).toBe(false);
}

/** The session value that an answer sets in a browser. */
export function sessionIn({ headers }: Answer): string {
  const prefix = `a_session_${env.PROJECT_ID}=`;
  const cookie = headers.getSetCookie().find((each) => each.startsWith(prefix)) ?? "";
  return decodeURIComponent(cookie.slice(prefix.length).split(";")[0] ?? "");
}

/** A session as its bearer sees it. */
export const current = async (value: string) =>
  (await call("GET", "/account/sessions/current", { key: null, headers: { "x-appwrite-session": value } })).body;

export const account = async (value: string) =>
  (await call("GET", "/account", { key: null, headers: { "x-appwrite-session": value } })).body;

export const identitiesOf = (uid: number) =>
  rows("SELECT provider, provider_uid, provider_email, user_id FROM identities WHERE provider_uid = ?", String(uid));
