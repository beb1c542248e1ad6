/** Large populations, created inside the database: most users are alike, so ties are as long as possible. */
import { env } from "cloudflare:workers";
import { hits } from "./classes.ts";

/** An ordinary user from the middle, for cursors. */
export const middleOf = (size: number): string => `u${size / 2 + 3}`;

/**
 * Replaces all users by `size` others, in one recursive statement. Every (size / 100)th is a hit: `hit…`, "ann smith",
 * 1970-01-01T00:00:01Z, true, labelled "vip". As many have no email, phone, password or access. All the rest are "zoe",
 * 1970-01-01T00:00:02Z, false, labelled "common". `status` is the other way round.
 */
export async function storeCrowd(size: number): Promise<void> {
  await env.DB.batch([
    ...["users", "user_labels", "search_words"].map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    env.DB.prepare(
      `WITH RECURSIVE crowd (i, hit, bare) AS (
         SELECT 1, 0, 1
         UNION ALL
         SELECT i + 1, (i + 1) % (?1 / ?2) = 0, (i + 1) % (?1 / ?2) = 1 FROM crowd WHERE i < ?1
       )
       INSERT INTO users (seq, id, created_at, updated_at, name, name_folded, email, email_verification, phone,
         phone_verification, hash, hash_options, password_update, status, labels, mfa, prefs, accessed_at, impersonator,
         words, write_id)
       SELECT i, iif(hit, 'hit', 'u') || i, iif(hit, 1000, 2000), iif(hit, 1000, 2000), iif(hit, 'Ann Smith', 'Zoe'),
         iif(hit, 'ann smith', 'zoe'), iif(bare, NULL, iif(hit, 'hit', 'u') || i || '@x.org'), hit,
         iif(bare, NULL, iif(hit, '+1', '+4') || (1000000 + i)), hit, '', '{}', iif(bare, NULL, iif(hit, 1000, 2000)),
         NOT hit, iif(hit, '["vip"]', '["common"]'), 0, '{}', iif(bare, NULL, iif(hit, 1000, 2000)), hit,
         iif(hit, '{"N":["ann smith","smith"],"L":["label vip","vip"]}', '{"N":["zoe"],"L":["label common","common"]}'), ''
       FROM crowd`,
    ).bind(size, hits),
    env.DB.prepare(
      `INSERT INTO user_labels (label, user_seq) SELECT label.value, seq FROM users, json_each(users.labels) AS label`,
    ),
    env.DB.prepare(
      `INSERT INTO search_words (kind, word, owner)
       SELECT 'user', word.atom, seq FROM users, json_tree(users.words) AS word WHERE word.type = 'text'`,
    ),
    env.DB.prepare(
      `UPDATE user_totals SET (users, status, email_verification, phone_verification, impersonator) =
         (SELECT count(*), sum(status), sum(email_verification), sum(phone_verification), sum(impersonator) FROM users)`,
    ),
  ]);
}
