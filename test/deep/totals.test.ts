/** The rows kept beside the users agree with the users after any sequence of requests. */
import { expect, test } from "vitest";
import { wordsOfUser } from "../../src/domain/search/index.ts";
import { fold } from "../../src/lib/queries/index.ts";
import { bearing } from "../harness/account.ts";
import { call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";
import { makeIdentity } from "../harness/identities.ts";
import { idsOf, list, query } from "../harness/lists.ts";
import { scope } from "../harness/scope.ts";

/** A reproducible stream of numbers in [0, 1) (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const next = numbers(20_261_123);
const pick = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(next() * values.length)] ?? values[0];
const ids = ["u1", "U2", "u3", "u4", "u5", "u6"] as const;
const emails = ["a@example.com", "b.c@example.com", "a@example.org"] as const;
const phones = ["+15550000001", "+15550000002", "+15550000003"] as const;
const devices = ["phone", "tablet", "watch"] as const;
const names = ["Ann Lee", "Ann", "Zoë Ångström", "李小龍", "a example", ""] as const;
const booleans = [true, false] as const;

const patch = (path: string, body: () => object) => () =>
  call("PATCH", `/users/${pick(ids)}/${path}`, { body: body() });

/** The requests of users about their own account, if the user exists and is not blocked. */
const asThemselves = (method: string, path: string, body: () => object) => async () => {
  const userId = pick(ids);
  const { body: session, status } = await call("POST", `/users/${userId}/sessions`, { body: {} });
  if (status !== 201) return { status };
  return call(method, `/account${path}`, { ...bearing(String(session["secret"])), body: body() });
};

const identities: string[] = [];

async function giveIdentity(userId: string) {
  identities.push(await makeIdentity(userId));
  return { status: 200 };
}

/** Random requests; many are refused, which must change nothing. */
const actions = [
  () =>
    call("POST", "/users", {
      body: {
        userId: pick(ids),
        email: pick([...emails, null]),
        phone: pick([...phones, null]),
        name: pick([...names, null]) || null,
      },
    }),
  () => call("DELETE", `/users/${pick(ids)}`, { body: {} }),
  () =>
    call("PUT", `/users/${pick(ids)}/labels`, {
      body: { labels: pick([[], ["vip"], ["vip", "ann"], ["lee", "lee", "Vip"]]) },
    }),
  patch("status", () => ({ status: pick(booleans) })),
  patch("verification", () => ({ emailVerification: pick(booleans) })),
  patch("verification/phone", () => ({ phoneVerification: pick(booleans) })),
  patch("impersonator", () => ({ impersonator: pick(booleans) })),
  patch("name", () => ({ name: pick(names) })),
  patch("email", () => ({ email: pick([...emails, ""]) })),
  patch("phone", () => ({ number: pick([...phones, ""]) })),
  patch("prefs", () => ({ prefs: { a: next() } })),
  patch("mfa", () => ({ mfa: pick(booleans) })),
  patch("mfa/recovery-codes", () => ({})),
  () =>
    call("POST", `/users/${pick(ids)}/targets`, {
      body: { targetId: pick(devices), providerType: "push", identifier: pick(devices) },
    }),
  () => call("DELETE", `/users/${pick(ids)}/targets/${pick(devices)}`, { body: {} }),
  () => giveIdentity(pick(ids)),
  () => call("DELETE", `/users/identities/${identities.at(-1 - Math.floor(next() * 5)) ?? "none"}`, { body: {} }),
  asThemselves("POST", "/targets/push", () => ({ targetId: pick(devices), identifier: pick(devices) })),
  asThemselves("POST", "/mfa/authenticators/totp", () => ({})),
  asThemselves("POST", "/mfa/challenges", () => ({ factor: "totp" })),
  asThemselves("PATCH", "/name", () => ({ name: pick(names) || "Ann" })),
  asThemselves("PATCH", "/status", () => ({})),
  asThemselves("DELETE", "", () => ({})),
] as const;

const changes = scope.fuzzCases / 2;
const statuses = new Map<number, number>();

test(
  `after ${changes} random changes the totals, words, labels and targets are what the users' rows say`,
  async () => {
    for (let step = 0; step < changes; step++) {
      const { status } = await pick(actions)();
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (step % 50 === 49) await expectConsistent();
    }
    // The run covered its cases: creations, changes, deletions and refusals.
    for (const status of [201, 200, 204, 404, 409]) expect(statuses.get(status)).toBeGreaterThan(5);
  },
  60_000 + 100 * changes,
);

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const countRows = async (table: string) => Number((await rows(`SELECT count(*) AS n FROM ${table}`))[0]?.["n"]);

async function expectConsistent(): Promise<void> {
  const users = await rows("SELECT * FROM users ORDER BY seq");

  const count = (column: string) => users.filter((user) => user[column] === 1).length;
  expect(await rows("SELECT * FROM user_totals")).toEqual([
    {
      id: 1,
      users: users.length,
      status: count("status"),
      email_verification: count("email_verification"),
      phone_verification: count("phone_verification"),
      impersonator: count("impersonator"),
      teams: 0,
      identities: await countRows("identities"),
    },
  ]);

  const searched = users.map((user) => ({
    seq: Number(user["seq"]),
    id: String(user["id"]),
    name: String(user["name"]),
    email: textOrNull(user["email"]),
    phone: textOrNull(user["phone"]),
    labels: JSON.parse(String(user["labels"])) as string[],
  }));
  const pairs = (owned: readonly (readonly [string, number])[]) =>
    [...new Set(owned.map((pair) => JSON.stringify(pair)))].toSorted();

  const words = searched.flatMap(({ seq, ...user }) =>
    Object.values(wordsOfUser(user)).flatMap((ofField) => ofField.map((word) => [word, seq] as const)),
  );
  const storedWords = await rows("SELECT word, owner FROM search_words WHERE kind = 'user'");
  expect(pairs(storedWords.map(({ owner, word }) => [String(word), Number(owner)]))).toEqual(pairs(words));

  const labels = searched.flatMap(({ labels, seq }) => labels.map((label) => [label, seq] as const));
  const storedLabels = await rows("SELECT label, user_seq FROM user_labels");
  expect(pairs(storedLabels.map(({ label, user_seq }) => [String(label), Number(user_seq)]))).toEqual(pairs(labels));

  const contacts = searched.flatMap(({ email, phone, seq }) =>
    [email, phone].flatMap((contact) => (contact === null ? [] : [[contact, seq] as const])),
  );
  const targets = await rows("SELECT identifier, user_seq FROM targets WHERE provider_type <> 'push'");
  expect(pairs(targets.map(({ identifier, user_seq }) => [String(identifier), Number(user_seq)]))).toEqual(
    pairs(contacts),
  );

  const owners = new Set(users.map(({ seq }) => seq));
  for (const table of ["sessions", "tokens", "targets", "authenticators", "recovery_codes", "challenges"]) {
    for (const { user_seq: owner } of await rows(`SELECT user_seq FROM ${table}`)) expect(owners).toContain(owner);
  }

  for (const user of users) expect(user["name_folded"]).toBe(fold(String(user["name"])));

  expect(idsOf(await list())).toEqual({ total: users.length, ids: searched.map(({ id }) => id) });
  for (const [attribute, column] of [
    ["status", "status"],
    ["emailVerification", "email_verification"],
    ["phoneVerification", "phone_verification"],
    ["impersonator", "impersonator"],
  ] as const) {
    expect(idsOf(await list({ queries: [query("equal", attribute, true)] })).total).toBe(count(column));
    expect(idsOf(await list({ queries: [query("equal", attribute, false)] })).total).toBe(users.length - count(column));
  }
}
