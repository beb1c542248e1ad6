/** Small populations of users: made by fast-check, stored as the domain stores them. */
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { wordsOfUser } from "../../src/domain/search/index.ts";
import { fold } from "../../src/lib/queries/index.ts";

export interface Person {
  readonly seq: number;
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly passwordUpdate: number | null;
  readonly accessedAt: number | null;
  readonly status: boolean;
  readonly emailVerification: boolean;
  readonly phoneVerification: boolean;
  readonly impersonator: boolean;
  readonly labels: readonly string[];
}

/** Long enough to be cut where words are, and different only beyond the cut. */
const long = "abcdefgh ijklmnop qrstuvwx yzabcdef ghijklmn opqrstuv wxyzabcd efghij";

export const names = [
  "Ann",
  "ann",
  "Ánn",
  "Ann Smith",
  "ann-smith",
  "Smith",
  "Bob",
  "BOB Ann",
  "Straße",
  "STRASSE",
  "李小龙",
  "小龙 李",
  "",
  "100%",
  "a_b",
  "a\u0000b",
  "Ωmega 🙂",
  "\uffee",
  "🙂",
  `${long} x`,
  `${long} y`,
  "Łukasz Ångström",
  "x".repeat(70),
];
export const labels = ["vip", "VIP", "beta", "x1"] as const;

/** Few instants, so that many are shared. */
export const instants = [0, 1, 999, 1000, 1700000000000, 1700000000001, 1700000000002];

const instant = fc.constantFrom(...instants);

/** Up to 60 users with many ties and many nulls; ids, emails and phones are unique. */
export const people: fc.Arbitrary<Person[]> = fc
  .array(
    fc.record({
      id: fc.constantFrom("a", "B", "c.", "D_", "e-").map((prefix) => prefix),
      name: fc.constantFrom(...names),
      hasEmail: fc.boolean(),
      hasPhone: fc.boolean(),
      createdAt: instant,
      updatedAt: instant,
      passwordUpdate: fc.option(instant),
      accessedAt: fc.option(instant),
      status: fc.boolean(),
      emailVerification: fc.boolean(),
      phoneVerification: fc.boolean(),
      impersonator: fc.boolean(),
      labels: fc.subarray([...labels]),
      shuffle: fc.integer({ min: 0, max: 999 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) =>
    rows.map(({ id, hasEmail, hasPhone, shuffle, ...person }, i) => ({
      ...person,
      seq: 2 * i + 1,
      id: `${id}${shuffle}x${i}`,
      email: hasEmail ? `${id.toLowerCase()}${shuffle}.p${i}@x.org` : null,
      phone: hasPhone ? `+49${shuffle}${1000 + i}` : null,
    })),
  );

/** Replaces all users of the database. */
export async function storePeople(population: readonly Person[]): Promise<void> {
  const rows = population.map((person) => ({
    ...person,
    folded: fold(person.name),
    words: JSON.stringify(wordsOfUser(person)),
  }));
  const field = (name: string): string => `value->>'${name}'`;
  await env.DB.batch([
    ...["users", "user_labels", "search_words"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    env.DB.prepare(
      `INSERT INTO users (seq, id, created_at, updated_at, name, name_folded, email, email_verification, phone,
         phone_verification, hash, hash_options, password_update, status, labels, mfa, prefs, accessed_at, impersonator,
         words, write_id)
       SELECT ${field("seq")}, ${field("id")}, ${field("createdAt")}, ${field("updatedAt")}, ${field("name")},
         ${field("folded")}, ${field("email")}, ${field("emailVerification")}, ${field("phone")},
         ${field("phoneVerification")}, '', '{}', ${field("passwordUpdate")}, ${field("status")}, value->'labels', 0, '{}',
         ${field("accessedAt")}, ${field("impersonator")}, ${field("words")}, ''
       FROM json_each(?)`,
    ).bind(JSON.stringify(rows)),
    env.DB.prepare(
      `INSERT INTO user_labels (label, user_seq) SELECT label.value, seq FROM users, json_each(users.labels) AS label`,
    ),
    env.DB.prepare(
      `INSERT OR IGNORE INTO search_words (kind, word, owner)
       SELECT 'user', word.atom, seq FROM users, json_tree(users.words) AS word WHERE word.type = 'text'`,
    ),
    env.DB.prepare(
      `UPDATE user_totals SET (users, status, email_verification, phone_verification, impersonator) =
         (SELECT count(*), sum(status), sum(email_verification), sum(phone_verification), sum(impersonator) FROM users)`,
    ),
  ]);
}
