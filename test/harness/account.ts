/** Callers with sessions and JWTs, for tests: made through the API. */
import { type Answer, call, type CallOptions } from "./client.ts";
import { createUser, fresh } from "./users.ts";

/** A user who can sign in. */
export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
}

/** The fields of a user that the user sees, taken from those that a key sees. */
export function toAccount(user: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { password: _password, hash: _hash, hashOptions: _hashOptions, ...account } = user;
  return account;
}

/** A caller without a key, from an address that no other caller of this test file has, so that no limit is shared. */
export const guest = (headers: Readonly<Record<string, string>> = {}): CallOptions => ({
  key: null,
  headers: { "cf-connecting-ip": freshAddress(), ...headers },
});

let addresses = 0;

function freshAddress(): string {
  const number = ++addresses;
  return `198.18.${Math.floor(number / 256)}.${number % 256}`;
}

/** Creates a user with an email and a password. */
export async function createPerson(): Promise<Person> {
  const userId = fresh();
  const person = { email: `${userId}@mail.example`, password: "correct horse battery staple" };
  await createUser({ userId, ...person });
  return { userId, ...person };
}

/** A caller with this session. @param secret as keys see it: the value of the cookie and of the header */
export const bearing = (secret: string): CallOptions => guest({ "x-appwrite-session": secret });

/** A caller with this JWT. */
export const withJwt = (jwt: string): CallOptions => guest({ "x-appwrite-jwt": jwt });

/** A session that the server began for a user. */
export async function beginSession(userId: string): Promise<{ readonly id: string; readonly secret: string }> {
  const { body } = await succeed(call("POST", `/users/${userId}/sessions`), 201);
  return { id: String(body["$id"]), secret: String(body["secret"]) };
}

/** Signs in with the password. @returns the session, and the cookie's value */
export async function signIn({ email, password }: Person): Promise<{ readonly id: string; readonly secret: string }> {
  const answer = await succeed(call("POST", "/account/sessions/email", { ...guest(), body: { email, password } }), 201);
  return { id: String(answer.body["$id"]), secret: cookieOf(answer) };
}

/** A JWT that the server made. @param sessionId `none`: bound to no session */
export async function createJwt(userId: string, sessionId = "recent", duration = 900): Promise<string> {
  const { body } = await succeed(call("POST", `/users/${userId}/jwts`, { body: { sessionId, duration } }), 201);
  return String(body["jwt"]);
}

/** The secret of a token that the server made. */
export async function createToken(userId: string, length = 64): Promise<string> {
  const { body } = await succeed(call("POST", `/users/${userId}/tokens`, { body: { length } }), 201);
  return String(body["secret"]);
}

/** The value of the cookie in an answer that began a session. */
export function cookieOf({ headers }: Answer): string {
  for (const cookie of headers.getSetCookie()) {
    const [, value] = /^a_session_rollcall=([^;]*)/.exec(cookie) ?? [];
    if (value !== undefined) return decodeURIComponent(value);
  }
  throw new Error("The answer begins no session.");
}

/** Asserts that an answer is a success. */
export async function succeed(answer: Promise<Answer>, status: number): Promise<Answer> {
  const given = await answer;
  if (given.status !== status) throw new Error(`${given.status} instead of ${status}: ${given.text}`);
  return given;
}
