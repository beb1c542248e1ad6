/** Every route refuses who may not call it, and changes nothing then. The routes come from their declarations. */
import { beforeAll, describe, expect, test } from "vitest";
import { endpoints } from "../src/app.ts";
import type { ErrorType } from "../src/errors/catalogue.ts";
import { keyScopes } from "../src/features/keys/scopes.ts";
import type { Endpoint } from "../src/http/endpoint.ts";
import { call, type CallOptions } from "./harness/client.ts";
import { dump } from "./harness/database.ts";
import { createKey, randomSecret } from "./harness/keys.ts";
import { expectRefusal } from "./harness/refusal.ts";
import { creates, prepare, requestOf, writes } from "./harness/requests.ts";
import { fresh } from "./harness/users.ts";

/** Calls a route with parameters that are valid. @param id of what the route is about */
async function callValid(endpoint: Endpoint, id: string, options: CallOptions = {}) {
  const { method, path, body } = requestOf(endpoint, id);
  const before = await dump();
  const answer = await call(method, path, { body, ...options });
  return { answer, before, after: await dump() };
}

const isPublic = ({ scopes }: Endpoint) => scopes.includes("public");
/** Scopes that every key holds, whatever it was made with (spec/wire.md 3.1). */
const isForAnyKey = (endpoint: Endpoint) => isPublic(endpoint) || endpoint.scopes.includes("health.read");

/** Everything but what the route asks for. */
const otherScopes = ({ scopes }: Endpoint) => keyScopes.filter((scope) => !scopes.some((asked) => asked === scope));

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
    options: async () => ({ key: (await createKey({ scopes: keyScopes })).slice(0, -1) }),
    refusal: () => "user_unauthorized",
  },
  {
    who: "an expired key",
    options: async () => ({ key: await createKey({ scopes: keyScopes, expire: Date.now() - 1 }) }),
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

/** What no parameter may be. */
const malformed = { userId: [], keyId: [], name: {}, scopes: "all", duration: "long" };

describe.each(endpoints.map((endpoint) => ({ endpoint, name: `${endpoint.method} ${endpoint.path}` })))(
  "$name",
  ({ endpoint }) => {
    const subject = fresh();
    /** What a valid call is about: always the same, unless it makes that. */
    const about = () => (creates(endpoint) ? fresh() : subject);

    beforeAll(() => prepare(endpoint, subject));

    test.each(callers.filter(({ refusal }) => refusal(endpoint) !== undefined))(
      "refuses $who and changes nothing",
      async ({ message, options, refusal }) => {
        const { after, answer, before } = await callValid(endpoint, about(), await options(endpoint));
        expectRefusal(answer, refusal(endpoint) ?? "general_unknown", message?.(endpoint));
        expect(after).toEqual(before);
      },
    );

    test.each(callers.filter(({ refusal }) => refusal(endpoint) === undefined))("serves $who", async ({ options }) => {
      const { answer } = await callValid(endpoint, about(), await options(endpoint));
      expect(answer.status).toBe(endpoint.status);
    });

    test("serves a key with the scope", async () => {
      const key = await createKey({ scopes: endpoint.scopes, expire: Date.now() + 60_000 });
      const { after, answer, before } = await callValid(endpoint, about(), { key });
      expect(answer.status).toBe(endpoint.status);
      if (writes.includes(endpoint)) expect(after).not.toEqual(before);
      else expect(after).toEqual(before);
    });

    test("refuses malformed parameters from a caller without the scope for the scope, not for the parameters", async () => {
      const path = endpoint.path.replaceAll(/\{\w+\}/g, "_malformed");
      const answer = await call(endpoint.method, path, {
        key: null,
        ...(endpoint.method !== "GET" && { body: malformed }),
      });
      if (isPublic(endpoint)) expect(answer.status).toBe(200);
      else expectRefusal(answer, "general_unauthorized_scope");
    });
  },
);
