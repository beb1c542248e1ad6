/**
 * Results of simultaneous requests (docs/decisions/0011-promises.md#single-use). The database takes one batch at a
 * time, so every round trip is delayed by a random time on its way there and back: the batches of the requests then
 * interleave.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { wordsOfUser } from "../src/domain/search/index.ts";
import { emailMetadata } from "../src/domain/users/email-metadata.ts";
import { fold } from "../src/lib/queries/index.ts";
import { authMethods } from "../src/models/settings.ts";
import { bearing, beginSession, cookieOf, createPerson, createToken, guest, type Person } from "./harness/account.ts";
import { type Answer, call, type CallOptions } from "./harness/client.ts";
import { type Row, rows } from "./harness/database.ts";
import { type Between, preparedOf, serve } from "./harness/recorder.ts";

/** The longest delay of a round trip, each way, in milliseconds: longer than sending twenty requests takes. */
const delayMax = 50;

const randomly = () => scheduler.wait(Math.random() * delayMax);

const holdUp: Between = async (statements, send) => {
  await randomly();
  const results = await send(preparedOf(statements));
  await randomly();
  return results;
};

const fetch = serve(holdUp);

const send = (method: string, path: string, body?: object) => call(method, path, { body, fetch });

/** Sends requests at once. @returns their answers, in the order of the requests */
const atOnce = <T>(requests: readonly T[], toAnswer: (request: T, index: number) => Promise<Answer>) =>
  Promise.all(requests.map(toAnswer));

const twenty = Array.from({ length: 20 }, (_, i) => i + 1);

/** How many answers have each status and type: `{ "201": 1, "409 user_already_exists": 19 }`. */
function tally(answers: readonly Answer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const kind = status < 400 ? String(status) : `${status} ${String(body["type"])}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

const count = async (sql: string, ...values: readonly string[]) =>
  Number((await rows(`SELECT count(*) AS n FROM ${sql}`, ...values))[0]?.["n"]);

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The strings of a JSON list. */
function strings(json: unknown): readonly string[] {
  const list: unknown = JSON.parse(String(json));
  return Array.isArray(list) ? list.map(String) : [];
}

/** The column `words` of a row. A user who never had labels has no label words. */
function wordsColumn(json: unknown): object {
  const words: unknown = JSON.parse(String(json));
  return { L: [], ...(typeof words === "object" && words) };
}

/** The derived rows of all users, as stored and as computed from the users' rows. */
async function expectConsistency(): Promise<void> {
  const users = await rows("SELECT * FROM users ORDER BY seq");
  const words = await rows("SELECT owner, word FROM search_words WHERE kind = 'user' ORDER BY owner, word");
  const labels = await rows("SELECT user_seq, label FROM user_labels ORDER BY user_seq, label");
  const targets = await rows("SELECT user_seq, identifier FROM targets ORDER BY user_seq, identifier");
  const [totals] = await rows(
    "SELECT users, status, email_verification, phone_verification, impersonator FROM user_totals",
  );
  const seqs = users.map(({ seq }) => seq);

  for (const user of users) {
    const of = (list: readonly Row[], owner: string, column: string) =>
      list.filter((row) => row[owner] === user["seq"]).map((row) => row[column]);
    const email = textOrNull(user["email"]);
    const phone = textOrNull(user["phone"]);
    const name = String(user["name"]);
    const carried = strings(user["labels"]);
    const expected = wordsOfUser({ id: String(user["id"]), name, email, phone, labels: carried });
    const metadata = emailMetadata(email);

    expect(user["name_folded"]).toBe(fold(name));
    expect(user["email_canonical"]).toBe(metadata.emailCanonical);
    expect(wordsColumn(user["words"])).toEqual(expected);
    expect(of(words, "owner", "word")).toEqual([...new Set(Object.values(expected).flat())].toSorted());
    expect(of(labels, "user_seq", "label")).toEqual(carried.toSorted());
    expect(of(targets, "user_seq", "identifier")).toEqual(
      [email, phone].filter((contact) => contact !== null).toSorted(),
    );
  }

  for (const { owner } of words) expect(seqs).toContain(owner);
  for (const { user_seq: owner } of [...labels, ...targets]) expect(seqs).toContain(owner);
  const sum = (column: string) => users.reduce((sum, user) => sum + Number(user[column]), 0);
  expect(totals).toEqual({
    users: users.length,
    status: sum("status"),
    email_verification: sum("email_verification"),
    phone_verification: sum("phone_verification"),
    impersonator: sum("impersonator"),
  });
}

/** Every test starts without users; the log stays. */
beforeEach(async () => {
  for (const { id } of await rows("SELECT id FROM users")) await call("DELETE", `/users/${String(id)}`);
  expect(await count("search_words")).toBe(0);
});

describe("Of twenty simultaneous creations exactly one succeeds", () => {
  const taken = { "201": 1, "409 user_already_exists": 19 };

  test("with the same id", async () => {
    const answers = await atOnce(twenty, (i) =>
      send("POST", "/users", { userId: "same", email: `same${i}@mail.example` }),
    );
    expect(tally(answers)).toEqual(taken);
    const winner = answers.find(({ status }) => status === 201)?.body["email"];
    expect(await rows("SELECT id, email FROM users")).toEqual([{ id: "same", email: winner }]);
    expect(await rows("SELECT identifier FROM targets")).toEqual([{ identifier: winner }]);
    expect(await count("logs WHERE user_seq = (SELECT seq FROM users)")).toBe(1);
    await expectConsistency();
  });

  test("with the same id in other letter cases", async () => {
    const ids = twenty.map((i) => Array.from("abcde", (c, at) => ((i >> at) & 1 ? c.toUpperCase() : c)).join(""));
    expect(tally(await atOnce(ids, (userId) => send("POST", "/users", { userId })))).toEqual(taken);
    expect(await count("users")).toBe(1);
    await expectConsistency();
  });

  test("with the same email", async () => {
    const answers = await atOnce(twenty, (i) =>
      send("POST", "/users", { userId: `mail${i}`, email: "one@mail.example" }),
    );
    expect(tally(answers)).toEqual(taken);
    expect(await count("users")).toBe(1);
    expect(await rows("SELECT identifier FROM targets")).toEqual([{ identifier: "one@mail.example" }]);
    await expectConsistency();
  });

  test("with the same phone number", async () => {
    const answers = await atOnce(twenty, (i) => send("POST", "/users", { userId: `call${i}`, phone: "+14155550100" }));
    expect(tally(answers)).toEqual(taken);
    expect(await count("users")).toBe(1);
    expect(await rows("SELECT identifier FROM targets")).toEqual([{ identifier: "+14155550100" }]);
    await expectConsistency();
  });

  test("with the same email, plain and imported", async () => {
    const answers = await atOnce(twenty, (i) =>
      i % 2 === 0
        ? send("POST", "/users", { userId: `mix${i}`, email: "mix@mail.example" })
        : send("POST", "/users/md5", {
            userId: `mix${i}`,
            email: "MIX@mail.example",
            password: "5f4dcc3b5aa765d61d8327deb882cf99",
          }),
    );
    expect(tally(answers)).toEqual(taken);
    expect(await count("users")).toBe(1);
    expect(await count("targets")).toBe(1);
    await expectConsistency();
  });
});

describe("A contact goes to exactly one of simultaneous requests", () => {
  test("One of twenty users gets the email, the others keep theirs", async () => {
    for (const i of twenty) await call("POST", "/users", { body: { userId: `u${i}`, email: `u${i}@mail.example` } });
    const answers = await atOnce(twenty, (i) => send("PATCH", `/users/u${i}/email`, { email: "wanted@mail.example" }));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    const winner = answers.findIndex(({ status }) => status === 200);
    const expected = twenty.map((i, at) => ({ email: at === winner ? "wanted@mail.example" : `u${i}@mail.example` }));
    expect(await rows("SELECT email FROM users ORDER BY seq")).toEqual(expected);
    await expectConsistency();
  });

  test("One of twenty users gets the phone number", async () => {
    for (const i of twenty) await call("POST", "/users", { body: { userId: `u${i}` } });
    const answers = await atOnce(twenty, (i) => send("PATCH", `/users/u${i}/phone`, { number: "+14155550101" }));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await count("users WHERE phone IS NOT NULL")).toBe(1);
    await expectConsistency();
  });

  test("A creation and an update that want the same email do not both get it", async () => {
    for (const i of twenty) await call("POST", "/users", { body: { userId: `u${i}` } });
    const answers = await atOnce(twenty, (i) =>
      i % 2 === 0
        ? send("PATCH", `/users/u${i}/email`, { email: "both@mail.example" })
        : send("POST", "/users", { userId: `new${i}`, email: "both@mail.example" }),
    );
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    await expectConsistency();
  });
});

describe("Derived rows agree with the users' rows", () => {
  const changes: readonly ((i: number) => [method: string, path: string, body: object])[] = [
    (i) => ["PATCH", "name", { name: `Ada ${"Lovelace ".repeat(i % 3)}${i}` }],
    (i) => ["PUT", "labels", { labels: Array.from({ length: i % 4 }, (_, at) => `label${(i + at) % 5}`) }],
    (i) => ["PATCH", "email", { email: i % 7 === 0 ? "" : `ada${i}@mail.example` }],
    (i) => ["PATCH", "phone", { number: i % 5 === 0 ? "" : `+1415555${1000 + i}` }],
    (i) => ["PATCH", "status", { status: i % 2 === 0 }],
    (i) => ["PATCH", "verification", { emailVerification: i % 3 === 0 }],
    (i) => ["PATCH", "verification/phone", { phoneVerification: i % 3 === 1 }],
    (i) => ["PATCH", "impersonator", { impersonator: i % 2 === 1 }],
    (i) => ["PATCH", "prefs", { prefs: { i } }],
  ];

  const change = (userId: string, i: number) => {
    const [method, path, body] = changes[i % changes.length]?.(i) ?? ["", "", {}];
    return send(method, `/users/${userId}/${path}`, body);
  };

  test("after ninety simultaneous updates of one user", async () => {
    await call("POST", "/users", {
      body: { userId: "ada", email: "ada@mail.example", phone: "+14155550102", name: "Ada" },
    });
    const answers = await atOnce(
      Array.from({ length: 90 }, (_, i) => i),
      (i) => change("ada", i),
    );
    expect(tally(answers)).toEqual({ "200": 90 });
    await expectConsistency();
    expect(await count("logs WHERE user_seq = (SELECT seq FROM users)")).toBe(91);
  });

  test("after updates, deletions and creations of a few users at once", async () => {
    const ids = ["ada", "bob", "cyd"];
    for (const userId of ids) await call("POST", "/users", { body: { userId } });
    const answers = await atOnce(
      Array.from({ length: 120 }, (_, i) => i),
      (i) => {
        const userId = ids[i % ids.length] ?? "";
        if (i % 10 === 3) return send("DELETE", `/users/${userId}`);
        if (i % 10 === 7) return send("POST", "/users", { userId, email: `${userId}@mail.example` });
        return change(userId, i);
      },
    );
    for (const { status } of answers) expect([200, 201, 204, 404, 409]).toContain(status);
    expect(answers.filter(({ status }) => status === 204).length).toBeGreaterThan(0);
    await expectConsistency();
  });
});

describe("A user is deleted once", () => {
  test("Of twenty simultaneous deletions one succeeds, and the log has one row of it", async () => {
    await call("POST", "/users", { body: { userId: "gone", email: "gone@mail.example" } });
    const [user] = await rows("SELECT seq FROM users");
    expect(tally(await atOnce(twenty, () => send("DELETE", "/users/gone")))).toEqual({
      "204": 1,
      "404 user_not_found": 19,
    });
    expect(await count("logs WHERE event = 'user.delete' AND user_seq = ?", String(user?.["seq"]))).toBe(1);
    expect(await count("users")).toBe(0);
    await expectConsistency();
  });

  test("An update that loses to the deletion is refused and leaves nothing", async () => {
    await call("POST", "/users", { body: { userId: "gone" } });
    const answers = await atOnce(twenty, (i) =>
      i === 10 ? send("DELETE", "/users/gone") : send("PATCH", "/users/gone/email", { email: `gone${i}@mail.example` }),
    );
    for (const { status } of answers) expect([200, 204, 404]).toContain(status);
    expect(await count("users")).toBe(0);
    expect(await count("targets")).toBe(0);
    await expectConsistency();
  });
});

/** For races in which rate limits play no part. */
const unlimited = serve(holdUp, { bindings: { RATE_LIMITS: "off" } });

const numbersTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

const sendAs = (options: CallOptions, method: string, path: string, body: object = {}) =>
  call(method, path, { ...options, body, fetch: unlimited });

const signIn = ({ email, password }: Pick<Person, "email" | "password">, server = unlimited) =>
  call("POST", "/account/sessions/email", { ...guest(), body: { email, password }, fetch: server });

const redeem = (userId: string, secret: string) =>
  sendAs(guest(), "POST", "/account/sessions/token", { userId, secret });

/** Whether a session signs its bearer in. */
const isLive = async (secret: string) => (await call("GET", "/account", bearing(secret))).status === 200;

/** The number of live sessions among those that the answers began. */
async function liveOf(answers: readonly Answer[]): Promise<number> {
  const secrets = answers.filter(({ status }) => status === 201).map(cookieOf);
  return (await Promise.all(secrets.map(isLive))).filter(Boolean).length;
}

const ofUser = (userId: string) => `user_seq = (SELECT seq FROM users WHERE id = '${userId}')`;

describe("A token buys one session", () => {
  test("for any number of simultaneous requests", async () => {
    const { userId } = await createPerson();
    const secret = await createToken(userId);
    const answers = await atOnce(numbersTo(50), () => redeem(userId, secret));
    expect(tally(answers)).toEqual({ "201": 1, "401 user_invalid_token": 49 });
    expect(await count(`sessions WHERE ${ofUser(userId)}`)).toBe(1);
    expect(await count(`tokens WHERE ${ofUser(userId)}`)).toBe(0);
    expect(await count(`logs WHERE event = 'session.create' AND ${ofUser(userId)}`)).toBe(1);
    expect(await liveOf(answers)).toBe(1);
  });

  test("and each of several tokens does", async () => {
    const { userId } = await createPerson();
    const secrets = await Promise.all(numbersTo(5).map(() => createToken(userId)));
    const answers = await atOnce(numbersTo(25), (i) => redeem(userId, secrets[i % 5] ?? ""));
    expect(tally(answers)).toEqual({ "201": 5, "401 user_invalid_token": 20 });
    expect(await liveOf(answers)).toBe(5);
  });

  test("Twenty simultaneous guesses do not find a short token: five wrong ones end it", async () => {
    const { userId } = await createPerson();
    const secret = await createToken(userId, 6);
    await atOnce(numbersTo(5), () => redeem(userId, "wrong"));
    expect(tally(await atOnce(twenty, () => redeem(userId, secret)))).toEqual({ "401 user_invalid_token": 20 });
    expect(await rows(`SELECT tries FROM tokens WHERE ${ofUser(userId)}`)).toEqual([{ tries: 25 }]);
  });
});

describe("The limits of sign-in hold under simultaneous requests", () => {
  test("Of thirty simultaneous sign-ins, ten sessions stay", async () => {
    const person = await createPerson();
    const answers = await atOnce(numbersTo(30), () => signIn(person));
    expect(tally(answers)).toEqual({ "201": 30 });
    expect(await count(`sessions WHERE ${ofUser(person.userId)}`)).toBe(10);
    expect(await liveOf(answers)).toBe(10);
  });

  test("Of thirty wrong passwords at once ten are compared and counted", async () => {
    const { email } = await createPerson();
    await rows("DELETE FROM rate_limits");
    await rows("DELETE FROM locks");
    const answers = await atOnce(numbersTo(30), () => signIn({ email, password: "not the password" }, fetch));
    expect(tally(answers)).toEqual({ "401 user_invalid_credentials": 10, "429 general_rate_limit_exceeded": 20 });
    expect(await rows("SELECT failures FROM locks")).toEqual([{ failures: 10 }]);
    expect(await rows("SELECT sum(count) AS counted FROM rate_limits")).toEqual([{ counted: 10 }]);
  });

  test("Of twenty simultaneous sign-ups from one address, ten succeed", async () => {
    const at = guest();
    await rows("DELETE FROM rate_limits");
    const answers = await atOnce(twenty, (i) =>
      call("POST", "/account", {
        ...at,
        fetch,
        body: { userId: `up${i}`, email: `up${i}@mail.example`, password: "password" },
      }),
    );
    expect(tally(answers)).toEqual({ "201": 10, "429 general_rate_limit_exceeded": 10 });
    expect(await count("users")).toBe(10);
    await expectConsistency();
  });
});

describe("A sign-in that races with a revocation leaves no live session", () => {
  /** The requests that end a user's sessions, and the error of an attempt that comes too late. */
  const ends: readonly {
    readonly what: string;
    readonly end: (userId: string) => Promise<Answer>;
    readonly refusals: readonly string[];
  }[] = [
    {
      what: "a block of the user",
      end: (userId) => send("PATCH", `/users/${userId}/status`, { status: false }),
      refusals: ["user_blocked", "user_invalid_token"],
    },
    {
      what: "the user's deletion",
      end: (userId) => send("DELETE", `/users/${userId}`),
      refusals: ["user_invalid_credentials", "user_invalid_token"],
    },
    {
      what: "a change of the password",
      end: (userId) => send("PATCH", `/users/${userId}/password`, { password: "another password" }),
      refusals: ["user_invalid_credentials", "user_invalid_token"],
    },
  ];

  test.each(ends)("$what, against twenty sign-ins with the password", async ({ end, refusals }) => {
    const person = await createPerson();
    const [ended, ...answers] = await Promise.all([
      end(person.userId),
      ...numbersTo(20).map(async () => {
        await randomly();
        return signIn(person);
      }),
    ]);
    expect(ended.status).toBeLessThan(300);
    for (const { body, status } of answers)
      expect(status === 201 || refusals.includes(String(body["type"]))).toBe(true);
    expect(await liveOf(answers)).toBe(0);
    expect(await count(`sessions WHERE revoked_at IS NULL AND ${ofUser(person.userId)}`)).toBe(0);
  });

  test.each(ends)("$what, against twenty redemptions of tokens", async ({ end, refusals }) => {
    const { userId } = await createPerson();
    const secrets = await Promise.all(twenty.map(() => createToken(userId)));
    const [ended, ...answers] = await Promise.all([
      end(userId),
      ...secrets.map(async (secret) => {
        await randomly();
        return redeem(userId, secret);
      }),
    ]);
    expect(ended.status).toBeLessThan(300);
    for (const { body, status } of answers)
      expect(status === 201 || refusals.includes(String(body["type"]))).toBe(true);
    expect(await liveOf(answers)).toBe(0);
    expect(await count("tokens")).toBe(0);
  });

  test("the re-hash of a sign-in never undoes a change of the password", async () => {
    for (const i of numbersTo(5)) {
      const person = { email: `md5-${i}@mail.example`, password: "password" };
      const body = { userId: `md5-${i}`, email: person.email, password: "5f4dcc3b5aa765d61d8327deb882cf99" };
      await call("POST", "/users/md5", { body });
      await Promise.all([
        ...numbersTo(4).map(() => signIn(person)),
        send("PATCH", `/users/md5-${i}/password`, { password: "another password" }),
      ]);
      expect((await signIn(person)).status).toBe(401);
      expect((await signIn({ ...person, password: "another password" })).status).toBe(201);
    }
  });
});

describe("Sessions that are changed at once", () => {
  test("Twenty extensions of one session are all served, and one log row each", async () => {
    const { userId } = await createPerson();
    const { id, secret } = await beginSession(userId);
    const answers = await atOnce(twenty, () => sendAs(bearing(secret), "PATCH", "/account/sessions/current"));
    expect(tally(answers)).toEqual({ "200": 20 });
    expect(await rows(`SELECT id FROM sessions WHERE ${ofUser(userId)}`)).toEqual([{ id }]);
    expect(await count(`logs WHERE event = 'session.update' AND ${ofUser(userId)}`)).toBe(20);
  });

  test("A session that is deleted while it is extended stays deleted", async () => {
    const { userId } = await createPerson();
    const { id, secret } = await beginSession(userId);
    const answers = await atOnce(twenty, (i) =>
      i === 10
        ? send("DELETE", `/users/${userId}/sessions/${id}`)
        : sendAs(bearing(secret), "PATCH", "/account/sessions/current"),
    );
    for (const { status } of answers) expect([200, 204, 401, 404]).toContain(status);
    expect(await isLive(secret)).toBe(false);
    expect(await count(`sessions WHERE ${ofUser(userId)}`)).toBe(0);
  });

  test("Of twenty deletions of one session one succeeds, and the log has one row of it", async () => {
    const { userId } = await createPerson();
    const { id } = await beginSession(userId);
    const answers = await atOnce(twenty, () => send("DELETE", `/users/${userId}/sessions/${id}`));
    expect(tally(answers)).toEqual({ "204": 1, "404 user_session_not_found": 19 });
    expect(await count(`logs WHERE event = 'session.delete' AND ${ofUser(userId)}`)).toBe(1);
  });

  test("Of twenty changes of the password with the old one, one succeeds", async () => {
    const { password, userId } = await createPerson();
    const secrets = await Promise.all(twenty.map(async () => (await beginSession(userId)).secret));
    const answers = await atOnce(secrets, (secret, i) =>
      sendAs(bearing(secret), "PATCH", "/account/password", { password: `password ${i}`, oldPassword: password }),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await Promise.all(secrets.map(isLive))).toEqual(secrets.map((_, i) => i === winner));
  });
});

describe("Settings that are changed at once", () => {
  test("Sign-in methods that are closed simultaneously are all closed, and likewise opened", async () => {
    for (const enabled of [false, true]) {
      const answers = await atOnce(authMethods, (method) =>
        send("PATCH", `/project/auth-methods/${method}`, { enabled }),
      );
      expect(tally(answers)).toEqual({ "200": authMethods.length });
      const [row] = await rows("SELECT disabled_auth_methods AS disabled FROM settings");
      expect(strings(row?.["disabled"]).toSorted()).toEqual(enabled ? [] : authMethods.toSorted());
    }
  });

  test("A request that omits a field of a policy does not undo another request's change of it", async () => {
    const fields = ["userId", "userEmail", "userPhone", "userName", "userMFA", "userAccessedAt"];
    const answers = await atOnce(fields, (field) =>
      send("PATCH", "/project/policies/membership-privacy", { [field]: true }),
    );
    expect(tally(answers)).toEqual({ "200": fields.length });
    const { body } = await call("GET", "/project/policies/membership-privacy");
    expect(fields.map((field) => body[field])).toEqual(fields.map(() => true));
    expect(await count("logs WHERE event = 'projects.rollcall.policies.membership-privacy.update'")).toBe(6);
  });
});

describe("Factors and devices of a user who is deleted meanwhile", () => {
  test("leave no row, in either order", async () => {
    const { userId } = await createPerson();
    const { secret } = await beginSession(userId);
    const asUser = (method: string, path: string, body: object) => () =>
      sendAs(bearing(secret), method, `/account${path}`, body);
    const requests: readonly (() => Promise<Answer>)[] = numbersTo(5).flatMap((i) => [
      asUser("POST", "/mfa/authenticators/totp", {}),
      asUser("POST", "/mfa/recovery-codes", {}),
      asUser("POST", "/mfa/challenges", { factor: "totp" }),
      asUser("POST", "/targets/push", { targetId: `mine${i}`, identifier: `mine${i}` }),
      () =>
        send("POST", `/users/${userId}/targets`, { targetId: `its${i}`, providerType: "push", identifier: `its${i}` }),
    ]);
    const [deletion, ...answers] = await Promise.all([
      send("DELETE", `/users/${userId}`),
      ...requests.map(async (request) => {
        await randomly();
        return request();
      }),
    ]);
    expect(deletion.status).toBe(204);
    for (const { status } of answers) expect([200, 201, 401, 404, 409]).toContain(status);
    for (const table of ["authenticators", "recovery_codes", "challenges", "targets"]) {
      expect({ table, rows: await count(table) }).toEqual({ table, rows: 0 });
    }
  });
});
