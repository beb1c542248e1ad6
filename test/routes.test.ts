/**
 * Every route, the addresses of older SDKs included, refuses callers without access, and changes nothing then. The routes
 * come from their declarations.
 */
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import { keyScopes } from "../src/domain/keys/index.ts";
import type { ErrorType } from "../src/errors/catalogue.ts";
import type { Endpoint } from "../src/http/endpoint.ts";
import { addressesOf } from "../src/http/router.ts";
import { bearing, beginSession, createJwt, guest, withJwt } from "./harness/account.ts";
import { caseOf, operations } from "./harness/cases/index.ts";
import { meetChallenge } from "./harness/cases/needs.ts";
import type { Scene } from "./harness/cases/scene.ts";
import { newUser } from "./harness/cases/values.ts";
import { call, type CallOptions } from "./harness/client.ts";
import { rows } from "./harness/database.ts";
import { createKey, randomSecret } from "./harness/keys.ts";
import { record } from "./harness/recorder.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { ask, prepare, requestOf, senderOf, writes } from "./harness/requests.ts";
import { createUser, fresh } from "./harness/users.ts";

/** Every served address, as an endpoint of its own. */
const routes: readonly Endpoint[] = operations.flatMap((endpoint) =>
  addressesOf(endpoint).map((address) => ({ ...endpoint, ...address })),
);

const recorder = record();

/**
 * Calls a route with parameters that are valid.
 * @param options the caller's credentials, of any kind
 * @returns the answer, and its writes: rows of D1 and keys of KV
 */
async function callValid(endpoint: Endpoint, scene: Scene, options: CallOptions) {
  const { method, path, body, headers } = requestOf(endpoint, scene);
  recorder.take();
  const sent = { body, fetch: recorder.fetch, ...options, headers: { ...headers, ...options.headers } };
  const answer = await call(method, path, sent);
  const { kv, rowsWritten } = recorder.take();
  return { answer, written: rowsWritten + kv.filter((operation) => operation !== "get").length };
}

const isPublic = ({ scopes }: Endpoint) => scopes.includes("public");
const isForGuests = (endpoint: Endpoint) => isPublic(endpoint) || endpoint.scopes.includes("guest");
/** Routes about teams that every user may call, and that show a user only their own teams. */
const isForMembers = ({ scopes }: Endpoint) => scopes.some((scope) => scope.startsWith("teams."));
const isForUsers = (endpoint: Endpoint) =>
  isForGuests(endpoint) || isForMembers(endpoint) || endpoint.scopes.includes("account");
/** Scopes that every key has (docs/spec/access.md#roles). */
const isForAnyKey = (endpoint: Endpoint) => isPublic(endpoint) || endpoint.scopes.includes("health.read");
/** Routes that only a user can call, because a key has no account. */
const isForUsersOnly = (endpoint: Endpoint) => senderOf(endpoint) === "user";

/** All scopes except those that the route asks for. */
const otherScopes = ({ scopes }: Endpoint) => keyScopes.filter((scope) => !scopes.some((asked) => asked === scope));

const keys = new Map<string, Promise<string>>();

/** A key that all routes share: one that lasts, or one that has expired. */
function keyWith(scopes: readonly string[], isExpired = false): Promise<string> {
  const kind = JSON.stringify([scopes, isExpired]);
  const made = keys.get(kind) ?? createKey({ scopes, expire: Date.now() + (isExpired ? -1 : 3_600_000) });
  keys.set(kind, made);
  return made;
}

/** The credentials of a user. */
interface Bearer {
  readonly userId: string;
  /** Has met a challenge in the last half hour. */
  readonly session: string;
  /** Has met a challenge half an hour ago. */
  readonly stale: string;
  /** Has met no challenge, and lacks a factor. */
  readonly incomplete: string;
  /** Bound to no session. */
  readonly jwt: string;
}

/** The calling users: on routes for users only, the user of the request; on routes about others, another user. */
interface Cast {
  readonly user: Bearer;
  readonly blocked: Bearer;
}

interface Caller {
  readonly who: string;
  readonly options: (endpoint: Endpoint, cast: Cast) => CallOptions | Promise<CallOptions>;
  /** undefined: the request is served. */
  readonly refusal: (endpoint: Endpoint) => ErrorType | undefined;
  readonly message?: (endpoint: Endpoint) => string;
}

/**
 * The credentials of a user who needs a second factor and has given it. The user needs an email and a phone.
 * @param endpoint that the user calls
 */
async function bearerOf(userId: string, endpoint?: Endpoint): Promise<Bearer> {
  const factor = endpoint?.errors.includes("user_email_already_verified") ? "phone_verification" : "email_verification";
  await rows(`UPDATE users SET mfa = 1, ${factor} = 1 WHERE id = ?`, userId);
  const [session, stale] = [await beginSession(userId), await beginSession(userId)];
  await meetChallenge(session.id);
  await meetChallenge(stale.id, Date.now() - 1_800_000);
  const { secret: incomplete } = await beginSession(userId);
  return { userId, session: session.secret, stale: stale.secret, incomplete, jwt: await createJwt(userId, "none") };
}

/** The credentials of a user who is then blocked. */
async function blockedBearerOf(userId: string, endpoint?: Endpoint): Promise<Bearer> {
  const bearer = await bearerOf(userId, endpoint);
  await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
  return bearer;
}

const missing = (who: string) => (endpoint: Endpoint) => `${who} missing scopes (${JSON.stringify(endpoint.scopes)})`;
const guestText = missing("User (role: guests)");
const unlessForGuests = (endpoint: Endpoint) => (isForGuests(endpoint) ? undefined : "general_unauthorized_scope");

const unlessForUsersOnly = (endpoint: Endpoint) =>
  isForUsersOnly(endpoint) ? "general_unauthorized_scope" : undefined;

/** The error for a signed-in user at an endpoint that begins a session. */
function userRefusal(endpoint: Endpoint): ErrorType | undefined {
  if (!isForUsers(endpoint)) return "general_unauthorized_scope";
  return endpoint.beginsSession ? "user_session_already_exists" : undefined;
}

/** The error for a user with a JWT that is bound to no session. */
function jwtRefusal(endpoint: Endpoint): ErrorType | undefined {
  if (isForUsers(endpoint) && endpoint.guards) return "general_resource_blocked";
  return endpoint.errors.includes("user_jwt_creation_denied") ? "user_jwt_creation_denied" : userRefusal(endpoint);
}

/**
 * The error for a user whose session lacks a factor: until a challenge is answered, all endpoints but that one refuse
 * it.
 */
function incompleteRefusal(endpoint: Endpoint): ErrorType | undefined {
  if (!isForUsers(endpoint)) return "general_unauthorized_scope";
  // It ends itself alone, and the table names another session.
  if (endpoint.id === "accountDeleteSession") return "user_more_factors_required";
  return endpoint.servesIncomplete ? undefined : "user_more_factors_required";
}

/** The scope is checked first (docs/spec/access.md#order-of-checks). */
const blockedRefusal = (endpoint: Endpoint) => (isForUsers(endpoint) ? "user_blocked" : "general_unauthorized_scope");

/** A browser that returns from a provider comes from the provider's site, with an address only. */
const unlessFromAnywhere =
  (type: ErrorType) =>
  ({ fromAnywhere }: Endpoint) =>
    fromAnywhere ? undefined : type;

const callers: readonly Caller[] = [
  {
    who: "a guest",
    options: () => guest(),
    refusal: unlessForGuests,
    message: guestText,
  },
  {
    who: "an empty key",
    options: () => ({ ...guest(), key: "" }),
    refusal: unlessForGuests,
    message: guestText,
  },
  {
    who: "a key of another kind",
    options: () => ({ ...guest(), key: randomSecret("dynamic_") }),
    refusal: unlessForGuests,
    message: guestText,
  },
  {
    who: "an unknown session",
    options: () => bearing(Buffer.from('{"id":"nobody","secret":"nothing"}').toString("base64")),
    refusal: unlessForGuests,
    message: guestText,
  },
  {
    who: "a user with a session",
    options: (_, { user }) => bearing(user.session),
    refusal: userRefusal,
  },
  {
    who: "a user with a JWT",
    options: (_, { user }) => withJwt(user.jwt),
    refusal: jwtRefusal,
  },
  {
    who: "a user whose session lacks a factor",
    options: (_, { user }) => bearing(user.incomplete),
    refusal: incompleteRefusal,
  },
  {
    who: "a user whose session has met no challenge for half an hour",
    options: (_, { user }) => bearing(user.stale),
    refusal: (endpoint) => (endpoint.needsChallenge ? "user_challenge_required" : userRefusal(endpoint)),
  },
  {
    who: "a blocked user with a session",
    options: (_, { blocked }) => bearing(blocked.session),
    refusal: blockedRefusal,
  },
  {
    who: "a blocked user with a JWT",
    options: (_, { blocked }) => withJwt(blocked.jwt),
    refusal: blockedRefusal,
  },
  {
    who: "a user with a session and a JWT",
    options: (_, { user }) => guest({ "x-appwrite-session": user.session, "x-appwrite-jwt": user.jwt }),
    refusal: () => "user_jwt_and_cookie_set",
  },
  {
    who: "a JWT that is none",
    options: () => withJwt("e30.e30.e30"),
    refusal: () => "user_jwt_invalid",
  },
  {
    who: "the bootstrap key",
    options: () => ({ key: env.API_KEY }),
    refusal: unlessForUsersOnly,
    message: missing("app.rollcall@service.rollcall.test (role: applications)"),
  },
  {
    who: "an unknown key",
    options: () => ({ key: randomSecret() }),
    refusal: () => "user_unauthorized",
  },
  {
    who: "an unknown key without a kind",
    options: () => ({ key: randomSecret("") }),
    refusal: () => "user_unauthorized",
  },
  {
    who: "the start of a known key",
    options: async () => ({ key: (await keyWith(keyScopes)).slice(0, -1) }),
    refusal: () => "user_unauthorized",
  },
  {
    who: "an expired key",
    options: async () => ({ key: await keyWith(keyScopes, true) }),
    refusal: () => "project_key_expired",
  },
  {
    who: "a key with the scope",
    options: async ({ scopes }) => ({ key: await keyWith(scopes) }),
    refusal: unlessForUsersOnly,
  },
  {
    who: "a key with every scope, for which a session makes no difference",
    options: async ({ scopes }, { user }) => ({
      key: await keyWith([...keyScopes, ...scopes]),
      headers: { "x-appwrite-session": user.session },
    }),
    refusal: unlessForUsersOnly,
  },
  {
    who: "a key without the scope",
    options: async (endpoint) => ({ key: await keyWith(otherScopes(endpoint)) }),
    refusal: (endpoint) => (isForAnyKey(endpoint) ? undefined : "general_unauthorized_scope"),
    message: missing("app.rollcall@service.rollcall.test (role: applications)"),
  },
  {
    who: "a key whose scopes only begin or end like the route's",
    options: async ({ scopes: [scope] }) => ({
      key: await keyWith([`${scope}s`, `x.${scope}`, "users", "*"]),
    }),
    refusal: (endpoint) => (isForAnyKey(endpoint) ? undefined : "general_unauthorized_scope"),
  },
  {
    who: "a key that names another project",
    options: () => ({ key: env.API_KEY, headers: { "x-appwrite-project": "other" } }),
    refusal: unlessFromAnywhere("project_not_found"),
  },
  {
    who: "a guest who names another project",
    options: () => ({ key: null, headers: { "x-appwrite-project": "other" } }),
    refusal: unlessFromAnywhere("project_not_found"),
  },
  {
    who: "an unknown key that names another project",
    options: () => ({ key: randomSecret(), headers: { "x-appwrite-project": "other" } }),
    refusal: ({ fromAnywhere }) => (fromAnywhere ? "user_unauthorized" : "project_not_found"),
  },
  {
    who: "a key that names no project",
    options: () => ({ key: env.API_KEY, headers: { "x-appwrite-project": null } }),
    refusal: unlessFromAnywhere("project_id_missing"),
  },
  {
    who: "a guest who names no project",
    options: () => ({ key: null, headers: { "x-appwrite-project": null } }),
    refusal: unlessFromAnywhere("project_not_found"),
  },
  {
    who: "a guest's web app of an unknown host",
    options: () => ({ key: null, headers: { origin: "https://evil.test" } }),
    refusal: unlessFromAnywhere("general_unknown_origin"),
  },
];

/** Refusals after the attempt is counted, on endpoints with a limit: the count is all that they write. */
const counted: ReadonlySet<ErrorType> = new Set([
  "user_session_already_exists",
  "user_jwt_creation_denied",
  "user_challenge_required",
]);

const countsOf = ({ id, limits = [] }: Endpoint, refusal: ErrorType): number => {
  // The operation itself checks the session's id.
  const isJudgedLate = id === "accountDeleteSession" && refusal === "user_more_factors_required";
  return counted.has(refusal) || isJudgedLate ? limits.length : 0;
};

/** The callers of endpoints that are not for users only. */
let bystanders: Cast;

beforeAll(async () => {
  const createBystander = () => createUser(newUser(fresh()));
  bystanders = {
    user: await bearerOf(await createBystander()),
    blocked: await blockedBearerOf(await createBystander()),
  };
  // Otherwise the first request of the day would update accessedAt after its answer.
  await rows("UPDATE users SET accessed_at = ?", Date.now());
});

/** Values that are invalid for every parameter. */
const malformed = {
  userId: [],
  keyId: [],
  name: {},
  scopes: "all",
  duration: "long",
  enabled: "yes",
  total: "none",
  identifier: [],
  email: 1,
  password: 1,
  secret: 1,
};

describe.each(routes.map((endpoint) => ({ endpoint, name: `${endpoint.method} ${endpoint.path}` })))(
  "$name",
  ({ endpoint }) => {
    let scene: Scene;
    let cast: Cast;

    beforeAll(async () => {
      scene = await prepare(endpoint, fresh());
      cast = isForUsersOnly(endpoint)
        ? {
            user: await bearerOf(scene.id, endpoint),
            blocked: await blockedBearerOf((await prepare(endpoint, fresh())).id, endpoint),
          }
        : bystanders;
    });

    test.each(callers.filter(({ refusal }) => refusal(endpoint) !== undefined))(
      "refuses $who and changes nothing",
      async ({ message, options, refusal }) => {
        const type = refusal(endpoint) ?? "general_unknown";
        const { answer, written } = await callValid(endpoint, scene, await options(endpoint, cast));
        expectRefusal(answer, type, message?.(endpoint));
        expect(written).toBe(countsOf(endpoint, type));
      },
    );

    test.each(callers.filter(({ refusal }) => refusal(endpoint) === undefined))(
      "serves $who",
      async ({ options, who }) => {
        const own = await prepare(endpoint, fresh(), who.startsWith("a user") ? cast.user.userId : undefined);
        const user = isForUsersOnly(endpoint) ? await bearerOf(own.id, endpoint) : cast.user;
        const { answer, written } = await callValid(endpoint, own, await options(endpoint, { ...cast, user }));
        expect(answer.status).toBe(endpoint.status);
        if (writes.some(({ id }) => id === endpoint.id)) expect(written).toBeGreaterThan(0);
        else if (endpoint.limits === undefined && endpoint.guesses === undefined) expect(written).toBe(0);
      },
    );

    if (endpoint.authMethod !== undefined) {
      const { authMethod } = endpoint;
      const client = () => (isForMembers(endpoint) ? bearing(cast.user.session) : {});

      test("refuses guests and users while the project has closed this way to sign in, and serves keys", async () => {
        const setMethod = (enabled: boolean) =>
          call("PATCH", `/project/auth-methods/${authMethod}`, { body: { enabled } });
        const prepareOwn = () => prepare(endpoint, fresh(), cast.user.userId);
        const own = await prepareOwn();
        await setMethod(false);
        const answer = await ask(endpoint, own, client());
        const byKey = isForUsersOnly(endpoint) ? null : await ask(endpoint, own, { key: env.API_KEY });
        await setMethod(true);
        expectRefusal(answer, "user_auth_method_unsupported");
        if (byKey !== null) expect(byKey.status).toBe(endpoint.status);
        expect((await ask(endpoint, await prepareOwn(), client())).status).toBe(endpoint.status);
      });
    }

    test("refuses a caller without the scope for the scope, even with malformed parameters", async () => {
      const path = endpoint.path.replaceAll(/\{\w+\}/g, "_malformed");
      const answer = await call(endpoint.method, path, {
        ...(senderOf(endpoint) === "guest" ? { key: await keyWith([]) } : { key: null }),
        ...(endpoint.method !== "GET" && { body: malformed }),
      });
      // Public endpoints refuse the parameters, if they need some.
      const needsInput = Object.values(endpoint.input).some((parameter) => !("optional" in parameter));
      if (isPublic(endpoint)) expect(answer.status).toBe(needsInput ? 400 : 200);
      else expectRefusal(answer, "general_unauthorized_scope");
    });
  },
);

test("Every operation asks for the scopes of its case", () => {
  expect(operations.map(({ id, scopes }) => [id, scopes])).toEqual(
    operations.map((endpoint) => [endpoint.id, caseOf(endpoint).scopes]),
  );
});

describe("The callers of a route follow from its path", () => {
  const scopesBelow = (path: string) =>
    new Set(endpoints.filter((endpoint) => endpoint.path.startsWith(path)).flatMap(({ scopes }) => scopes));

  test("Routes for keys serve neither guests nor users", () => {
    expect([...scopesBelow("/users"), ...scopesBelow("/project")].toSorted()).toEqual([
      "keys.read",
      "keys.write",
      "policies.read",
      "policies.write",
      "project.oauth2.read",
      "project.oauth2.write",
      "project.policies.read",
      "project.policies.write",
      "project.read",
      "project.write",
      "sessions.read",
      "sessions.write",
      "targets.read",
      "targets.write",
      "users.read",
      "users.write",
    ]);
    expect([...scopesBelow("/teams")].toSorted()).toEqual(["public", "teams.read", "teams.write"]);
    expect([...scopesBelow("/messaging")].toSorted()).toEqual(["messages.read", "providers.read", "providers.write"]);
  });

  test("Account routes accept keys only to sign users in; only verification, provider callbacks and mailed links are public", () => {
    expect([...scopesBelow("/account")].toSorted()).toEqual(["account", "guest", "public", "sessions.write"]);
    expect(endpoints.filter((endpoint) => endpoint.path.startsWith("/account") && isPublic(endpoint))).toEqual(
      endpoints.filter(({ id }) =>
        /^accountUpdate(?:Email|Phone)Verification$|^accountOAuth2|^accountShowMagicURL$/.test(id),
      ),
    );
  });
});

describe("An address of an older SDK", () => {
  const aliased = operations.flatMap((endpoint) =>
    (endpoint.aliases ?? []).map((address) => ({ ...address, endpoint, alias: { ...endpoint, ...address } })),
  );

  /** The fields of an answer, and the kinds of their values. */
  const shapeOf = (body: Readonly<Record<string, unknown>>) =>
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value : typeof value]);

  test.each(aliased)("$method $path answers like the current address", async ({ alias, endpoint }) => {
    const answers = [];
    for (const each of [endpoint, alias]) answers.push(await ask(each, await prepare(each, fresh())));
    const [today, then] = answers.map(({ body, headers, status }) => ({
      status,
      shape: shapeOf(body),
      // Neither the value nor the second in which it ends.
      cookies: headers.getSetCookie().map((cookie) => cookie.replace(/=[^;]*/, "").replace(/Expires=[^;]*/, "")),
    }));
    expect(today?.status).toBe(endpoint.status);
    expect(then).toEqual(today);
  });

  test("covers signing in, tokens, JWTs, verifications and challenges", () => {
    const addresses = (endpoint: Endpoint) => (endpoint.aliases ?? []).map(({ method, path }) => `${method} ${path}`);
    expect(operations.map((endpoint) => [endpoint.id, addresses(endpoint)])).toEqual(
      operations.map((endpoint) => [endpoint.id, caseOf(endpoint).aliases ?? []]),
    );
  });
});
