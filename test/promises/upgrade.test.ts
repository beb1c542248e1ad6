/** An upgrade of a database with rows: earlier tokens can be redeemed after it, and pending rows expire by the new rules. */
import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { rows } from "../harness/database.ts";
import { emptyDatabase } from "../harness/fresh-stores.ts";

/** The migrations before the one of a topic. */
function migrationsBefore(topic: string) {
  const index = env.TEST_MIGRATIONS.findIndex(({ name }) => name.includes(topic));
  if (index === -1) throw new Error(`There is no migration ${topic}.`);
  return env.TEST_MIGRATIONS.slice(0, index);
}

test("existing tokens and messages keep their users, and pending invitations get the user's epoch", async () => {
  await emptyDatabase();
  await applyD1Migrations(env.DB, migrationsBefore("asked_ids"));
  await env.DB.batch(
    [
      `INSERT INTO users (seq, id, created_at, updated_at, name, name_folded, email, email_verification, phone,
         phone_verification, hash, hash_options, status, labels, mfa, prefs, impersonator, words, write_id, epoch)
       VALUES (7, 'Ada', 0, 0, '', '', 'ada@mail.example', 0, '+4930100001', 0, 'argon2', '{}', 1, '[]', 0, '{}', 0, '{}', '', 3)`,
      `INSERT INTO tokens (seq, id, created_at, user_seq, type, digest, expire, tries)
       VALUES (1, 'link', 0, 7, 'magic-url', 'd', 9, NULL), (2, 'text', 0, 7, 'phone', 'd', 9, 0), (5, 'own', 0, 7, 'generic', 'd', 9, 0)`,
      `INSERT INTO messages (seq, id, created_at, updated_at, user_seq, type, template, status, tries, deadline, expire)
       VALUES (4, 'm', 0, 0, 7, 'email', 'magic-url', 'sent', 1, 9, 9)`,
      "INSERT INTO teams (seq, id, created_at, updated_at, name, name_folded, total, prefs, words) VALUES (1, 't', 0, 0, '', '', 0, '{}', '{}')",
      `INSERT INTO memberships (id, created_at, updated_at, team_seq, user_seq, roles, invited, confirm, digest, words, write_id)
       VALUES ('pending', 0, 0, 1, 7, '[]', 0, 0, 'd', '{}', '')`,
    ].map((statement) => env.DB.prepare(statement)),
  );
  await applyD1Migrations(env.DB, migrationsBefore("project"));
  expect(await rows("SELECT seq, id, user_seq, asked_id, address FROM tokens ORDER BY seq")).toEqual([
    { seq: 1, id: "link", user_seq: 7, asked_id: "Ada", address: "ada@mail.example" },
    { seq: 2, id: "text", user_seq: 7, asked_id: "Ada", address: "+4930100001" },
    { seq: 5, id: "own", user_seq: 7, asked_id: "Ada", address: null },
  ]);
  expect(await rows("SELECT seq, id, user_seq FROM messages")).toEqual([{ seq: 4, id: "m", user_seq: 7 }]);
  expect(await rows("SELECT epoch, asked_id FROM memberships")).toEqual([{ epoch: 3, asked_id: null }]);
  // Numbers are never reused: the next ones follow the existing ones.
  expect(
    await rows("SELECT name, seq FROM sqlite_sequence WHERE name IN ('tokens', 'messages') ORDER BY name"),
  ).toEqual([
    { name: "messages", seq: 4 },
    { name: "tokens", seq: 5 },
  ]);
  // Digests include the type by now, so older ones match nothing, and are deleted.
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  expect(await rows("SELECT seq FROM tokens")).toEqual([]);
  await rows("DELETE FROM users");
  expect(await rows("SELECT seq FROM messages")).toEqual([]);
});
