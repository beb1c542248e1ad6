/**
 * The parts of a request's time that an outsider can measure: time goes into hashes and statements, so both are counted.
 * Refusals that look the same cost the same (docs/decisions/0016-passwords.md).
 */
import { env } from "cloudflare:workers";
import { describe, expect, test, vi } from "vitest";
import { createPerson, createToken, guest } from "../harness/account.ts";
import { type Answer, call, type CallOptions } from "../harness/client.ts";
import { holdClock } from "../harness/clock.ts";
import { record, serve } from "../harness/recorder.ts";
import { expectRefusal } from "../harness/refusal.ts";
import { createUser, fresh } from "../harness/users.ts";
import { vectors } from "../passwords/vectors/index.ts";

/** The cost of a hash, as the argon2 module receives it. */
interface Cost {
  readonly passes: number;
  readonly memoryKiB: number;
  readonly lanes: number;
}

const hashes: Cost[] = [];

type Hash = (passes: number, memoryKiB: number, lanes: number, ...rest: readonly number[]) => number;

// The engine instantiates the argon2 module at its first hash (src/lib/passwords/formats/argon2-engine.ts): this instance
// records the requested costs. Vitest cannot mock a source module here, because workerd lacks the necessary support.
const { Instance } = WebAssembly;
vi.spyOn(WebAssembly, "Instance").mockImplementation(function instantiate(module: WebAssembly.Module) {
  const { exports } = new Instance(module);
  const hash = exports["argon2_hash"] as Hash;
  const argon2_hash: Hash = (passes, memoryKiB, lanes, ...rest) => {
    hashes.push({ passes, memoryKiB, lanes });
    return hash(passes, memoryKiB, lanes, ...rest);
  };
  return { exports: { ...exports, argon2_hash } };
});

const { fetch, take } = record();

// The windows of the limits, which answers state, must not change between two compared requests.
holdClock();

/** The visible parts of an answer besides its cost: all but the date and the request id. */
const shownBy = ({ headers, status, text }: Answer) => ({
  status,
  text,
  headers: [...headers].filter(([name]) => !["x-request-id", "date"].includes(name)),
});

/** The cost of a request, as the SQL of every round trip and the cost of every hash, and its visible answer. */
async function watch(method: string, path: string, options: CallOptions) {
  hashes.length = 0;
  take();
  const answer = await call(method, path, { ...options, fetch });
  return { answer, shown: shownBy(answer), hashes: [...hashes], roundTrips: take().roundTrips };
}

const defaultCost: Cost = { passes: 2, memoryKiB: 19_456, lanes: 1 };

const attempt = (email: string, password: string) =>
  watch("POST", "/account/sessions/email", { ...guest(), body: { email, password } });

describe("Every refused sign-in computes one hash of the default cost, and looks the same", () => {
  const wrong = "a wrong password";
  const emails: readonly (readonly [who: string, email: () => Promise<string>])[] = [
    ["of an unknown email", () => Promise.resolve(`${fresh("nobody")}@mail.example`)],
    ["of a user who never had a password", () => emailOf({})],
    ["of a user whose password was removed", () => emailOf({ password: "correct horse battery staple" }, takeAway)],
    ["of a blocked user", () => emailOf({ password: "correct horse battery staple" }, block)],
    ["of a blocked user without a password", () => emailOf({}, block)],
  ];
  async function emailOf(fields: object, then?: (userId: string) => Promise<Answer>): Promise<string> {
    const email = `${fresh()}@mail.example`;
    const userId = await createUser({ email, ...fields });
    await then?.(userId);
    return email;
  }
  const takeAway = (userId: string) => call("PATCH", `/users/${userId}/password`, { body: { password: "" } });
  const block = (userId: string) => call("PATCH", `/users/${userId}/status`, { body: { status: false } });

  let attempted: ReturnType<typeof watch> | undefined;
  /** The usual refusal of a wrong password, from the first attempt. */
  const usually = async () => (attempted ??= attempt((await createPerson()).email, wrong));

  test("of a user with another password", async () => {
    const usual = await usually();
    expectRefusal(usual.answer, "user_invalid_credentials");
    expect(usual.hashes).toEqual([defaultCost]);
    // The counts of the account and of the network, the closed sign-in methods, and the user; after the answer, the log's
    // statements.
    expect(usual.roundTrips.map(({ length }) => length)).toEqual([5, 4]);
  });

  test.for(emails)("%s", async ([, email]) => {
    const usual = await usually();
    const { hashes, roundTrips, shown } = await attempt(await email(), wrong);
    expect(hashes).toEqual(usual.hashes);
    expect(roundTrips).toEqual(usual.roundTrips);
    expect(shown).toEqual(usual.shown);
  });

  test("only a caller with the right password learns of a block, for the same hash and no more statements", async () => {
    const { email, password, userId } = await createPerson();
    await call("PATCH", `/users/${userId}/status`, { body: { status: false } });
    const [right, wrongOne] = [await attempt(email, password), await attempt(email, wrong)];
    expectRefusal(right.answer, "user_blocked");
    expect(right.hashes).toEqual([defaultCost]);
    expect(right.roundTrips).toEqual(wrongOne.roundTrips);
    expectRefusal(wrongOne.answer, "user_invalid_credentials");
  });

  test("a sign-in that succeeds takes one hash as well, where the stored one is of the default", async () => {
    const { email, password } = await createPerson();
    const { answer, hashes, roundTrips } = await attempt(email, password);
    expect(answer.status).toBe(201);
    expect(hashes).toEqual([defaultCost]);
    expect(roundTrips).toHaveLength(2);
  });

  test("a user with another format differs until the first sign-in, which also computes the default hash", async () => {
    const vector = vectors.find(({ hash }) => hash === "md5")?.right[0];
    if (vector === undefined) throw new Error("No vector of md5.");
    const email = `${fresh()}@mail.example`;
    await call("POST", "/users/md5", { body: { userId: fresh(), email, password: vector.encoded } });
    expect((await attempt(email, wrong)).hashes).toEqual([]);
    const first = await attempt(email, vector.password);
    expect({ status: first.answer.status, hashes: first.hashes }).toEqual({ status: 201, hashes: [defaultCost] });
    expect((await attempt(email, wrong)).hashes).toEqual([defaultCost]);
  });
});

describe("A redemption that is refused takes the same statements and no hash", () => {
  const redeem = (userId: string, secret: string) =>
    watch("POST", "/account/sessions/token", { ...guest(), body: { userId, secret } });

  const users: readonly (readonly [who: string, userId: () => Promise<string>])[] = [
    ["for an unknown user", () => Promise.resolve(fresh("nobody"))],
    ["for a user without a token", () => createUser()],
    ["for a user with a short code", () => withToken(6)],
    ["for a user whose token has ended", () => withToken(64, "UPDATE tokens SET expire = 1 WHERE user_seq ")],
    ["for a blocked user", () => withToken(64, "UPDATE users SET status = 0 WHERE seq ")],
  ];
  async function withToken(length: number, then?: string): Promise<string> {
    const userId = await createUser();
    await createToken(userId, length);
    if (then !== undefined) {
      await env.DB.prepare(`${then} = (SELECT seq FROM users WHERE id = ?)`).bind(userId).run();
    }
    return userId;
  }

  test.for(users)("%s", async ([, userId]) => {
    const secret = "0".repeat(64);
    const usual = await redeem(await withToken(64), secret);
    expectRefusal(usual.answer, "user_invalid_token");
    expect(usual.hashes).toEqual([]);
    // The count, the user, the token, the setting of the alert, the record of a wrong try and the redemption, which does nothing; then
    // the record of the failure.
    expect(usual.roundTrips.map(({ length }) => length)).toEqual([12, 4]);

    const { hashes, roundTrips, shown } = await redeem(await userId(), secret);
    expect(hashes).toEqual([]);
    expect(roundTrips).toEqual(usual.roundTrips);
    expect(shown).toEqual(usual.shown);
  });
});

describe("A guessed session", () => {
  test("of a user that there is and of one that there is not is one statement, and shows the same", async () => {
    const value = (id: string) => btoa(JSON.stringify({ id, secret: "0".repeat(256) }));
    const ask = (userId: string) => watch("GET", "/account", guest({ "x-appwrite-session": value(userId) }));
    const [known, unknown] = [await ask(await createUser()), await ask(fresh("nobody"))];
    expectRefusal(known.answer, "general_unauthorized_scope");
    expect(known.roundTrips.map(({ length }) => length)).toEqual([1]);
    expect(unknown.roundTrips).toEqual(known.roundTrips);
    expect(unknown.shown).toEqual(known.shown);
  });
});

describe("An attempt beyond the limit costs one round trip and no hash", () => {
  /** Sends a request with the last allowed attempt, and again. @returns the cost of the second one */
  async function exhaust(send: () => ReturnType<typeof watch>) {
    expect((await send()).answer.status).not.toBe(429);
    await env.DB.exec("UPDATE rate_limits SET count = 10");
    await env.DB.exec("UPDATE locks SET failures = 10, until = expire");
    return send();
  }

  test.for<readonly [name: string, email: () => Promise<string>]>([
    ["at a sign-in of a user", async () => (await createPerson()).email],
    ["at a sign-in of an unknown email", () => Promise.resolve(`${fresh("nobody")}@mail.example`)],
  ])("%s", async ([, email]) => {
    const address = await email();
    const { answer, hashes, roundTrips } = await exhaust(() => attempt(address, "a wrong password"));
    expectRefusal(answer, "general_rate_limit_exceeded");
    expect(hashes).toEqual([]);
    expect(roundTrips.map(({ length }) => length)).toEqual([5]);
  });

  test("at a sign-up", async () => {
    const caller = guest();
    const { answer, hashes, roundTrips } = await exhaust(() => {
      const body = { userId: fresh("new"), email: `${fresh("new")}@mail.example`, password: "correct horse battery" };
      return watch("POST", "/account", { ...caller, body });
    });
    expectRefusal(answer, "general_rate_limit_exceeded");
    expect(hashes).toEqual([]);
    expect(roundTrips.map(({ length }) => length)).toEqual([3]);
  });

  test("at a verification by a key, with the right password as well", async () => {
    const { password, userId } = await createPerson();
    const verify = (guess: string) => watch("POST", `/users/${userId}/password/verify`, { body: { password: guess } });
    await exhaust(() => verify("a wrong password"));
    const { answer, hashes } = await verify(password);
    expectRefusal(answer, "general_rate_limit_exceeded");
    expect(hashes).toEqual([]);
  });
});

describe("While D1 refuses its first batch, no hash is computed", () => {
  const overloaded = () => new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
  const password = "correct horse battery staple";
  const email = `${fresh()}@mail.example`;

  test.each([
    ["at a sign-in", "POST", "/account/sessions/email", { ...guest(), body: { email, password } }],
    ["at a sign-up", "POST", "/account", { ...guest(), body: { userId: fresh(), email, password } }],
    ["at a creation by a key", "POST", "/users", { body: { userId: fresh(), email, password } }],
    ["at a change by a key", "PATCH", "/users/nobody/password", { body: { password } }],
    ["at a verification by a key", "POST", "/users/nobody/password/verify", { body: { password } }],
    [
      "at a recovery",
      "PUT",
      "/account/recovery",
      { ...guest(), body: { userId: "ann", secret: "0123456789", password } },
    ],
  ] as const)("%s", async (_, method, path, options) => {
    hashes.length = 0;
    const refusing = serve(() => Promise.reject(overloaded()), { bindings: { D1_DEADLINE_MS: "10" } });
    expectRefusal(await call(method, path, { ...options, fetch: refusing }), "general_service_unavailable");
    expect(hashes).toEqual([]);
  });
});
