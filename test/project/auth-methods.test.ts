/**
 * PATCH /project/auth-methods/{methodId}, and the routes that a closed method affects
 * (docs/spec/project.md#authentication-methods).
 */
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test } from "vitest";
import { RateLimiter } from "../../src/domain/limits/index.ts";
import { parseConfig } from "../../src/http/config.ts";
import { sql } from "../../src/lib/sql/index.ts";
import { type AuthMethod, authMethods } from "../../src/models/settings.ts";
import { Database } from "../../src/storage/database.ts";
import {
  bearing,
  beginSession,
  createJwt,
  createPerson,
  createToken,
  guest,
  signIn,
  succeed,
  withJwt,
} from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { dump, rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";
import { resetSettings, setAuthMethod } from "../policies/policies.ts";

afterEach(resetSettings);

/** The methods that the project shows as off. */
async function methodsOff(): Promise<readonly unknown[]> {
  const { body } = await succeed(call("GET", "/project"), 200);
  const methods = body["authMethods"] as readonly { readonly $id: unknown; readonly enabled: unknown }[];
  expect(methods.map(({ $id }) => $id)).toEqual(authMethods);
  return methods.filter(({ enabled }) => enabled === false).map(({ $id }) => $id);
}

const stored = async () => (await rows("SELECT disabled_auth_methods AS methods FROM settings"))[0]?.["methods"];

describe("the switches", () => {
  test("are all on at first", async () => {
    expect(await methodsOff()).toEqual([]);
  });

  test.each(authMethods)("%s can be switched off and on repeatedly, alone", async (method) => {
    for (const enabled of [false, false, true, true, false]) {
      const answer = await setAuthMethod(method, enabled);
      expect(answer.body).toEqual((await call("GET", "/project")).body);
      expect(await methodsOff()).toEqual(enabled ? [] : [method]);
    }
    expect(await stored()).toBe(JSON.stringify([method]));
    expect(await rows("SELECT event, resource, actor_type FROM logs ORDER BY seq DESC LIMIT 1")).toEqual([
      { event: `projects.rollcall.auth-methods.${method}.update`, resource: "project/rollcall", actor_type: "key" },
    ]);
  });

  test("that are turned at the same time all land", async () => {
    await Promise.all(authMethods.map((method) => setAuthMethod(method, false)));
    expect(await methodsOff()).toEqual(authMethods);
    await Promise.all(authMethods.map((method, index) => setAuthMethod(method, index % 2 === 0)));
    expect(await methodsOff()).toEqual(["magic-url", "anonymous", "jwt"]);
  });

  test.each(["Phone", "oauth2", "email_password", "toString"])("do not include %s", async (method) => {
    const answer = await call("PATCH", `/project/auth-methods/${method}`, { body: { enabled: false } });
    expectInvalid(
      answer,
      "methodId",
      "Value must be one of (email-password, magic-url, email-otp, anonymous, invites, jwt, phone)",
    );
    expect(await stored()).toBe("[]");
  });

  test.each([null, "false", 0, "", []])("refuse %j", async (enabled) => {
    const answer = await call("PATCH", "/project/auth-methods/phone", { body: { enabled } });
    expectInvalid(answer, "enabled", "Value must be a valid boolean");
    expect(await stored()).toBe("[]");
  });

  test("need a value", async () => {
    expectMissing(await call("PATCH", "/project/auth-methods/phone", { body: {} }), "enabled");
  });

  test("are turned only by keys with project.write", async () => {
    const scopes = ["project.read", "policies.write", "project.policies.write", "sessions.write"];
    const userId = await createUser();
    const { id, secret } = await beginSession(userId);
    const body = { enabled: false };
    const others = [
      { key: await createKey({ scopes }) },
      guest(),
      bearing(secret),
      withJwt(await createJwt(userId, id)),
    ];
    for (const caller of others) {
      const answer = await call("PATCH", "/project/auth-methods/phone", { ...caller, body });
      expectRefusal(answer, "general_unauthorized_scope");
    }
    const key = await createKey({ scopes: ["project.write"] });
    expect((await call("PATCH", "/project/auth-methods/phone", { key, body })).status).toBe(200);
    expect(await methodsOff()).toEqual(["phone"]);
  });
});

/** Requests that a method controls, by kind of caller. */
interface Governed {
  readonly method: (typeof authMethods)[number];
  readonly route: string;
  readonly text: string;
  readonly send: (caller: CallOptions) => Promise<Answer>;
}

const password = "correct horse battery staple";

/** Signs in with a password. */
async function enter(path: string, caller: CallOptions): Promise<Answer> {
  const email = `${fresh()}@mail.example`;
  await createUser({ email, password });
  return call("POST", path, { ...caller, body: { email, password } });
}

const byPassword = {
  method: "email-password",
  text: "Email password authentication is disabled for this project",
} as const;

const governed: readonly Governed[] = [
  {
    ...byPassword,
    route: "POST /account",
    send: (caller) =>
      call("POST", "/account", { ...caller, body: { userId: fresh(), email: `${fresh()}@mail.example`, password } }),
  },
  {
    ...byPassword,
    route: "POST /account/sessions/email",
    send: (caller) => enter("/account/sessions/email", caller),
  },
  { ...byPassword, route: "POST /account/sessions", send: (caller) => enter("/account/sessions", caller) },
  {
    method: "anonymous",
    route: "POST /account/sessions/anonymous",
    text: "Anonymous authentication is disabled for this project",
    send: (caller) => call("POST", "/account/sessions/anonymous", caller),
  },
];

describe.each(governed)("$route", ({ method, send, text }) => {
  test(`is refused to guests while ${method} is off, and only then`, async () => {
    await setAuthMethod(method, false);
    expectRefusal(await send(guest()), "user_auth_method_unsupported", text);
    for (const each of authMethods) await setAuthMethod(each, each === method);
    await succeed(send(guest()), 201);
  });

  test(`stays open to keys while ${method} is off`, async () => {
    await setAuthMethod(method, false);
    await succeed(send({ key: await createKey({ scopes: ["sessions.write"] }) }), 201);
  });
});

describe.each([
  ["POST", "/account/jwts"],
  ["POST", "/account/jwt"],
])("%s %s", (verb, path) => {
  test("is refused to sessions and to JWTs while jwt is off, and only then", async () => {
    const { userId } = await createPerson();
    const { id, secret } = await beginSession(userId);
    const jwt = await createJwt(userId, id);
    await setAuthMethod("jwt", false);
    for (const caller of [bearing(secret), withJwt(jwt)]) {
      const text = "Jwt authentication is disabled for this project";
      expectRefusal(await call(verb, path, caller), "user_auth_method_unsupported", text);
    }
    for (const each of authMethods) await setAuthMethod(each, each === "jwt");
    await succeed(call(verb, path, bearing(secret)), 201);
  });

  test("aside, JWTs are made by the server, and are good, while jwt is off", async () => {
    const { userId } = await createPerson();
    await setAuthMethod("jwt", false);
    const jwt = await createJwt(userId, "none");
    expect((await call("GET", "/account", withJwt(jwt))).body).toMatchObject({ $id: userId });
  });
});

describe("with every method off", () => {
  async function closeAll(): Promise<void> {
    for (const method of authMethods) await setAuthMethod(method, false);
  }

  test.each(["POST", "PUT"])("a token is redeemed: %s /account/sessions/token", async (verb) => {
    await closeAll();
    const userId = await createUser();
    const body = { userId, secret: await createToken(userId) };
    await succeed(call(verb, "/account/sessions/token", { ...guest(), body }), 201);
  });

  test("existing sessions stay valid", async () => {
    const { secret } = await signIn(await createPerson());
    await closeAll();
    await succeed(call("GET", "/account", bearing(secret)), 200);
    await succeed(call("PATCH", "/account/sessions/current", bearing(secret)), 200);
  });

  test("the server makes users with passwords and sessions of them", async () => {
    await closeAll();
    const { userId } = await createPerson();
    expect(await beginSession(userId)).toHaveProperty("secret");
  });

  test("a refused guest leaves only the count of the attempt", async () => {
    await closeAll();
    const { rate_limits: _limits, ...before } = await dump();
    await call("POST", "/account/sessions/anonymous", guest());
    const body = { userId: fresh(), email: `${fresh()}@mail.example`, password };
    await call("POST", "/account", { ...guest(), body });
    const { rate_limits: _counts, ...after } = await dump();
    expect(after).toEqual(before);
  });

  test("that error comes before those of parameters and of an active session", async () => {
    const { secret } = await signIn(await createPerson());
    await closeAll();
    for (const caller of [guest(), bearing(secret)]) {
      const answer = await call("POST", "/account/sessions/email", { ...caller, body: { email: "nobody" } });
      expectRefusal(answer, "user_auth_method_unsupported", byPassword.text);
    }
  });
});

/** The opening of a guest's request that signs in by a method. */
function limiterOf(authMethod: AuthMethod): RateLimiter {
  const config = parseConfig(env);
  if (!config.ok) throw new Error(config.error);
  return new RateLimiter(
    config.value,
    {
      requestId: crypto.randomUUID(),
      endpoint: "test",
      limits: [],
      authMethod,
      caller: { kind: "guest" },
      ip: "198.18.0.1",
      given: () => undefined,
      now: Date.now(),
    },
    () => undefined,
  );
}

test("a batch that carries the opening writes nothing while the method is closed", async () => {
  const write = async () => {
    const batch = new Database(env.DB).openedBy(limiterOf("phone")).batch();
    const written = batch.addWithin((isWithin) => sql`UPDATE settings SET id = id WHERE ${isWithin} RETURNING id`);
    await batch.run().catch(() => undefined);
    return written.rows.length;
  };
  expect(await write()).toBe(1);
  await setAuthMethod("phone", false);
  expect(await write()).toBe(0);
});

/** Some sign-in methods have no route yet; the error texts are those of all methods. */
describe("the refusal", () => {
  test.each([
    ["email-password", "Email password authentication is disabled for this project"],
    ["magic-url", "Magic url authentication is disabled for this project"],
    ["email-otp", "Email otp authentication is disabled for this project"],
    ["anonymous", "Anonymous authentication is disabled for this project"],
    ["invites", "Invites authentication is disabled for this project"],
    ["jwt", "Jwt authentication is disabled for this project"],
    ["phone", "Phone authentication is disabled for this project"],
  ] as const)("of %s is in words that apps compare", async (authMethod, text) => {
    const limiter = limiterOf(authMethod);
    const ask = () => new Database(env.DB).openedBy(limiter).batch().run();
    await ask();
    await setAuthMethod(authMethod, false);
    await expect(ask()).rejects.toMatchObject({ type: "user_auth_method_unsupported", message: text });
  });
});
