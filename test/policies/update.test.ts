/**
 * PATCH /project/policies/{policyId}: the values of each (docs/spec/project.md#policy-values). Their effects have tests in
 * the files beside this one.
 */
import { afterEach, describe, expect, test } from "vitest";
import { beginSession, createJwt, guest, withJwt } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { holdClock, noon, setClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";
import {
  defaults,
  patchPolicy,
  type PolicyId,
  policyIds,
  readPolicies,
  readPolicy,
  resetSettings,
  setPolicy,
} from "./policies.ts";

type Json = Readonly<Record<string, unknown>>;

holdClock();
afterEach(resetSettings);

/** All policies, some of them changed. */
const withChanged = (changed: Readonly<Partial<Record<PolicyId, Json>>>): readonly Json[] =>
  policyIds.map((id) => ({ $id: id, ...defaults[id], ...changed[id] }));

const switches = ["password-dictionary", "password-personal-data", "session-alert", "session-invalidation"] as const;

/** Accepted bodies, and the fields that the policy then shows. */
const accepted: readonly (readonly [PolicyId, Json, Json])[] = [
  ...switches.flatMap((id) => [true, false].map((enabled) => [id, { enabled }, { enabled }] as const)),
  ["password-history", { total: 1 }, { total: 1 }],
  ["password-history", { total: 20 }, { total: 20 }],
  ["password-history", { total: "5" }, { total: 5 }],
  ["password-history", { total: null }, { total: 0 }],
  ["password-strength", { min: 8 }, { min: 8 }],
  ["password-strength", { min: 256 }, { min: 256 }],
  ["password-strength", { uppercase: true }, { uppercase: true }],
  ["password-strength", { lowercase: true }, { lowercase: true }],
  ["password-strength", { number: true }, { number: true }],
  ["password-strength", { symbols: true }, { symbols: true }],
  ["password-strength", { min: null, uppercase: null }, {}],
  ["session-duration", { duration: 60 }, { duration: 60 }],
  ["session-duration", { duration: 31_536_000 }, { duration: 31_536_000 }],
  ["session-limit", { total: 1 }, { total: 1 }],
  ["session-limit", { total: 100 }, { total: 100 }],
  ["user-limit", { total: 0 }, { total: 0 }],
  ["user-limit", { total: 1 }, { total: 1 }],
  ["user-limit", { total: 10_000 }, { total: 10_000 }],
  ["user-limit", { total: null }, { total: 0 }],
  ...Object.keys(defaults["membership-privacy"]).map(
    (name) => ["membership-privacy", { [name]: true }, { [name]: true }] as const,
  ),
  ["membership-privacy", { userMFA: null }, {}],
  ...Object.entries(defaults["mfa-factors"]).map(
    ([name, enabled]) => ["mfa-factors", { [name]: !enabled }, { [name]: !enabled }] as const,
  ),
  ["mfa-factors", { totp: null }, {}],
];

const notBoolean = [1, 0, "true", "false", "", [], {}];
const notInteger = [1.5, "", "many", "1.5", true, [], {}];

const flags = {
  "password-strength": ["uppercase", "lowercase", "number", "symbols"],
  "membership-privacy": Object.keys(defaults["membership-privacy"]),
  "mfa-factors": Object.keys(defaults["mfa-factors"]),
} as const;

/** Refused values, and the reason. */
const refused: readonly (readonly [PolicyId, name: string, value: unknown, text: string])[] = [
  ...switches.flatMap((id) =>
    [...notBoolean, null].map((value) => [id, "enabled", value, "Value must be a valid boolean"] as const),
  ),
  ...policyIds.flatMap((id) =>
    id in flags
      ? flags[id as keyof typeof flags].flatMap((name) =>
          notBoolean.map((value) => [id, name, value, "Value must be a valid boolean"] as const),
        )
      : [],
  ),
  ...(
    [
      ["password-history", "total", [0, 21, -1], "1 and 20"],
      ["password-strength", "min", [7, 257, -8], "8 and 256"],
      ["session-duration", "duration", [59, 31_536_001, 0, null], "60 and 31,536,000"],
      ["session-limit", "total", [0, 101, null], "1 and 100"],
      ["user-limit", "total", [-1, 10_001], "0 and 10,000"],
    ] as const
  ).flatMap(([id, name, values, ends]) =>
    [...values, ...notInteger].map(
      (value) => [id, name, value, `Value must be a valid range between ${ends}`] as const,
    ),
  ),
];

const required: readonly (readonly [PolicyId, string])[] = [
  ...switches.map((id) => [id, "enabled"] as const),
  ["password-history", "total"],
  ["session-duration", "duration"],
  ["session-limit", "total"],
  ["user-limit", "total"],
];

describe("a policy accepts", () => {
  test.each(accepted)("%s %j, as often as it comes, and no other policy changes", async (id, body, change) => {
    for (const _repeat of [1, 2]) {
      expect((await patchPolicy(id, body)).status).toBe(200);
      expect(await readPolicy(id)).toEqual({ $id: id, ...defaults[id], ...change });
      expect(await readPolicies()).toEqual(withChanged({ [id]: change }));
    }
  });
});

describe("a policy refuses", () => {
  test.each(refused)("%s with %s = %j", async (id, name, value, text) => {
    expectInvalid(await patchPolicy(id, { [name]: value }), name, text);
    expect(await readPolicies()).toEqual(withChanged({}));
  });

  test.each(required)("%s without %s", async (id, name) => {
    expectMissing(await patchPolicy(id, {}), name);
    expect(await readPolicies()).toEqual(withChanged({}));
  });

  test("the whole body when one part is wrong", async () => {
    expectInvalid(await patchPolicy("password-strength", { min: 12, symbols: "yes" }), "symbols");
    expect(await readPolicies()).toEqual(withChanged({}));
  });
});

describe("a policy whose parameters are all optional", () => {
  test("keeps omitted fields", async () => {
    await setPolicy("password-strength", { min: 20, uppercase: true, number: true });
    await setPolicy("password-strength", { number: false, symbols: true });
    await setPolicy("membership-privacy", { userId: true, userMFA: true });
    await setPolicy("membership-privacy", { userId: false, userAccessedAt: true });
    await setPolicy("mfa-factors", { totp: false, custom: true });
    await setPolicy("mfa-factors", { totp: true, email: false });
    expect(await readPolicies()).toEqual(
      withChanged({
        "password-strength": { min: 20, uppercase: true, symbols: true },
        "membership-privacy": { userMFA: true, userAccessedAt: true },
        "mfa-factors": { email: false, custom: true },
      }),
    );
  });

  test.each(["password-strength", "membership-privacy", "mfa-factors"] as const)(
    "%s accepts an empty body, which changes nothing, not even the date",
    async (id) => {
      await setPolicy("password-strength", { min: 20 });
      const before = await rows("SELECT * FROM settings");
      setClock(1000);
      expect((await patchPolicy(id, {})).status).toBe(200);
      expect(await rows("SELECT * FROM settings")).toEqual(before);
    },
  );
});

describe("the answer", () => {
  test.each(policyIds.filter((id) => id !== "password-strength"))(
    "of %s answers with the project and its time of change, not with the policy",
    async (id) => {
      setClock(1234);
      const { body } = await patchPolicy(id, id === "password-history" ? { total: 3 } : defaults[id]);
      expect(body).toEqual((await call("GET", "/project")).body);
      expect(body).toMatchObject({ $id: "rollcall", $updatedAt: "2026-11-01T12:00:01.234+00:00" });
      expect(Object.keys(body).filter((name) => name.startsWith("auth"))).toEqual(["authMethods"]);
    },
  );

  test.each([undefined, "1.8.0", "1.9.5"])("of password-strength is the policy, in the format %s", async (format) => {
    const answer = await call("PATCH", "/project/policies/password-strength", {
      body: { min: 10, symbols: true },
      headers: { "x-appwrite-response-format": format ?? null },
    });
    expect(answer.body).toEqual({ $id: "password-strength", ...defaults["password-strength"], min: 10, symbols: true });
  });

  test("of a format below 1.9.5 is a project that carries the new values", async () => {
    await setPolicy("user-limit", { total: 7 });
    await setPolicy("session-duration", { duration: 3600 });
    await setPolicy("password-history", { total: 4 });
    await setPolicy("password-dictionary", { enabled: true });
    await setPolicy("password-personal-data", { enabled: true });
    await setPolicy("session-alert", { enabled: true });
    await setPolicy("session-invalidation", { enabled: false });
    await setPolicy("membership-privacy", { userId: true, userPhone: true, userMFA: true });
    const answer = await call("PATCH", "/project/policies/session-limit", {
      body: { total: 2 },
      headers: { "x-appwrite-response-format": "1.9.4" },
    });
    expect(answer.body).toMatchObject({
      authLimit: 7,
      authDuration: 3600,
      authSessionsLimit: 2,
      authPasswordHistory: 4,
      authPasswordDictionary: true,
      authPersonalDataCheck: true,
      authSessionAlerts: true,
      authInvalidateSessions: false,
      authMembershipsUserId: true,
      authMembershipsUserEmail: false,
      authMembershipsUserPhone: true,
      authMembershipsUserName: false,
      authMembershipsMfa: true,
      authMembershipsUserAccessedAt: false,
    });
    const dropped = ["authMethods", "services", "protocols"].filter((name) => name in answer.body);
    expect(dropped).toEqual([]);
  });
});

test.each(policyIds)("the log has a row of its own for a change of %s", async (id) => {
  await setPolicy(id, id === "password-history" ? { total: 3 } : defaults[id]);
  expect(await rows("SELECT * FROM logs ORDER BY seq DESC LIMIT 1")).toMatchObject([
    {
      event: `projects.rollcall.policies.${id}.update`,
      resource: "project/rollcall",
      actor_type: "key",
      created_at: noon,
      user_seq: null,
    },
  ]);
});

test("a refused change leaves no row in the log", async () => {
  const [before] = await rows("SELECT count(*) AS n FROM logs");
  await patchPolicy("session-limit", { total: 0 });
  expect(await rows("SELECT count(*) AS n FROM logs")).toEqual([before]);
});

test.each(["nope", "deny-aliased-email", "deny-corporate-email", "deny-disposable-email", "deny-free-email"])(
  "there is no policy %s to change",
  async (id) => {
    const answer = await call("PATCH", `/project/policies/${id}`, { body: { enabled: true } });
    expectRefusal(answer, "general_route_not_found");
  },
);

describe("callers", () => {
  const body = { total: 3 };

  test.each(["policies.write", "project.policies.write"])("with the scope %s change policies", async (scope) => {
    const key = await createKey({ scopes: [scope] });
    expect((await call("PATCH", "/project/policies/session-limit", { key, body })).status).toBe(200);
    expect(await readPolicy("session-limit")).toEqual({ $id: "session-limit", total: 3 });
  });

  test("need the scope, and neither guests nor users may change them", async () => {
    const key = await createKey({
      scopes: ["policies.read", "project.policies.read", "project.read", "project.write"],
    });
    const userId = await createUser();
    const { id, secret } = await beginSession(userId);
    const session = guest({ "x-appwrite-session": secret });
    const jwt = withJwt(await createJwt(userId, id));
    for (const policyId of policyIds) {
      for (const caller of [{ key }, guest(), session, jwt]) {
        const answer = await call("PATCH", `/project/policies/${policyId}`, { ...caller, body });
        expectRefusal(answer, "general_unauthorized_scope");
      }
    }
    expect(await readPolicies()).toEqual(withChanged({}));
  });
});
