/** POST /users/{userId}/password/verify: a server checks a user's password. */
import { describe, expect, test } from "vitest";
import { formats } from "../../src/lib/passwords/registry.ts";
import { createPerson } from "../harness/account.ts";
import { call, type CallOptions } from "../harness/client.ts";
import { dump } from "../harness/database.ts";
import { createKey } from "../harness/keys.ts";
import { expectInvalid, expectMissing, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";
import { vectors } from "../passwords/vectors/index.ts";

const verify = (userId: string, password: unknown, options: CallOptions = {}) =>
  call("POST", `/users/${userId}/password/verify`, { body: { password }, ...options });

describe("a password", () => {
  test("that is correct is a 204", async () => {
    const { password, userId } = await createPerson();
    expect(await verify(userId, password)).toMatchObject({ status: 204, text: "" });
  });

  test("that is wrong is a 401", async () => {
    const { password, userId } = await createPerson();
    for (const wrong of [`${password} `, password.toUpperCase(), "12345678"]) {
      expectRefusal(await verify(userId, wrong), "user_invalid_credentials");
    }
  });

  test("is refused for a user without a password", async () => {
    expectRefusal(await verify(await createUser(), "12345678"), "user_invalid_credentials");
    const { password, userId } = await createPerson();
    await call("PATCH", `/users/${userId}/password`, { body: { password: "" } });
    expectRefusal(await verify(userId, password), "user_invalid_credentials");
  });

  test("is verified while the user is blocked, too", async () => {
    const { password, userId } = await createPerson();
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    expect((await verify(userId, password)).status).toBe(204);
  });

  test.each(formats.map(({ hash, importPath }) => [hash, importPath] as const))(
    "verifies an import of %s without changing it",
    async (hash, importPath) => {
      const vector = vectors.find((list) => list.hash === hash)?.right.find(({ password }) => password.length >= 8);
      if (vector === undefined) throw new Error(`No vector of ${hash} has a password that may be given.`);
      const userId = fresh();
      const body = { userId, email: `${userId}@mail.example`, password: vector.encoded, ...vector.values };
      expect((await call("POST", `/users/${importPath}`, { body })).status).toBe(201);
      const { logs: _, ...before } = await dump();
      expect((await verify(userId, vector.password)).status).toBe(204);
      const { logs: _logs, ...after } = await dump();
      expect(after).toEqual(before);
      expectRefusal(await verify(userId, "wrong password"), "user_invalid_credentials");
    },
  );

  test.each([undefined, null, "", "x".repeat(1_025), "\ud800", 12_345_678, ["password"]])(
    "is refused before it is compared: %j",
    async (password) => {
      const { userId } = await createPerson();
      const answer = await verify(userId, password);
      if (password === undefined) expectMissing(answer, "password");
      else expectInvalid(answer, "password", "Password must be between 1 and 1024 bytes long.");
    },
  );

  test("of an unknown user is a 404, after an error in its parameters", async () => {
    expectRefusal(await verify("nobody", "12345678"), "user_not_found");
    expectInvalid(await verify("nobody", ""), "password");
    expectInvalid(await verify("_nobody", "12345678"), "userId");
  });

  test("requires users.read", async () => {
    const { password, userId } = await createPerson();
    expect((await verify(userId, password, { key: await createKey({ scopes: ["users.read"] }) })).status).toBe(204);
    const other = await createKey({ scopes: ["users.write"] });
    expectRefusal(await verify(userId, password, { key: other }), "general_unauthorized_scope");
  });
});

describe("attempts", () => {
  test("are limited to ten an hour for each user, keys too; a right one resets the count", async () => {
    const [person, other] = [await createPerson(), await createPerson()];
    expectRefusal(await verify(person.userId, "wrong password"), "user_invalid_credentials");
    const right = await verify(person.userId, person.password);
    expect(right.status).toBe(204);
    expect(right.headers.get("x-ratelimit-remaining")).toBe("8");
    for (let wrong = 0; wrong < 10; wrong += 1) {
      expectRefusal(await verify(person.userId, "wrong password"), "user_invalid_credentials");
    }
    expectRefusal(await verify(person.userId, person.password), "general_rate_limit_exceeded");
    expect((await verify(other.userId, other.password)).status).toBe(204);
  });
});
