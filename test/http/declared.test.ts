/** The declaration of an endpoint is enforced, even if its operation does nothing. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "../../src/domain/context/index.ts";
import { AppError } from "../../src/errors/app-error.ts";
import { endpoint } from "../../src/http/endpoint.ts";
import { text } from "../../src/http/rules/index.ts";
import { sql } from "../../src/lib/sql/index.ts";
import { guest } from "../harness/account.ts";
import { appWith, call } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { rows } from "../harness/database.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { resetSettings, setAuthMethod } from "../policies/policies.ts";

holdClock();
beforeEach(() => rows("DELETE FROM rate_limits"));
afterEach(resetSettings);

const note = sql`INSERT INTO keys (id, created_at, updated_at, name, digest, scopes, sdks)
  SELECT 'noted' || count(*), 0, 0, '', 'noted' || count(*), '[]', '[]' FROM keys`;

/** Operations without knowledge of limits. Each may be tried twice an hour. */
const operations: Readonly<Record<string, (context: Context) => unknown>> = {
  "does nothing": () => undefined,
  refuses: () => {
    throw new AppError("user_not_found");
  },
  reads: ({ db }) => db.run(sql`SELECT 1`),
  writes: ({ db }) => db.run(note),
};

const declared = (run: (context: Context) => unknown) =>
  endpoint({
    id: "test",
    summary: "Does what the test has it do.",
    method: "POST",
    path: "/test",
    scopes: ["guest", "users.write"],
    authMethod: "invites",
    limits: [{ max: 2, window: 3_600, by: ["ip"] }],
    input: { name: text(8) },
    status: 204,
    output: null,
    errors: [],
    async run(_input, context) {
      await run(context);
    },
  });

describe.each(Object.entries(operations))("An endpoint that %s", (name, run) => {
  const fetch = appWith({}, [declared(run)]);
  const caller = guest();
  const ask = (body: object = { name: "Ada" }) => call("POST", "/test", { ...caller, body, fetch });
  const expected = name === "refuses" ? 404 : 204;

  test("is limited as declared, and states the remainder", async () => {
    for (const left of ["1", "0"]) {
      const answer = await ask();
      expect([answer.status, answer.headers.get("x-ratelimit-remaining")]).toEqual([expected, left]);
    }
    const counted = await rows("SELECT id FROM keys WHERE id LIKE 'noted%'");
    expectRefusal(await ask(), "general_rate_limit_exceeded");
    expect(await rows("SELECT id FROM keys WHERE id LIKE 'noted%'")).toEqual(counted);
  });

  test("counts requests with invalid parameters too", async () => {
    for (const body of [{}, {}]) expectRefusal(await ask(body), "general_argument_invalid");
    expectRefusal(await ask(), "general_rate_limit_exceeded");
  });

  test("is closed to all but keys with its sign-in method", async () => {
    await setAuthMethod("invites", false);
    const written = await rows("SELECT id FROM keys WHERE id LIKE 'noted%'");
    expectRefusal(await ask(), "user_auth_method_unsupported");
    expect(await rows("SELECT id FROM keys WHERE id LIKE 'noted%'")).toEqual(written);
    expect((await call("POST", "/test", { body: { name: "Ada" }, fetch })).status).toBe(expected);
  });
});
