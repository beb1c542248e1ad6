/**
 * How a session or a JWT authenticates a request, and how a session is issued (docs/spec/requests.md#session-cookie,
 * docs/spec/access.md#user-authentication).
 */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { fromHex } from "../../src/lib/crypto/digest.ts";
import { signJwt } from "../../src/lib/crypto/jwts.ts";
import {
  bearing,
  beginSession,
  cookieOf,
  createJwt,
  createPerson,
  guest,
  type Person,
  signIn,
  succeed,
  withJwt,
} from "../harness/account.ts";
import { type Answer, appWith, call, type CallOptions } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";

holdClock();

const year = 31_536_000_000;
const cookie = "a_session_rollcall";

const getAccount = (options: CallOptions) => call("GET", "/account", options);
const isGuest = (answer: Answer) =>
  expectRefusal(answer, "general_unauthorized_scope", 'User (role: guests) missing scopes (["account"])');

/** A user with a session, and the session's value. */
async function bearer() {
  const userId = await createUser();
  return { userId, ...(await beginSession(userId)) };
}

describe("a session", () => {
  test("signs in by any of the four ways", async () => {
    const { secret, userId } = await bearer();
    for (const headers of [
      { cookie: `${cookie}=${secret}` },
      { cookie: `${cookie}_legacy=${secret}` },
      { "x-appwrite-session": secret },
      { "x-fallback-cookies": JSON.stringify({ [cookie]: secret }) },
    ]) {
      expect(await getAccount(guest(headers)), JSON.stringify(headers)).toMatchObject({
        status: 200,
        body: { $id: userId },
      });
    }
  });

  test("signs in by a percent-encoded cookie, as browsers return it", async () => {
    const { secret, userId } = await bearer();
    const encoded = encodeURIComponent(secret);
    const headers = { cookie: `theme=dark; ${cookie}=${encoded}; other=1` };
    expect(await getAccount(guest(headers))).toMatchObject({ status: 200, body: { $id: userId } });
  });

  test("signs in with any padding of its value", async () => {
    for (const userId of ["pad", "padd", "paddd"]) {
      await createUser({ userId });
      const { secret } = await beginSession(userId);
      expect(await getAccount(bearing(secret))).toMatchObject({ status: 200, body: { $id: userId } });
    }
  });

  test("is taken from the cookie, then its twin, then the header, then the fallback", async () => {
    const [a, b, c, d] = [await bearer(), await bearer(), await bearer(), await bearer()];
    const fallback = { "x-fallback-cookies": JSON.stringify({ [cookie]: d.secret }) };
    const header = { "x-appwrite-session": c.secret, ...fallback };
    const legacy = `${cookie}_legacy=${b.secret}`;
    const ways = [
      [a, { ...header, cookie: `${legacy}; ${cookie}=${a.secret}` }],
      [b, { ...header, cookie: legacy }],
      [c, header],
      [d, fallback],
    ] as const;
    for (const [{ userId }, headers] of ways) {
      expect((await getAccount(guest(headers))).body["$id"]).toBe(userId);
    }
  });

  test("that is invalid is not replaced by a second one", async () => {
    const { secret } = await bearer();
    isGuest(await getAccount(guest({ cookie: `${cookie}=stale`, "x-appwrite-session": secret })));
  });

  test("that is empty is replaced by one further down", async () => {
    const { secret, userId } = await bearer();
    const headers = { cookie: `${cookie}=; ${cookie}_legacy=`, "x-appwrite-session": secret };
    expect((await getAccount(guest(headers))).body["$id"]).toBe(userId);
  });

  test("in another project's cookie is ignored", async () => {
    const { secret } = await bearer();
    isGuest(await getAccount(guest({ cookie: `a_session_other=${secret}; a_session_console=${secret}` })));
    isGuest(await getAccount(guest({ "x-fallback-cookies": JSON.stringify({ a_session_other: secret }) })));
  });

  test("says whether the fallback was reached", async () => {
    const { secret } = await bearer();
    const reached = async (headers: Readonly<Record<string, string>>) =>
      (await getAccount(guest(headers))).headers.get("x-debug-fallback");
    expect(await reached({ cookie: `${cookie}=${secret}` })).toBe("false");
    expect(await reached({ "x-appwrite-session": secret })).toBe("false");
    expect(await reached({ "x-fallback-cookies": JSON.stringify({ [cookie]: secret }) })).toBe("true");
    expect(await reached({})).toBe("true");
  });

  const recode = (secret: string, change: (value: Record<string, unknown>) => object) =>
    Buffer.from(
      JSON.stringify(change(JSON.parse(Buffer.from(secret, "base64").toString()) as Record<string, unknown>)),
    ).toString("base64");

  test("is ignored when its value is not exactly the issued one", async () => {
    const [mine, other] = [await bearer(), await bearer()];
    const changed: Readonly<Record<string, string>> = {
      "two characters more": `${mine.secret}xx`,
      "two characters less": mine.secret.slice(0, -2),
      "another user's id": recode(mine.secret, (value) => ({ ...value, id: other.userId })),
      "an id in another case": recode(mine.secret, (value) => ({ ...value, id: mine.userId.toUpperCase() })),
      "an unknown id": recode(mine.secret, (value) => ({ ...value, id: "nobody" })),
      "no id": recode(mine.secret, ({ secret }) => ({ secret })),
      "a secret in another case": recode(mine.secret, (value) => ({
        ...value,
        secret: String(value["secret"]).toUpperCase(),
      })),
      "the session's id": recode(mine.secret, (value) => ({ ...value, secret: mine.id })),
      "no secret": recode(mine.secret, ({ id }) => ({ id })),
      "the secret alone": recode(mine.secret, ({ secret }) => [secret]),
      "no base64": "{}",
      "what ended cookies hold": "deleted",
    };
    for (const [what, value] of Object.entries(changed)) {
      for (const headers of [{ "x-appwrite-session": value }, { cookie: `${cookie}=${value}` }]) {
        expect((await getAccount(guest(headers))).body["type"], what).toBe("general_unauthorized_scope");
      }
    }
  });

  test("does not sign in with its digest", async () => {
    const { secret, userId } = await bearer();
    const [row] = await rows("SELECT digest FROM sessions ORDER BY seq DESC LIMIT 1");
    const value = recode(secret, () => ({ id: userId, secret: row?.["digest"] }));
    isGuest(await getAccount(bearing(value)));
  });

  test("signs in up to the instant of its end, and no longer", async () => {
    const { secret, userId } = await bearer();
    setClock(year);
    expect((await getAccount(bearing(secret))).body["$id"]).toBe(userId);
    setClock(year + 1);
    isGuest(await getAccount(bearing(secret)));
  });

  test("that is invalid makes its bearer a guest", async () => {
    const { email, password } = await createPerson();
    const headers = { cookie: `${cookie}=stale` };
    await succeed(call("POST", "/account/sessions/email", { ...guest(headers), body: { email, password } }), 201);
  });

  test("opens no server route", async () => {
    const { secret, userId } = await bearer();
    expectRefusal(
      await call("GET", `/users/${userId}`, bearing(secret)),
      "general_unauthorized_scope",
      'User (role: users) missing scopes (["users.read"])',
    );
  });
});

describe("a JWT", () => {
  test("signs in, bound to a session and bound to none", async () => {
    const { id, userId } = await bearer();
    for (const sessionId of ["recent", id, "none"]) {
      const answer = await getAccount(withJwt(await createJwt(userId, sessionId)));
      expect(answer).toMatchObject({ status: 200, body: { $id: userId } });
    }
  });

  test("signs in until the second in which it ends", async () => {
    const userId = await createUser();
    const jwt = await createJwt(userId, "none", 5);
    setClock(4_999);
    expect((await getAccount(withJwt(jwt))).status).toBe(200);
    setClock(5_000);
    expectRefusal(await getAccount(withJwt(jwt)), "user_jwt_invalid");
  });

  test("bound to a session that has ended makes its bearer a guest", async () => {
    const { id, userId } = await bearer();
    const jwt = await createJwt(userId, id);
    await succeed(call("DELETE", `/users/${userId}/sessions/${id}`), 204);
    isGuest(await getAccount(withJwt(jwt)));
  });

  test("of a deleted user makes its bearer a guest, also when the id has a new owner", async () => {
    const userId = await createUser();
    const jwt = await createJwt(userId, "none");
    await succeed(call("DELETE", `/users/${userId}`), 204);
    isGuest(await getAccount(withJwt(jwt)));
    await createUser({ userId });
    isGuest(await getAccount(withJwt(jwt)));
  });

  const claims = { userId: "nobody", sessionId: "", epoch: "1.0", exp: Math.floor(noon / 1000) + 900 };
  const options = { issuer: "http://rollcall.test/v1", audience: "rollcall", now: noon };

  test("that is malformed is refused, on every route", async () => {
    const jwt = await createJwt(await createUser(), "none");
    const [header = "", payload = "", signature = ""] = jwt.split(".");
    const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    const bad: Readonly<Record<string, string>> = {
      garbage: "nonsense",
      "another signature": `${header}.${payload}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`,
      "no signature": `${header}.${payload}.`,
      "no algorithm": `${unsigned}.${payload}.`,
      "another secret's": await signJwt([new Uint8Array(32).fill(7)], claims, options),
      "another project's": await signJwt([fromHex(env.SECRET_KEY)], claims, { ...options, audience: "other" }),
      "one that has ended": await signJwt([fromHex(env.SECRET_KEY)], { ...claims, exp: noon / 1000 }, options),
    };
    for (const [what, token] of Object.entries(bad)) {
      for (const path of ["/account", "/users", "/health"]) {
        const { body } = await call("GET", path, withJwt(token));
        expect(body, `${what} at ${path}`).toMatchObject({ code: 401, type: "user_jwt_invalid" });
      }
    }
  });

  test("with a valid signature and an unknown user makes its bearer a guest", async () => {
    isGuest(await getAccount(withJwt(await signJwt([fromHex(env.SECRET_KEY)], claims, options))));
  });

  test("that is empty is ignored", async () => {
    isGuest(await getAccount(withJwt("")));
  });

  test("together with a session is refused, even of the same user", async () => {
    const [mine, other] = [await bearer(), await bearer()];
    for (const userId of [mine.userId, other.userId]) {
      const headers = { "x-appwrite-session": mine.secret, "x-appwrite-jwt": await createJwt(userId, "none") };
      expectRefusal(await getAccount(guest(headers)), "user_jwt_and_cookie_set");
    }
  });

  test("together with an invalid session signs in", async () => {
    const { userId } = await bearer();
    const headers = { "x-appwrite-session": "stale", "x-appwrite-jwt": await createJwt(userId) };
    expect((await getAccount(guest(headers))).body["$id"]).toBe(userId);
  });

  test("opens no server route", async () => {
    const jwt = await createJwt(await createUser(), "none");
    expectRefusal(
      await call("GET", "/users", withJwt(jwt)),
      "general_unauthorized_scope",
      'User (role: users) missing scopes (["users.read"])',
    );
  });
});

describe("a key", () => {
  test("wins over a session and over a JWT", async () => {
    const { secret, userId } = await bearer();
    const jwt = await createJwt(userId);
    for (const headers of [
      { "x-appwrite-session": secret },
      { cookie: `${cookie}=${secret}` },
      { "x-appwrite-jwt": jwt },
      { "x-appwrite-session": secret, "x-appwrite-jwt": jwt },
    ]) {
      expect((await call("GET", `/users/${userId}`, { headers })).status).toBe(200);
      expectRefusal(
        await call("GET", "/account", { headers }),
        "general_unauthorized_scope",
        'app.rollcall@service.rollcall.test (role: applications) missing scopes (["account"])',
      );
    }
  });

  test("does not replace an invalid JWT", async () => {
    expectRefusal(await call("GET", "/users", { headers: { "x-appwrite-jwt": "nonsense" } }), "user_jwt_invalid");
  });

  test("that is unknown is refused, even beside valid credentials", async () => {
    const { secret } = await bearer();
    const headers = { "x-appwrite-session": secret };
    expectRefusal(await call("GET", "/account", { headers, key: "standard_wrong" }), "user_unauthorized");
    const expired = await createKey({ expire: noon - 1 });
    expectRefusal(await call("GET", "/account", { headers, key: expired }), "project_key_expired");
  });
});

describe("the checks come in the order", () => {
  const evil = { origin: "http://evil.test" };

  test("project, origin, authentication, scope, block, parameters", async () => {
    const { secret, userId } = await bearer();
    const steps = [
      ["project_not_found", { ...evil, "x-appwrite-project": "other", "x-appwrite-jwt": "nonsense" }],
      ["general_unknown_origin", { ...evil, "x-appwrite-jwt": "nonsense" }],
      ["user_jwt_invalid", { "x-appwrite-jwt": "nonsense", "x-appwrite-session": secret }],
      ["general_unauthorized_scope", {}],
      ["general_argument_invalid", { "x-appwrite-session": secret }],
    ] as const;
    for (const [type, headers] of steps) {
      expectRefusal(await call("PATCH", "/account/name", { ...guest(headers), body: {} }), type);
    }
    await succeed(call("PATCH", `/users/${userId}/status`, { body: { status: false } }), 200);
    const refused = await call("PATCH", "/account/name", { ...bearing(secret), body: {} });
    expectRefusal(refused, "user_blocked");
    // The browser has no session any more, so another user can sign in.
    expect(refused.headers.getSetCookie().join()).toContain("a_session_rollcall=deleted;");
    expect(refused.headers.get("x-fallback-cookies")).toBe("[]");
    expectRefusal(await call("GET", "/users", bearing(secret)), "general_unauthorized_scope");
  });

  test("session there already, parameters", async () => {
    const { secret } = await bearer();
    for (const path of ["email", "anonymous", "token"]) {
      expectRefusal(
        await call("POST", `/account/sessions/${path}`, { ...bearing(secret), body: {} }),
        "user_session_already_exists",
      );
    }
  });
});

describe("a sign-in issues the session", () => {
  const lived = "Expires=Mon, 01 Nov 2027 12:00:00 GMT; Max-Age=31536000; Path=/";
  const anywhere = appWith({ ALLOWED_HOSTS: "*" });

  const beginAt = (
    base: string,
    { email, password }: Person,
    headers: Readonly<Record<string, string>> = {},
    key: string | null = null,
  ) =>
    call("POST", `${base}/v1/account/sessions/email`, {
      ...guest(headers),
      key,
      body: { email, password },
      fetch: anywhere,
    });

  test.each([
    ["http://rollcall.test", "Domain=.rollcall.test; ", ""],
    ["https://rollcall.test", "Domain=.rollcall.test; ", "; Secure"],
    ["http://localhost:8787", "", ""],
    ["https://localhost", "", "; Secure"],
    ["http://192.0.2.7", "", ""],
    ["http://[::1]:8787", "", ""],
  ])("as two cookies of %s", async (base, domain, secure) => {
    const answer = await beginAt(base, await createPerson());
    expect(answer.status).toBe(201);
    const value = encodeURIComponent(cookieOf(answer));
    const [device = "", ...others] = answer.headers.getSetCookie().toReversed();
    expect(others.toReversed()).toEqual([
      `${cookie}_legacy=${value}; ${domain}${lived}${secure}; HttpOnly`,
      `${cookie}=${value}; ${domain}${lived}${secure}; HttpOnly; SameSite=None`,
    ]);
    // A second cookie makes the device known to the account for 90 days.
    const attributes = `; ${domain}Max-Age=7776000; Path=/${secure}; HttpOnly${secure && "; SameSite=None"}`;
    expect(device.replace(/=[\w.-]+/, "=")).toBe(`a_device_${env.PROJECT_ID}=${attributes}`);
  });

  test("as a value that signs in", async () => {
    const person = await createPerson();
    const { secret } = await signIn(person);
    expect((await getAccount(bearing(secret))).body["$id"]).toBe(person.userId);
  });

  test.each([
    ["http://rollcall.test", {}, true],
    ["http://rollcall.test", { origin: "http://rollcall.test" }, false],
    ["http://rollcall.test", { origin: "http://app.rollcall.test:3000" }, false],
    ["http://api.rollcall.test", { origin: "http://rollcall.test" }, false],
    ["http://api.rollcall.test", { origin: "http://app.rollcall.test" }, true],
    ["http://rollcall.test", { origin: "http://localhost" }, true],
    ["http://localhost", { origin: "http://localhost" }, true],
    ["http://rollcall.test", { referer: "http://rollcall.test/page" }, false],
    ["http://rollcall.test", { referer: "http://elsewhere.test/page" }, true],
    ["http://rollcall.test", { origin: "http://rollcall.test", referer: "http://elsewhere.test/page" }, false],
  ])("at %s for %j: also in X-Fallback-Cookies: %s", async (base, headers, expected) => {
    const answer = await beginAt(base, await createPerson(), headers);
    expect(answer.status).toBe(201);
    const device = expect.stringMatching(/^[\w.-]+$/) as unknown;
    const standIn = JSON.parse(answer.headers.get("x-fallback-cookies") ?? "null") as unknown;
    expect(standIn).toEqual(expected ? { [`a_device_${env.PROJECT_ID}`]: device, [cookie]: cookieOf(answer) } : null);
  });

  test("in X-Fallback-Cookies, which signs in unchanged", async () => {
    const person = await createPerson();
    const { headers } = await beginAt("http://rollcall.test", person);
    const fallback = { "x-fallback-cookies": headers.get("x-fallback-cookies") ?? "" };
    expect((await getAccount(guest(fallback))).body["$id"]).toBe(person.userId);
  });

  test("to a key as well, in the answer and as cookies", async () => {
    const answer = await beginAt("http://rollcall.test", await createPerson(), {}, env.API_KEY);
    expect(answer.body["secret"]).toBe(cookieOf(answer));
  });

  test("not at all when it is refused", async () => {
    const { email } = await createPerson();
    const body = { email, password: "wrong password" };
    const { headers, status } = await call("POST", "/account/sessions/email", { ...guest(), body });
    expect(status).toBe(401);
    expect(headers.getSetCookie()).toEqual([]);
    expect(headers.get("x-fallback-cookies")).toBeNull();
  });
});

describe("the end of the current session deletes the cookie", () => {
  const past = "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; HttpOnly";
  const ended = [
    `${cookie}_legacy=deleted; Domain=.rollcall.test; ${past}`,
    `${cookie}=deleted; Domain=.rollcall.test; ${past}; SameSite=None`,
  ];

  test.each([
    ["DELETE", "/account/sessions/current", 204],
    ["DELETE", "/account/sessions/{id}", 204],
    ["DELETE", "/account/sessions", 204],
    ["DELETE", "/account", 204],
    ["PATCH", "/account/status", 200],
  ])("by %s %s", async (method, path, status) => {
    const { id, secret } = await bearer();
    const answer = await call(method, path.replace("{id}", id), bearing(secret));
    expect(answer.status).toBe(status);
    expect(answer.headers.getSetCookie()).toEqual(ended);
    expect(answer.headers.get("x-fallback-cookies")).toBe("[]");
    expect((await getAccount(bearing(secret))).status).not.toBe(200);
  });

  test("without the fallback where there was none", async () => {
    const { secret } = await bearer();
    const headers = { "x-appwrite-session": secret, origin: "http://rollcall.test" };
    const answer = await succeed(call("DELETE", "/account/sessions/current", guest(headers)), 204);
    expect(answer.headers.getSetCookie()).toEqual(ended);
    expect(answer.headers.get("x-fallback-cookies")).toBeNull();
  });

  test("and the end of another session does not", async () => {
    const { secret, userId } = await bearer();
    const other = await beginSession(userId);
    const answer = await succeed(call("DELETE", `/account/sessions/${other.id}`, bearing(secret)), 204);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("x-fallback-cookies")).toBeNull();
    expect((await getAccount(bearing(secret))).status).toBe(200);
  });
});
