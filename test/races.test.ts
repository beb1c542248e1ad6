/**
 * What simultaneous requests leave behind (design.md 2, promise 2). The database takes one batch at a time, so every round
 * trip is held up by a random time on its way there and back: the batches of the requests then interleave.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { fold } from "../src/queries/index.ts";
import { emailMetadata } from "../src/features/users/email-metadata.ts";
import { wordsOfUser } from "../src/features/users/words.ts";
import { type Answer, call } from "./harness/client.ts";
import { type Row, rows } from "./harness/database.ts";
import { preparedOf, serve } from "./harness/recorder.ts";

/** Milliseconds that a round trip is held up at most, each way: more than it takes to send twenty requests. */
const delayMax = 50;

const randomly = () => scheduler.wait(Math.random() * delayMax);

const fetch = serve(async (statements, send) => {
  await randomly();
  const results = await send(preparedOf(statements));
  await randomly();
  return results;
});

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

/** The column `words` of a row. A user who never had labels has no words of them. */
function wordsColumn(json: unknown): object {
  const words: unknown = JSON.parse(String(json));
  return { L: [], ...(typeof words === "object" && words) };
}

/** Everything that is kept beside the users' rows, as it is and as the rows say it must be. */
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

describe("A contact goes to exactly one of those who want it", () => {
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

describe("What is kept beside a row agrees with it", () => {
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
