/**
 * Fills a database with users as the Worker would have written them: one recursive statement makes the users of a range,
 * everything beside them is derived from their rows.
 *
 * The users are regular, so that every choice costs the same: a surname of four syllables is shared by at most 20, who are
 * spread evenly over the table; half have a phone, a tenth a label. An e-mail address begins with the surname and a period.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { wordsOfUser } from "../src/domain/search/index.ts";
import { type Person, seededHashHead } from "./operations.ts";

/** The most users with the same surname: fewer than a page holds. */
const bearers = 20;

/** Users of one batch: their words fit into memory, and the progress is seen. */
const usersPerBatch = 50_000;

/** Users to choose from, of each kind. More would not make the choice more random, only the list longer. */
const sampleSize = 5_000;

/** Of `seededPassword`. */
const argon2Hash = `${seededHashHead}pO4Y5xA2/VCXnH0VV9l2RIIZjNdQagu6LI0aJS9arIc`;
const argon2Options = '{"type":"argon2","memoryCost":19456,"timeCost":2,"threads":1}';

const firstNames = JSON.stringify(
  "Ada Alan Barbara Claude Dana Dennis Edsger Frances Grace Hedy Ida John Ken Leslie Lynn Margaret Niklaus Radia Tim Vint".split(
    " ",
  ),
);

/** Syllables of two letters, one for each digit of a number to the base of 20. */
const syllables = "bacadefagohikolumanipoqurasetivawixoyuza";
const syllable = (place: number) => `substr('${syllables}', 1 + 2 * (n / ${20 ** place} % 20), 2)`;

/**
 * ?1 and ?2: the first and the last user of the range; ?3: the number of surnames; ?4: when all users were last seen, so that
 * no request has to note it. D1 binds all numbers as reals.
 */
const insertUsers = `
  WITH RECURSIVE
    surnames(count) AS (SELECT CAST(?3 AS INTEGER)),
    counter(i) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT i + 1 FROM counter WHERE i < ?2),
    person(i, n, first) AS (
      SELECT i, i % count, json_extract('${firstNames}', '$[' || (i / count % 20) || ']') FROM counter, surnames),
    named(i, first, last, id, phone, label) AS (
      SELECT i, first, ${[0, 1, 2, 3].map(syllable).join(" || ")},
        printf('%013x%07x', 1700000000000000 + i * 1000003, i * 2654435761 % 268435456),
        iif(i % 2, NULL, '+49' || (1510000000 + i)), iif(i % 10, NULL, 'vip')
      FROM person),
    addressed AS (
      SELECT *, last || '.' || lower(first) || i || '@mail.example' AS email, lower(first) || i AS handle FROM named)
  INSERT INTO users (seq, id, created_at, updated_at, name, name_folded, email, email_verification, email_canonical,
    email_is_free, email_is_disposable, phone, phone_verification, password, hash, hash_options, password_update, status,
    labels, mfa, prefs, accessed_at, impersonator, words, write_id)
  SELECT i, id, 1700000000000 + i * 1000, 1700000000000 + i * 1000, first || ' ' || last, lower(first || ' ' || last),
    email, i % 3 = 0, email, 0, 0, phone, 0, '${argon2Hash}', 'argon2', '${argon2Options}', 1700000000000 + i * 1000, 1,
    iif(label IS NULL, '[]', json_array(label)), 0, '{"theme":"dark"}', CAST(?4 AS INTEGER), 0,
    json_object(
      'I', json_array(id),
      'N', json_array(lower(first) || ' ' || last, last),
      'E', json_array(last || ' ' || handle || ' mail example', handle || ' mail example', 'mail example', 'example'),
      'P', iif(phone IS NULL, json_array(), json_array(substr(phone, 2), substr(phone, -7))),
      'L', iif(label IS NULL, json_array(), json_array('label ' || label, label))),
    'seed'
  FROM addressed`;

/** Of all users at once: the table is its own index, and grows fastest in its order. */
const insertWords = `
  INSERT INTO search_words SELECT 'user', word.atom, seq FROM users, json_tree(words) AS word WHERE word.type = 'text'
  ORDER BY 2, 3`;

/** ?1 and ?2: the first and the last user of the range. */
const derive = [
  `INSERT INTO user_labels SELECT label.value, seq FROM users, json_each(labels) AS label WHERE seq BETWEEN ?1 AND ?2`,
  `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
    SELECT 'e' || substr(id, 2), created_at, created_at, seq, 'email', email, 0 FROM users WHERE seq BETWEEN ?1 AND ?2`,
  `INSERT INTO targets (id, created_at, updated_at, user_seq, provider_type, identifier, expired)
    SELECT 'f' || substr(id, 2), created_at, created_at, seq, 'sms', phone, 0 FROM users
    WHERE phone IS NOT NULL AND seq BETWEEN ?1 AND ?2`,
  `INSERT INTO logs (created_at, event, resource, user_seq, actor_type, actor_id, actor_name, actor_email, ip, user_agent)
    SELECT created_at, 'user.create', 'user/' || id, seq, 'key', '', 'Bootstrap key', 'app.rollcall@service.127.0.0.1',
      '127.0.0.1', 'seed'
    FROM users WHERE seq BETWEEN ?1 AND ?2`,
];

/**
 * ?1 and ?2: the first and the last user of the range; ?3: now. All are signed in, with secrets that are thrown away.
 */
const signEverybodyIn = `
  INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors)
  SELECT 's' || substr(id, 2), created_at, created_at, seq, lower(hex(randomblob(32))), 'email', email,
    CAST(?3 AS INTEGER) + 31536000000, '["password"]'
  FROM users WHERE seq BETWEEN ?1 AND ?2`;

const countTotals = `
  UPDATE user_totals SET (users, status, email_verification, phone_verification, impersonator) =
    (SELECT count(*), total(status), total(email_verification), total(phone_verification), total(impersonator) FROM users)`;

/**
 * Makes the tables and fills them. Indexes are made when the rows are there, which takes a fraction of the time.
 * @param note called with a line of progress
 */
export async function seed(database: D1Database, users: number, note: (made: string) => void): Promise<void> {
  const migrations = join(import.meta.dirname, "../drizzle");
  for (const file of readdirSync(migrations)
    .filter((name) => name.endsWith(".sql"))
    .toSorted((a, b) => a.localeCompare(b))) {
    const statements = readFileSync(join(migrations, file), "utf8").split("--> statement-breakpoint");
    await database.batch(statements.map((statement) => database.prepare(statement)));
  }
  const indexes = await database
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND name NOT GLOB '_cf_*'")
    .all<Record<"name" | "sql", string>>();
  await database.batch(indexes.results.map(({ name }) => database.prepare(`DROP INDEX "${name}"`)));
  const [surnames, now] = [Math.ceil(users / bearers), Date.now()];
  for (let first = 1; first <= users; first += usersPerBatch) {
    const last = Math.min(first + usersPerBatch - 1, users);
    await database.batch([
      database.prepare(insertUsers).bind(first, last, surnames, now),
      ...derive.map((statement) => database.prepare(statement).bind(first, last)),
      database.prepare(signEverybodyIn).bind(first, last, now),
    ]);
    note(`${last.toLocaleString("en")} users`);
  }
  await database.batch([database.prepare(insertWords), database.prepare(countTotals)]);
  note("their words");
  await database.batch(indexes.results.map(({ sql }) => database.prepare(sql)));
  note("the indexes");
}

/**
 * Chooses the users that requests will be about, evenly over the table.
 * @returns some of all users, and some of the second half with at least a page after each
 */
export async function samplePeople(
  database: D1Database,
  users: number,
): Promise<Readonly<Record<"all" | "deep", readonly Person[]>>> {
  const sample = async (first: number, last: number) => {
    const step = Math.max(1, Math.floor((last - first) / sampleSize));
    const { results } = await database
      .prepare(
        `SELECT id, seq, email, substr(email, 1, instr(email, '.') - 1) AS surname FROM users
        WHERE seq BETWEEN ?1 AND ?2 AND (seq - ?1) % ?3 = 0`,
      )
      .bind(first, last, step)
      .all<Person>();
    return results;
  };
  return { all: await sample(1, users), deep: await sample(Math.ceil(users / 2), users - 100) };
}

/**
 * @throws Error when the words of the seeded users are not those that the Worker would have written: the figures of
 *   search and create would then be about something else
 */
export async function assertWords(database: D1Database): Promise<void> {
  const { results } = await database
    .prepare("SELECT id, name, email, phone, labels, words FROM users WHERE seq <= 20")
    .all<Record<"id" | "name" | "email" | "labels" | "words", string> & { readonly phone: string | null }>();
  for (const { labels, words, ...user } of results) {
    const written = JSON.stringify(wordsOfUser({ ...user, labels: JSON.parse(labels) as string[] }));
    if (sorted(words) !== sorted(written)) {
      throw new Error(`bench/seed.ts gives ${user.id} the words ${words}, the Worker ${written}.`);
    }
  }
}

/** The JSON of an object of lists, sorted. */
const sorted = (json: string): string =>
  JSON.stringify(
    Object.entries(JSON.parse(json) as Record<string, string[]>).toSorted(([a], [b]) => a.localeCompare(b)),
  );
