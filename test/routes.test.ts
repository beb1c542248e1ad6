/** Every route refuses who may not call it, and changes nothing then. The routes come from their declarations. */
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import type { ErrorType } from "../src/errors/catalogue.ts";
import { type Endpoint, pathParameters } from "../src/http/endpoint.ts";
import { call, type CallOptions } from "./harness/client.ts";
import { dump } from "./harness/database.ts";
import { createKey, randomSecret } from "./harness/keys.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { createUser, fresh } from "./harness/users.ts";

type Parameters = Readonly<Record<string, unknown>>;

const imported =
  (password: string, more: Parameters = {}) =>
  (): Parameters => {
    const userId = fresh();
    return { userId, email: `${userId}@example.com`, password, ...more };
  };

/**
 * Parameters, besides those of the path, with which a call succeeds and, unless it only reads, changes something: what
 * is refused below is refused for the caller's sake alone. A route without an entry fails the first test.
 */
const valid: Readonly<Record<string, () => Parameters>> = {
  ping: () => ({}),
  healthGet: () => ({}),
  healthGetVersion: () => ({}),
  usersCreate: () => ({ userId: "unique()", email: `${fresh()}@example.com`, password: "password", name: "Ann" }),
  usersCreateArgon2User: imported("$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI"),
  usersCreateBcryptUser: imported("$2a$05$IjrtSz6SN7UJ6Sh3l.b5jODEvEG2LMJTPAHIaLWRvlWx7if3VMkFO"),
  usersCreateMD5User: imported("144fa7eaa4904e8ee120651997f70dcc"),
  usersCreatePHPassUser: imported("$P$Br387rwferoKN7uwHZqNMu98q3U8RO."),
  usersCreateScryptUser: imported("0".repeat(128), {
    passwordSalt: "appwrite",
    passwordCpu: 16_384,
    passwordMemory: 13,
    passwordParallel: 2,
    passwordLength: 64,
  }),
  usersCreateScryptModifiedUser: imported("UlM7JiXRcQhzAGlaonpSqA==", {
    passwordSalt: "UxLMreBr6tYyjQ==",
    passwordSaltSeparator: "Bw==",
    passwordSignerKey: "XyEKE9RcTDeLEsL/RjwPDA==",
  }),
  usersCreateSHAUser: imported("31c315b0262695ce861bc17c63d2362684d5724c", { passwordVersion: "sha1" }),
  usersList: () => ({}),
  usersGet: () => ({}),
  usersDelete: () => ({}),
  usersUpdateStatus: () => ({ status: false }),
  usersUpdateLabels: () => ({ labels: ["vip"] }),
  usersUpdateName: () => ({ name: "Ann Lee" }),
  usersUpdatePassword: () => ({ password: "password2" }),
  usersUpdateEmail: () => ({ email: `${fresh()}@example.com` }),
  usersUpdatePhone: () => ({ number: "+16308520394" }),
  usersUpdateEmailVerification: () => ({ emailVerification: true }),
  usersUpdatePhoneVerification: () => ({ phoneVerification: true }),
  usersGetPrefs: () => ({}),
  usersUpdatePrefs: () => ({ prefs: { theme: "dark" } }),
  usersUpdateImpersonator: () => ({ impersonator: true }),
};

test("every route is in the table, and the table has nothing else", () => {
  expect(Object.keys(valid).toSorted()).toEqual(endpoints.map(({ id }) => id).toSorted());
});

/** Calls a route with valid parameters. @param inPath those of the path */
async function callValid(endpoint: Endpoint, inPath: Readonly<Record<string, string>>, options: CallOptions = {}) {
  const parameters = valid[endpoint.id]?.() ?? {};
  const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inPath[name] ?? name);
  const before = await dump();
  const body = endpoint.method === "GET" ? {} : { body: parameters };
  const answer = await call(endpoint.method, path, { ...body, ...options });
  return { answer, before, after: await dump() };
}

const isPublic = ({ scopes }: Endpoint) => scopes.includes("public");
/** Scopes that every key holds, whatever it was made with (spec/wire.md 3.1). */
const isForAnyKey = (endpoint: Endpoint) => isPublic(endpoint) || endpoint.scopes.includes("health.read");

const allScopes = ["users.read", "users.write", "sessions.read", "sessions.write", "teams.read", "teams.write"];
/** Everything but what the route asks for. */
const otherScopes = ({ scopes }: Endpoint) => allScopes.filter((scope) => !scopes.some((asked) => asked === scope));

interface Caller {
  readonly who: string;
  readonly options: (endpoint: Endpoint) => CallOptions | Promise<CallOptions>;
  /** undefined: they are served. */
  readonly refusal: (endpoint: Endpoint) => ErrorType | undefined;
  readonly message?: (endpoint: Endpoint) => string;
}

const guestText = ({ scopes }: Endpoint) => `User (role: guests) missing scopes (${JSON.stringify(scopes)})`;
const unlessPublic = (type: ErrorType) => (endpoint: Endpoint) => (isPublic(endpoint) ? undefined : type);

const callers: readonly Caller[] = [
  {
    who: "a guest",
    options: () => ({ key: null }),
    refusal: unlessPublic("general_unauthorized_scope"),
    message: guestText,
  },
  {
    who: "an empty key",
    options: () => ({ key: "" }),
    refusal: unlessPublic("general_unauthorized_scope"),
    message: guestText,
  },
  {
    who: "a key of another kind",
    options: () => ({ key: randomSecret("dynamic_") }),
    refusal: unlessPublic("general_unauthorized_scope"),
    message: guestText,
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
    options: async () => ({ key: (await createKey({ scopes: allScopes })).slice(0, -1) }),
    refusal: () => "user_unauthorized",
  },
  {
    who: "an expired key",
    options: async () => ({ key: await createKey({ scopes: allScopes, expire: Date.now() - 1 }) }),
    refusal: () => "project_key_expired",
  },
  {
    who: "a key without the scope",
    options: async (endpoint) => ({ key: await createKey({ scopes: otherScopes(endpoint) }) }),
    refusal: (endpoint) => (isForAnyKey(endpoint) ? undefined : "general_unauthorized_scope"),
    message: ({ scopes }) =>
      `app.rollcall@service.rollcall.test (role: applications) missing scopes (${JSON.stringify(scopes)})`,
  },
  {
    who: "a key whose scopes only begin or end like the route's",
    options: async ({ scopes: [scope] }) => ({
      key: await createKey({ scopes: [`${scope}s`, `x.${scope}`, "users", "*"] }),
    }),
    refusal: (endpoint) => (isForAnyKey(endpoint) ? undefined : "general_unauthorized_scope"),
  },
  {
    who: "a key that names another project",
    options: () => ({ headers: { "x-appwrite-project": "other" } }),
    refusal: () => "project_not_found",
  },
  {
    who: "a guest who names another project",
    options: () => ({ key: null, headers: { "x-appwrite-project": "other" } }),
    refusal: () => "project_not_found",
  },
  {
    who: "an unknown key that names another project",
    options: () => ({ key: randomSecret(), headers: { "x-appwrite-project": "other" } }),
    refusal: () => "project_not_found",
  },
  {
    who: "a key that names no project",
    options: () => ({ headers: { "x-appwrite-project": null } }),
    refusal: () => "project_id_missing",
  },
  {
    who: "a guest who names no project",
    options: () => ({ key: null, headers: { "x-appwrite-project": null } }),
    refusal: () => "project_not_found",
  },
  {
    who: "a guest's web app of an unknown host",
    options: () => ({ key: null, headers: { origin: "https://evil.test" } }),
    refusal: () => "general_unknown_origin",
  },
];

describe.each(endpoints.map((endpoint) => ({ endpoint, name: `${endpoint.method} ${endpoint.path}` })))(
  "$name",
  ({ endpoint }) => {
    const isRead = endpoint.method === "GET";
    let inPath: Readonly<Record<string, string>>;

    beforeAll(async () => {
      inPath = { userId: await createUser() };
      expect(pathParameters(endpoint.path).every((name) => Object.hasOwn(inPath, name))).toBe(true);
    });

    test.each(callers.filter(({ refusal }) => refusal(endpoint) !== undefined))(
      "refuses $who and changes nothing",
      async ({ message, options, refusal }) => {
        const { after, answer, before } = await callValid(endpoint, inPath, await options(endpoint));
        expectRefusal(answer, refusal(endpoint) ?? "general_unknown", message?.(endpoint));
        expect(after).toEqual(before);
      },
    );

    test.each(callers.filter(({ refusal }) => refusal(endpoint) === undefined))("serves $who", async ({ options }) => {
      const { answer } = await callValid(endpoint, inPath, await options(endpoint));
      expect(answer.status).toBe(endpoint.status);
    });

    test("serves a key with the scope", async () => {
      const key = await createKey({ scopes: endpoint.scopes, expire: Date.now() + 60_000 });
      const { after, answer, before } = await callValid(endpoint, inPath, { key });
      expect(answer.status).toBe(endpoint.status);
      if (isRead) expect(after).toEqual(before);
      else expect(after).not.toEqual(before);
    });

    test("refuses malformed parameters from a caller without the scope for the scope, not for the parameters", async () => {
      const path = endpoint.path.replaceAll(/\{\w+\}/g, "_malformed");
      const answer = await call(endpoint.method, path, { key: null, ...(!isRead && { body: { userId: [] } }) });
      if (isPublic(endpoint)) expect(answer.status).toBe(200);
      else expectRefusal(answer, "general_unauthorized_scope");
    });
  },
);
