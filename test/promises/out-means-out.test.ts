/**
 * Out means out (docs/decisions/0011-promises.md#revocation): the very next request on a revoked session, JWT or token is
 * refused, in this location and in another, in every state of KV. Nothing else is revoked with it.
 */
import { createHash } from "node:crypto";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sessionKey } from "../../src/storage/kv.ts";
import { bearing, guest, type Person, succeed, withJwt } from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { kvs, serveOn } from "../harness/kv.ts";
import { fresh } from "../harness/users.ts";

type Fetch = (request: Request) => Promise<Response>;

/** A user who is signed in with every kind of credential. */
interface Insider extends Person {
  /** The location where the user signs in and out. */
  readonly here: Fetch;
  readonly session: { readonly id: string; readonly secret: string };
  /** A JWT that is bound to the session. */
  readonly bound: string;
  /** A JWT that is bound to none. */
  readonly free: string;
  /** The secret of a token. */
  readonly token: string;
}

/** A user with a password that is cheap to verify, because there are many of them. */
async function createPerson(): Promise<Person> {
  const userId = fresh();
  const person = { userId, email: `${userId}@mail.example`, password: "correct horse battery staple" };
  const password = createHash("md5").update(person.password).digest("hex");
  await succeed(call("POST", "/users/md5", { body: { ...person, password } }), 201);
  return person;
}

async function letInsiderIn(here: Fetch): Promise<Insider> {
  const person = await createPerson();
  const make = async (path: string, body: object) =>
    (await succeed(call("POST", `/users/${person.userId}/${path}`, { body, fetch: here }), 201)).body;
  const begun = await make("sessions", {});
  const session = { id: String(begun["$id"]), secret: String(begun["secret"]) };
  const bound = await make("jwts", { sessionId: session.id });
  const free = await make("jwts", { sessionId: "none" });
  const token = await make("tokens", { length: 64 });
  const [boundJwt, freeJwt] = [String(bound["jwt"]), String(free["jwt"])];
  return { ...person, here, session, bound: boundJwt, free: freeJwt, token: String(token["secret"]) };
}

/** The result of each credential: served, refused as blocked, or treated as a guest. */
type Verdict = "served" | "blocked" | "guest";
interface Outcome {
  readonly session: Verdict;
  readonly bound: Verdict;
  readonly free: Verdict;
  readonly token: "redeemed" | "refused";
}

const nothing: Outcome = { session: "served", bound: "served", free: "served", token: "redeemed" };
/** Credentials of the session end with it, the others do not. */
const theSession: Outcome = { ...nothing, session: "guest", bound: "guest" };
const everything: Outcome = { session: "guest", bound: "guest", free: "guest", token: "refused" };
const blocked: Outcome = { session: "blocked", bound: "blocked", free: "blocked", token: "refused" };

const newPassword = "another battery staple";

/** A request of the insider, with their session by default. */
const asUser = (
  { here, session }: Insider,
  method: string,
  path: string,
  body?: object,
  as = bearing(session.secret),
) => call(method, path, { ...as, fetch: here, ...(body && { body }) });

/** A request of the server's. */
const asServer = ({ here, userId }: Insider, method: string, path: string, body?: object) =>
  call(method, `/users/${userId}${path}`, { fetch: here, ...(body && { body }) });

/** Another session of the insider's. */
async function beginAnother(insider: Insider): Promise<CallOptions> {
  const { body } = await succeed(asServer(insider, "POST", "/sessions"), 201);
  return bearing(String(body["secret"]));
}

const signIn = ({ email, here, password }: Insider): Promise<Answer> =>
  call("POST", "/account/sessions/email", { ...guest(), fetch: here, body: { email, password } });

const redeem = ({ here, token, userId }: Insider): Promise<Answer> =>
  call("POST", "/account/sessions/token", { ...guest(), fetch: here, body: { userId, secret: token } });

const setStatus = (insider: Insider, status: boolean): Promise<Answer> =>
  asServer(insider, "PATCH", "/status", { status });

/** Sets a policy of the project, until the end of the test. */
const setPolicy = (fetch: Fetch, policy: string, body: object): Promise<Answer> =>
  succeed(call("PATCH", `/project/policies/${policy}`, { body, fetch }), 200);

const restorePolicies = () =>
  env.DB.exec("UPDATE settings SET session_limit = 10, session_invalidation = 1, disabled_auth_methods = '[]'");

/** The event, its request, and the credentials that it ends. */
const waysOut: readonly {
  readonly way: string;
  readonly act: (insider: Insider) => Promise<Answer>;
  readonly status: number;
  readonly ends: Outcome;
}[] = [
  {
    way: "The user deletes the current session",
    act: (insider) => asUser(insider, "DELETE", "/account/sessions/current"),
    status: 204,
    ends: theSession,
  },
  {
    way: "The user deletes the session from another one",
    act: async (insider) => {
      const another = await beginAnother(insider);
      return asUser(insider, "DELETE", `/account/sessions/${insider.session.id}`, undefined, another);
    },
    status: 204,
    ends: theSession,
  },
  {
    way: "The user deletes another session",
    act: async (insider) =>
      asUser(insider, "DELETE", "/account/sessions/current", undefined, await beginAnother(insider)),
    status: 204,
    ends: nothing,
  },
  {
    way: "The server deletes the session",
    act: (insider) => asServer(insider, "DELETE", `/sessions/${insider.session.id}`),
    status: 204,
    ends: theSession,
  },
  {
    way: "The user deletes all their sessions",
    act: (insider) => asUser(insider, "DELETE", "/account/sessions"),
    status: 204,
    ends: theSession,
  },
  {
    way: "The user deletes all their sessions with a JWT",
    act: (insider) => asUser(insider, "DELETE", "/account/sessions", undefined, withJwt(insider.free)),
    status: 204,
    ends: theSession,
  },
  {
    way: "The server deletes all sessions",
    act: (insider) => asServer(insider, "DELETE", "/sessions"),
    status: 204,
    ends: theSession,
  },
  {
    way: "The server deletes the user",
    act: (insider) => asServer(insider, "DELETE", ""),
    status: 204,
    ends: everything,
  },
  {
    way: "The user deletes the account",
    act: (insider) => asUser(insider, "DELETE", "/account"),
    status: 204,
    ends: everything,
  },
  {
    way: "Another user gets the id, the email and the password of the deleted user",
    act: async (insider) => {
      await succeed(asServer(insider, "DELETE", ""), 204);
      const { email, password, userId } = insider;
      return call("POST", "/users", { fetch: insider.here, body: { userId, email, password } });
    },
    status: 201,
    ends: everything,
  },
  {
    way: "The server blocks the user",
    act: (insider) => setStatus(insider, false),
    status: 200,
    ends: blocked,
  },
  {
    way: "The user blocks themselves",
    act: (insider) => asUser(insider, "PATCH", "/account/status"),
    status: 200,
    ends: blocked,
  },
  {
    way: "The server unblocks the user",
    act: async (insider) => {
      await succeed(setStatus(insider, false), 200);
      return setStatus(insider, true);
    },
    status: 200,
    ends: everything,
  },
  {
    way: "The server deletes the sessions of a blocked user, and unblocks them",
    act: async (insider) => {
      await succeed(setStatus(insider, false), 200);
      await succeed(asServer(insider, "DELETE", "/sessions"), 204);
      return setStatus(insider, true);
    },
    status: 200,
    ends: everything,
  },
  {
    way: "The user changes the password",
    act: (insider) =>
      asUser(insider, "PATCH", "/account/password", { password: newPassword, oldPassword: insider.password }),
    status: 200,
    // The session that makes the change stays. Existing JWTs do not, not even those bound to it.
    ends: { ...everything, session: "served" },
  },
  {
    way: "The user changes the password from another session",
    act: async (insider) => {
      const body = { password: newPassword, oldPassword: insider.password };
      return asUser(insider, "PATCH", "/account/password", body, await beginAnother(insider));
    },
    status: 200,
    ends: everything,
  },
  {
    way: "The server changes the password",
    act: (insider) => asServer(insider, "PATCH", "/password", { password: newPassword }),
    status: 200,
    ends: everything,
  },
  {
    way: "The server removes the password",
    act: (insider) => asServer(insider, "PATCH", "/password", { password: "" }),
    status: 200,
    ends: everything,
  },
  {
    way: "The user changes the password, where the policy ends no session",
    act: async (insider) => {
      await setPolicy(insider.here, "session-invalidation", { enabled: false });
      return asUser(insider, "PATCH", "/account/password", { password: newPassword, oldPassword: insider.password });
    },
    status: 200,
    ends: nothing,
  },
  {
    way: "The server changes the password, where the policy ends no session",
    act: async (insider) => {
      await setPolicy(insider.here, "session-invalidation", { enabled: false });
      return asServer(insider, "PATCH", "/password", { password: newPassword });
    },
    status: 200,
    ends: nothing,
  },
  {
    way: "The user signs in beyond the session limit",
    act: async (insider) => {
      await setPolicy(insider.here, "session-limit", { total: 1 });
      return signIn(insider);
    },
    status: 201,
    ends: theSession,
  },
  {
    way: "The server begins a session beyond the session limit, which does not apply to servers",
    act: async (insider) => {
      await setPolicy(insider.here, "session-limit", { total: 1 });
      return asServer(insider, "POST", "/sessions");
    },
    status: 201,
    ends: nothing,
  },
  {
    way: "The token is redeemed",
    act: redeem,
    status: 201,
    ends: { ...nothing, token: "refused" },
  },
];

/** The verdict on a request for the account, or any other answer as text. */
async function verdictOf({ userId }: Insider, answer: Promise<Answer>): Promise<string> {
  const { body, status, text } = await answer;
  if (status === 200 && body["$id"] === userId) return "served";
  if (status === 403 && body["type"] === "user_blocked") return "blocked";
  return status === 401 && body["type"] === "general_unauthorized_scope" ? "guest" : text;
}

/** The verdicts of a location on the insider's session and JWTs. */
async function judge(insider: Insider, fetch: Fetch) {
  const ask = (as: CallOptions) => verdictOf(insider, call("GET", "/account", { ...as, fetch }));
  const { bound, free, session } = insider;
  return {
    session: await ask(bearing(session.secret)),
    bound: await ask(withJwt(bound)),
    free: await ask(withJwt(free)),
  };
}

/** Whether the insider's token can still be redeemed, or any other answer as text. */
async function tryToken(insider: Insider): Promise<string> {
  const { body, status, text } = await redeem(insider);
  if (status === 201 && body["userId"] === insider.userId) return "redeemed";
  return status === 401 && body["type"] === "user_invalid_token" ? "refused" : text;
}

beforeEach(() => {
  // Failures of KV are logged, which kv.test.ts tests.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await restorePolicies();
});

describe.each(kvs)("On $kind", ({ make }) => {
  const kv = make();
  const [here, there] = [serveOn(kv), serveOn(kv)];

  test.for(waysOut)("$way", async ({ act, ends, status }) => {
    const insider = await letInsiderIn(here);
    const { token, ...verdicts } = ends;
    expect(await judge(insider, there)).toEqual({ session: "served", bound: "served", free: "served" });

    expect((await act(insider)).status).toBe(status);

    expect(await judge(insider, there)).toEqual(verdicts);
    expect(await judge(insider, here)).toEqual(verdicts);
    expect(await tryToken(insider)).toBe(token);
  });
});

describe.each(kvs)("On $kind", ({ make }) => {
  const kv = make();
  const [here, there] = [serveOn(kv), serveOn(kv)];

  test("requires a second factor from the very next request after MFA is turned on, until it is turned off", async () => {
    const insider = await letInsiderIn(here);
    await succeed(asServer(insider, "PATCH", "/verification", { emailVerification: true }), 200);
    const seen = [];
    for (const mfa of [true, false]) {
      await succeed(asServer(insider, "PATCH", "/mfa", { mfa }), 200);
      for (const fetch of [here, there]) {
        const { body, status } = await call("GET", "/account", { ...bearing(insider.session.secret), fetch });
        seen.push([status, body["type"] ?? body["$id"]]);
      }
    }
    const isMissed = [401, "user_more_factors_required"];
    const isServed = [200, insider.userId];
    expect(seen).toEqual([isMissed, isMissed, isServed, isServed]);
  });

  test("refuses a closed sign-in method from the very next request on, until it is opened", async () => {
    const insider = await letInsiderIn(here);
    const seen = [];
    for (const enabled of [false, true]) {
      const path = "/project/auth-methods/email-password";
      await succeed(call("PATCH", path, { body: { enabled }, fetch: here }), 200);
      for (const fetch of [here, there]) seen.push((await signIn({ ...insider, here: fetch })).status);
    }
    expect(seen).toEqual([501, 501, 201, 201]);
  });
});

/**
 * A counterexample to the Worker: a location that trusts KV on whether a session is valid, and asks D1 only about its user.
 * @returns its verdict on the insider's session
 */
async function believe(kv: KVNamespace, { session, userId }: Insider): Promise<Verdict> {
  const body = kv.get(sessionKey(session.id)).catch(() => null);
  if ((await Promise.race([body, scheduler.wait(25)])) === null) return "guest";
  const [user] = await rows("SELECT status FROM users WHERE id = ?", userId);
  if (user === undefined) return "guest";
  return user["status"] === 1 ? "served" : "blocked";
}

describe("A place that believes KV, judged by the same table,", () => {
  /** The events after which it serves a revoked session, or refuses a valid one. */
  async function mistakesOn(kind: string, ways = waysOut): Promise<readonly string[]> {
    const kv = kvs.find((each) => each.kind === kind)?.make();
    if (kv === undefined) throw new Error(`There is no ${kind}.`);
    const here = serveOn(kv);
    const wrong = [];
    for (const { act, ends, way } of ways) {
      const insider = await letInsiderIn(here);
      const before = await believe(kv, insider);
      await act(insider);
      const after = await believe(kv, insider);
      if (before !== "served" || (after === "served") !== (ends.session === "served")) wrong.push(way);
      await restorePolicies();
    }
    return wrong;
  }

  /** The timeout of tests that go through the whole table, in milliseconds. */
  const timeout = 30_000;

  test("passes where KV is never late", { timeout }, async () => {
    expect(await mistakesOn("KV that is up to date")).toEqual([]);
  });

  test(
    "fails where values are kept: a revoked session is served as long as the id has a user who is not blocked",
    { timeout },
    async () => {
      const isOut = waysOut.filter(({ ends }) => ends.session === "guest").map(({ way }) => way);
      const hasNoUser = new Set(["The server deletes the user", "The user deletes the account"]);
      expect(await mistakesOn("KV that keeps values for a minute")).toEqual(isOut.filter((way) => !hasNoUser.has(way)));
    },
  );

  test.for(["KV that keeps misses for a minute", "KV that is down", "KV that never answers"])(
    "fails on %s: a valid session is not served",
    async (kind) => {
      const aWay = waysOut.slice(0, 1);
      expect(await mistakesOn(kind, aWay)).toEqual(aWay.map(({ way }) => way));
    },
  );
});
