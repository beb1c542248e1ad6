/** Requests that provoke refusals, for the cases of operations. */
import type { ErrorType } from "../../../src/errors/catalogue.ts";
import type { AuthMethod } from "../../../src/models/settings.ts";
import type { Answer } from "../client.ts";
import type { Query } from "../lists.ts";
import type { Fixture } from "./fixture.ts";
import { password } from "./values.ts";

/** Sends a request that is refused. */
export type Provoke = (fixture: Fixture) => Promise<Answer>;

/** A provoker for each error of an operation. */
export type Refusals = Readonly<Partial<Record<ErrorType, Provoke>>>;

/** The callers of a fixture. */
type As = "guest" | "owner" | "ownerByJwt" | "bare" | "verified" | "goner" | "provided";

/** A request by the bootstrap key. */
export const byKey =
  (method: string, path: string, body?: object): Provoke =>
  ({ call }) =>
    call(method, path, { body });

/** A request by a user, or by a guest. */
export const by =
  (as: As, method: string, path: string, body?: object): Provoke =>
  (fixture) =>
    fixture.call(method, path, { ...fixture[as](), body });

/** A request about a user who does not exist. */
export const absentUser = (method: string, path: string, body?: object): Refusals => ({
  user_not_found: byKey(method, `/users/nobody${path}`, body),
});

/** A request about a key that does not exist. */
export const absentKey = (method: string, body?: object): Refusals => ({
  key_not_found: byKey(method, "/project/keys/nobody", body),
});

/** A request about a team that does not exist. */
export const absentTeam = (method: string, path: string, body?: object): Refusals => ({
  team_not_found: byKey(method, `/teams/nobody${path}`, body),
});

/** Requests about a membership that does not exist, and about one of another team. */
export const wrongMembership = (method: string, absent: ErrorType, body?: object): Refusals => ({
  [absent]: byKey(method, "/teams/crew/memberships/nobody", body),
  team_not_found: ({ call, crew }) => call(method, `/teams/nobody/memberships/${crew.elsewhere}`, { body }),
  team_membership_mismatch: ({ call, crew }) => call(method, `/teams/crew/memberships/${crew.elsewhere}`, { body }),
});

/** Requests about a target of a user who does not exist, and about one that `owner` does not have. */
export const absentTarget = (method: string, body?: object): Refusals => ({
  ...absentUser(method, "/targets/nothing", body),
  user_target_not_found: byKey(method, "/users/owner/targets/nothing", body),
});

/** A request by a user who is deleted while it runs. */
export const gone = (method: string, path: string, body: object = {}): Refusals => ({
  user_not_found: ({ call, goner, withoutGoner }) =>
    call(method, `/account${path}`, { ...goner(), fetch: withoutGoner(), ...(method !== "GET" && { body }) }),
});

/** A request about a user who is blocked. */
export const blockedUser = (path: string): Refusals => ({
  user_blocked: byKey("POST", `/users/blocked${path}`, {}),
});

/** A key that gives a scope that it does not have. */
export const beyond = (method: string, path: string, body: object): Refusals => ({
  key_creation_denied: ({ call, narrowKey }) =>
    call(method, path, { key: narrowKey, body: { ...body, scopes: ["users.read"] } }),
});

/** A creation of a user with the id of `owner`, and with the email of an identity. @param more of the body */
export const takenUser = (path: string, more: object): Refusals => ({
  user_already_exists: byKey("POST", path, { userId: "owner", email: "new@example.com", ...more }),
});

/** A refusal by a policy of the project. @param set the policy, as columns of the settings */
const under =
  (set: string, provoke: Provoke): Provoke =>
  async (fixture) => {
    await fixture.rows(`UPDATE settings SET ${set}`);
    const answer = await provoke(fixture);
    await fixture.rows(
      "UPDATE settings SET password_personal_data = 0, password_history = 0, user_limit = 0, disabled_auth_methods = '[]'",
    );
    return answer;
  };

/** A password that contains the id `owner`. */
export const unfit = (provoke: (password: string) => Provoke): Refusals => ({
  password_personal_data: under("password_personal_data = 1", provoke("the password of the owner")),
});

/** The same, and the last password of `owner`. */
export const unfitOrUsed = (provoke: (password: string) => Provoke): Refusals => ({
  ...unfit(provoke),
  password_recently_used: under("password_history = 1", provoke(password)),
});

/** A request while a way to sign in is closed. */
export const closed = (authMethod: AuthMethod, provoke: Provoke): Refusals => ({
  user_auth_method_unsupported: under(`disabled_auth_methods = '["${authMethod}"]'`, provoke),
});

/** A request while the project has as many users as it may. */
export const crowded = (provoke: Provoke): Refusals => ({ user_count_exceeded: under("user_limit = 1", provoke) });

/** A request for a message without a provider to send it. @param as the caller */
export const unsent =
  (as: As, path: string, body: object): Provoke =>
  (fixture) =>
    fixture.call("POST", `/account${path}`, { ...fixture[as](), body, fetch: fixture.withoutMessages });

/** Requests that redeem a token to sign in. */
export function redeemed(method: string, path: string): Refusals {
  const redeem = ({ call, guest }: Fixture, userId: string, secret: string) =>
    call(method, `/account${path}`, { ...guest(), body: { userId, secret } });
  return {
    user_blocked: (fixture) => redeem(fixture, "late", fixture.lateToken),
    user_invalid_token: (fixture) => redeem(fixture, "owner", "wrong"),
    user_already_exists: (fixture) => redeem(fixture, "rival", fixture.strangersCodes.rival),
    ...crowded((fixture) => redeem(fixture, "stranger", fixture.strangersCodes.stranger)),
  };
}

/** Requests that redeem a token to verify a contact. Only keys are told that a user does not exist. */
export const verified = (path: string): Refusals => ({
  user_not_found: byKey("PUT", `/account${path}`, { userId: "nobody", secret: "wrong" }),
  user_invalid_token: by("guest", "PUT", `/account${path}`, { userId: "nobody", secret: "wrong" }),
});

/** A browser begins a sign-in with a provider that is not set up, and with one that never answers. */
export const signInBegun = (kind: "sessions" | "tokens"): Refusals => ({
  project_provider_disabled: by("guest", "GET", `/account/${kind}/oauth2/google`),
  user_oauth2_provider_failure: by("guest", "GET", `/account/${kind}/oauth2/oidc`),
});

/** A browser comes back from a provider to another project. */
export const callbackOfAnother = (method: string): Refusals => ({
  project_not_found: by(
    "guest",
    method,
    "/account/sessions/oauth2/callback/github/other?state=x",
    method === "GET" ? undefined : { state: "x" },
  ),
});

const extend = by("provided", "PATCH", "/account/sessions/current", {});

/** Extends a session, to which the provider gives this answer. */
export const extendOn =
  (answer: () => Promise<Response>): Provoke =>
  (fixture) => {
    fixture.refresh.answer = answer;
    return extend(fixture);
  };

/** Extends a session between two changes, the second of which reverts the first. */
export const extendBetween =
  (change: string, back: string): Provoke =>
  async (fixture) => {
    await fixture.rows(change);
    const answer = await extend(fixture);
    await fixture.rows(back);
    return answer;
  };

/** An answer to the challenge whose factor is closed, or to another one. */
export const answerChallenge =
  (as: As, challengeId?: string): Provoke =>
  (fixture) => {
    const { code, id } = fixture.closedChallenge;
    return by(as, "PUT", "/account/mfa/challenges", { challengeId: challengeId ?? id, otp: code })(fixture);
  };

/** The path of a list that gets these parameters. */
export function listOf(path: string, ...queries: readonly Query[]): string {
  const parameters = queries.map((query, index): [string, string] => [`queries[${index}]`, JSON.stringify(query)]);
  return `${path}?${new URLSearchParams(parameters).toString()}`;
}

/** A page that begins after an item. */
export const after = (id: string): Query => ({ method: "cursorAfter", values: [id] });
export const orderedBy = (attribute: string): Query => ({ method: "orderAsc", attribute });

interface ListRefusals {
  /** An attribute that has no words. */
  readonly unsearchable?: string;
  /** An attribute, and the id of an item whose value is null. */
  readonly nullable?: readonly [attribute: string, id: string];
  /** The caller of a list of the caller's own items. */
  readonly as?: As;
}

/** Requests for a list: a search where there are no words, a page after an unknown id, and one after a null. */
export function listRefusals(path: string, { as, nullable, unsearchable }: ListRefusals = {}): Refusals {
  const ask = (...queries: readonly Query[]): Provoke => {
    const asked = listOf(path, ...queries);
    return as === undefined ? byKey("GET", asked) : by(as, "GET", asked);
  };
  return {
    general_cursor_not_found: ask(after("nobody")),
    ...(unsearchable !== undefined && {
      general_query_invalid: ask({ method: "search", attribute: unsearchable, values: ["x"] }),
    }),
    ...(nullable !== undefined && {
      database_query_order_null: ask(orderedBy(nullable[0]), after(nullable[1])),
    }),
  };
}
