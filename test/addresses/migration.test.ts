/** The migration that gives each address a state (docs/decisions/0010-addresses.md), on rows of the previous Worker. */
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rows } from "../harness/database.ts";
import { emptyDatabase, freshenStores } from "../harness/fresh-stores.ts";
import { call } from "../harness/client.ts";
import { stateOf } from "./accounts.ts";

interface Before {
  readonly id: string;
  readonly email?: string;
  readonly phone?: string;
  readonly claimed?: number;
  readonly emailVerification?: number;
  readonly password?: string | null;
}

const people: readonly Before[] = [
  { id: "signed-up", email: "a@x.example", claimed: 1, password: "hash" },
  { id: "both-typed", email: "b@x.example", phone: "+14155550001", claimed: 1, password: "hash" },
  { id: "verified", email: "c@x.example", phone: "+14155550002", claimed: 1, emailVerification: 1, password: "hash" },
  { id: "made", email: "d@x.example", phone: "+14155550003", password: "hash" },
  { id: "anonymous" },
  { id: "invited", email: "e@x.example", phone: "+14155550004" },
  { id: "invited-by-phone", phone: "+14155550005" },
  { id: "invited-with-password", email: "f@x.example", phone: "+14155550006", password: "hash" },
];

const wordsOf = ({ email, id, phone }: Before) =>
  JSON.stringify({ I: [id], ...(email && { E: [email, "shared"] }), ...(phone && { P: [phone, "shared"] }) });

async function insert(person: Before): Promise<void> {
  const { claimed = 0, email = null, emailVerification = 0, id, password = null, phone = null } = person;
  await rows(
    `INSERT INTO users (id, created_at, updated_at, name, name_folded, email, email_verification, phone, phone_verification,
       password, hash, hash_options, status, labels, mfa, prefs, impersonator, claimed, words, write_id)
     VALUES (?1, 0, 0, '', '', ?2, ?3, ?4, 0, ?5, 'argon2', '{}', 1, '[]', 0, '{}', 0, ?6, ?7, 'before')`,
    id,
    email,
    emailVerification,
    phone,
    password,
    claimed,
    wordsOf(person),
  );
  await rows(
    `INSERT INTO search_words SELECT DISTINCT 'user', word.atom, users.seq FROM users, json_tree(users.words) AS word
     WHERE word.type = 'text' AND users.id = ?`,
    id,
  );
  const targets = [
    ["email", email],
    ["sms", phone],
  ] as const;
  for (const [type, address] of targets) {
    await rows(
      `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
       SELECT ?1, 0, 0, seq, ?2, ?3, 0 FROM users WHERE id = ?4 AND ?3 IS NOT NULL`,
      `${type} of ${id}`,
      type,
      address,
      id,
    );
  }
  for (const type of ["phone", "email"]) {
    await rows(
      `INSERT INTO tokens (id, created_at, user_seq, asked_id, type, digest, expire, tries)
       SELECT ?1, 0, seq, id, ?2, 'digest', 9999999999999, 0 FROM users WHERE id = ?3`,
      `${type} of ${id}`,
      type,
      id,
    );
  }
}

beforeAll(async () => {
  const at = env.TEST_MIGRATIONS.findIndex(({ name }) => name.endsWith("_addresses.sql"));
  expect(at).toBeGreaterThan(0);
  await emptyDatabase();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS.slice(0, at));
  for (const person of people) await insert(person);
  await rows(`INSERT INTO teams (id, created_at, updated_at, name, name_folded, total, prefs, words)
    VALUES ('crew', 0, 0, 'Crew', 'crew', 0, '{}', '{}')`);
  await rows(`INSERT INTO memberships (id, created_at, updated_at, team_seq, user_seq, roles, invited, confirm, words, write_id)
    SELECT 'of ' || users.id, 0, 0, teams.seq, users.seq, '[]', 0, 0, '{}', 'before' FROM users, teams
    WHERE users.id LIKE 'invited%'`);
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
});
afterAll(freshenStores);

test.each([
  ["signed-up", "W", "none"],
  ["both-typed", "W", "W"],
  ["verified", "P", "W"],
  ["made", "K", "K"],
  ["anonymous", "none", "none"],
  ["invited", "K", "none"],
  ["invited-by-phone", "none", "K"],
  ["invited-with-password", "K", "K"],
] as const)("%s has an email in %s and a phone in %s", async (id, email, phone) => {
  expect([await stateOf(id, "email"), await stateOf(id, "phone")]).toEqual([email, phone]);
});

describe("an invited account that loses its phone", () => {
  const owned = "(SELECT seq FROM users WHERE id = 'invited')";

  test("loses its target, what was sent to it, and its words, but for those that another field has", async () => {
    expect(await rows(`SELECT identifier FROM targets WHERE user_seq = ${owned}`)).toEqual([
      { identifier: "e@x.example" },
    ]);
    expect(await rows(`SELECT type FROM tokens WHERE user_seq = ${owned}`)).toEqual([{ type: "email" }]);
    const words = await rows(`SELECT word FROM search_words WHERE kind = 'user' AND owner = ${owned} ORDER BY word`);
    expect(words).toEqual([{ word: "e@x.example" }, { word: "invited" }, { word: "shared" }]);
  });

  test("leaves the number to the next account, and others as they were", async () => {
    const { status } = await call("POST", "/users", { body: { userId: "next", phone: "+14155550004" } });
    expect(status).toBe(201);
    expect(await rows("SELECT count(*) AS tokens FROM tokens WHERE type = 'phone'")).toEqual([
      { tokens: people.length - 1 },
    ]);
  });
});
