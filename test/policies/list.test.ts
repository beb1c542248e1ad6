/** GET /project/policies and GET /project/policies/{policyId} (docs/spec/project.md#policy-list). */
import { describe, expect, test } from "vitest";
import { beginSession, createJwt, guest, withJwt } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { createKey } from "../harness/keys.ts";
import { type Query, query, queryString } from "../harness/lists.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser } from "../harness/users.ts";
import { defaults, policyIds } from "./policies.ts";

const shown = Object.entries(defaults).map(([$id, fields]) => ({ $id, ...fields }));

const list = (...queries: readonly (Query | string)[]) => call("GET", `/project/policies?${queryString({ queries })}`);

describe("the list", () => {
  test("has every policy in one order, each as a new project has it, with its fields in their order", async () => {
    const { body, status, text } = await list();
    expect({ status, body }).toEqual({ status: 200, body: { total: 11, policies: shown } });
    expect(text).toBe(JSON.stringify({ total: 11, policies: shown }));
  });

  test.each([
    ["1.8.0", 9, ["password-strength", "mfa-factors"]],
    ["1.9.4", 9, ["password-strength", "mfa-factors"]],
    ["1.9.5", 10, ["mfa-factors"]],
    ["1.9.6", 11, []],
    ["2.3.0", 11, []],
  ])(
    "leaves out what the SDKs of format %s cannot parse, also from the total and the pages",
    async (format, total, missing) => {
      const headers = { "x-appwrite-response-format": format };
      const expected = shown.filter(({ $id }) => !missing.includes($id));
      expect((await call("GET", "/project/policies", { headers })).body).toEqual({ total, policies: expected });
      const last = queryString({ queries: [query("offset", undefined, total - 1)] });
      expect((await call("GET", `/project/policies?${last}`, { headers })).body).toEqual({
        total,
        policies: expected.slice(-1),
      });
    },
  );

  test("of an old format leaves out no policy that it can read by id", async () => {
    const headers = { "x-appwrite-response-format": "1.9.4" };
    expect((await call("GET", "/project/policies/mfa-factors", { headers })).status).toBe(200);
  });

  test.each([
    [[query("limit", undefined, 1)], 0, 1],
    [[query("offset", undefined, 1)], 1, 11],
    [[query("limit", undefined, 3), query("offset", undefined, 9)], 9, 11],
    [[query("offset", undefined, 11)], 11, 11],
    [[query("offset", undefined, 12)], 11, 11],
    [[query("limit", undefined, 5000)], 0, 11],
  ])("shows the page that %j asks for, and the total of all", async (queries, from, to) => {
    expect((await list(...queries)).body).toEqual({ total: 11, policies: shown.slice(from, to) });
  });

  test.each(["false", "0"])("counts no rows for a total of %s", async (total) => {
    expect((await call("GET", `/project/policies?total=${total}`)).body).toEqual({ total: 0, policies: shown });
  });

  test.each([
    [query("limit", undefined, 0), /limit takes an integer from 1/],
    [query("limit", undefined, 5001), /limit takes an integer from 1 to 5000$/],
    [query("limit", undefined, 1.5), /limit takes an integer/],
    [query("offset", undefined, -1), /offset takes an integer from 0/],
    [query("equal", "$id", "session-limit"), /the method "equal" is not accepted here; accepted: limit, offset$/],
    [query("orderDesc", "$id"), /the method "orderDesc" is not accepted here/],
    [query("cursorAfter", undefined, "session-limit"), /the method "cursorAfter" is not accepted here/],
    ["limit(1)", /./],
  ])("refuses the query %j", async (refused, text) => {
    expectInvalid(await list(refused), "queries", text);
  });
});

describe("a policy", () => {
  test.each(policyIds)("%s is the same alone as in the list", async (id) => {
    const { body, status } = await call("GET", `/project/policies/${id}`);
    expect({ status, body }).toEqual({ status: 200, body: { $id: id, ...defaults[id] } });
    expect(Object.keys(body)).toEqual(["$id", ...Object.keys(defaults[id])]);
  });

  test.each(["nope", "Session-Limit", "session_limit", "deny-free-email", "toString"])(
    "that does not exist is refused: %s",
    async (id) => {
      expectInvalid(
        await call("GET", `/project/policies/${id}`),
        "policyId",
        /Value must be one of \(password-dictionary, /,
      );
    },
  );
});

describe("callers", () => {
  const paths = ["/project/policies", "/project/policies/session-limit"];

  test.each(["policies.read", "project.policies.read"])("with the scope %s read policies", async (scope) => {
    const key = await createKey({ scopes: [scope] });
    for (const path of paths) expect(await call("GET", path, { key })).toMatchObject({ status: 200 });
  });

  test("with other scopes, or as a guest or a user, do not", async () => {
    const scopes = ["policies.write", "project.policies.write", "project.read", "project.write"];
    const key = await createKey({ scopes });
    const userId = await createUser();
    const { id, secret } = await beginSession(userId);
    const session = guest({ "x-appwrite-session": secret });
    const jwt = withJwt(await createJwt(userId, id));
    for (const path of paths) {
      for (const caller of [{ key }, guest(), session, jwt]) {
        expectRefusal(await call("GET", path, caller), "general_unauthorized_scope");
      }
    }
  });
});
