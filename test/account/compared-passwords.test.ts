/** Passwords that are only compared: the rule for new passwords does not apply to them (docs/passwords.md). */
import { describe, expect, test } from "vitest";
import { bearing, beginSession, guest } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { expectInvalid, expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh, readUser } from "../harness/users.ts";

/** A hash of a password that could not be set today. */
interface Imported {
  readonly what: string;
  readonly path: string;
  readonly hash: string;
  readonly extra: object;
  readonly password: string;
}

const short: Imported = {
  what: "6 bytes",
  path: "md5",
  hash: "e99a18c428cb38d5f260853678922e03",
  extra: {},
  password: "abc123",
};
const imports: readonly Imported[] = [
  short,
  { what: "1 byte", path: "md5", hash: "0cc175b9c0f1b6a831c399e269772661", extra: {}, password: "a" },
  {
    what: "300 bytes",
    path: "sha",
    hash: "003ef1ba9ea9f2f4dab3a2004e505ca8a4e7e5a3",
    extra: { passwordVersion: "sha1" },
    password: "a".repeat(300),
  },
  {
    what: "300 bytes, of which bcrypt reads 72",
    path: "bcrypt",
    hash: "$2b$05$3nhfNPUoAZeE2UnaI.EBreymVY.u1aP2dVjYrOyoJKPzkNkVHgUP6",
    extra: {},
    password: "a".repeat(300),
  },
];

let phones = 0;
const freshPhone = () => `+4930200${String(++phones).padStart(4, "0")}`;
const freshEmail = () => `${fresh("compared")}@mail.example`;

interface Owner {
  readonly userId: string;
  readonly email: string;
  readonly secret: string;
}

async function importOwner({ extra, hash, path }: Imported): Promise<Owner> {
  const [userId, email] = [fresh(), freshEmail()];
  const { status, text } = await call("POST", `/users/${path}`, { body: { userId, email, password: hash, ...extra } });
  expect(status, text).toBe(201);
  return { userId, email, secret: (await beginSession(userId)).secret };
}

/** Each call that compares a password, and its status where it is the right one. */
const calls = [
  {
    name: "a sign-in",
    parameter: "password",
    status: 201,
    ask: ({ email }: Owner, password: string) =>
      call("POST", "/account/sessions/email", { ...guest(), body: { email, password } }),
  },
  {
    name: "the server's verification",
    parameter: "password",
    status: 204,
    ask: ({ userId }: Owner, password: string) =>
      call("POST", `/users/${userId}/password/verify`, { body: { password } }),
  },
  {
    name: "a change of the password",
    parameter: "oldPassword",
    status: 200,
    ask: ({ secret }: Owner, oldPassword: string) =>
      call("PATCH", "/account/password", {
        ...bearing(secret),
        body: { password: "correct horse battery staple", oldPassword },
      }),
  },
  {
    name: "a change of the email",
    parameter: "password",
    status: 200,
    ask: ({ secret }: Owner, password: string) =>
      call("PATCH", "/account/email", { ...bearing(secret), body: { email: freshEmail(), password } }),
  },
  {
    name: "a change of the phone",
    parameter: "password",
    status: 200,
    ask: ({ secret }: Owner, password: string) =>
      call("PATCH", "/account/phone", { ...bearing(secret), body: { phone: freshPhone(), password } }),
  },
] as const;

describe.each(calls)("$name", ({ ask, parameter, status }) => {
  test.each(imports)("accepts an imported password of $what", async (imported) => {
    const answer = await ask(await importOwner(imported), imported.password);
    expect(answer.status, answer.text).toBe(status);
  });

  test.each([1, 7, 256, 257, 1_024])("refuses a wrong password of %i bytes as one", async (length) => {
    const owner = await importOwner(short);
    expectRefusal(await ask(owner, "x".repeat(length)), "user_invalid_credentials");
  });

  test("refuses more than 1,024 bytes, and half a surrogate pair, as no password", async () => {
    const owner = await importOwner(short);
    for (const password of ["x".repeat(1_025), "é".repeat(513), "\ud800"]) {
      expectInvalid(await ask(owner, password), parameter, "Password must be between 1 and 1024 bytes long.");
    }
  });
});

describe("a password that becomes the account's", () => {
  test.each([
    ["email", "1234567"],
    ["email", "x".repeat(257)],
    ["phone", "1234567"],
    ["phone", "x".repeat(257)],
  ])("with a change of the %s is held to the rule for new ones: %s", async (field, password) => {
    const before = freshEmail();
    const userId = await createUser({ email: before });
    const { secret } = await beginSession(userId);
    const body = { [field]: field === "email" ? freshEmail() : freshPhone(), password };
    const answer = await call("PATCH", `/account/${field}`, { ...bearing(secret), body });
    expectInvalid(answer, "password", "Password must be between 8 and 256 characters long.");
    expect(await readUser(userId)).toMatchObject({ email: before, phone: "", password: null, passwordUpdate: "" });
  });
});
