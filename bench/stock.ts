/**
 * The credentials of users, as the Worker would have made them: sessions and JWTs to call with, and rows that calls use
 * up.
 */
import { randomBytes } from "node:crypto";
import { toSessionValue } from "../src/domain/context/index.ts";
import { deriveKey, type SecretKeys } from "../src/lib/crypto/derive.ts";
import { hmac, sha256, toHex } from "../src/lib/crypto/digest.ts";
import { signJwt } from "../src/lib/crypto/jwts.ts";
import { type Account, ownerOf, type Person, type Stocked, stockedId, stockedSecret } from "./operations.ts";

/** Rows of one statement: as its one parameter, some megabyte. */
const rowsPerStatement = 5_000;

const hour = 3_600_000;

/** A session or a token that is about to be written. */
interface Stock {
  readonly id: string;
  readonly userSeq: number;
  readonly digest: string;
}

/** ?1: `Stock` as JSON; ?2: now. */
const insert: Readonly<Record<Stocked, string>> = {
  sessions: `
    INSERT INTO sessions (id, created_at, updated_at, user_seq, digest, provider, provider_uid, expire, factors)
    SELECT value ->> 'id', CAST(?2 AS INTEGER), CAST(?2 AS INTEGER), value ->> 'userSeq', value ->> 'digest', 'server', '',
      CAST(?2 AS INTEGER) + 31536000000, '["server"]'
    FROM json_each(?1)`,
  tokens: `
    INSERT INTO tokens (id, created_at, user_seq, asked_id, type, digest, expire)
    SELECT value ->> 'id', CAST(?2 AS INTEGER), value ->> 'userSeq',
      (SELECT id FROM users WHERE seq = value ->> 'userSeq'), 'generic', value ->> 'digest',
      CAST(?2 AS INTEGER) + 900000
    FROM json_each(?1)`,
};

async function write(database: D1Database, kind: Stocked, stock: readonly Stock[]): Promise<void> {
  const now = Date.now();
  for (let first = 0; first < stock.length; first += rowsPerStatement) {
    const rows = JSON.stringify(stock.slice(first, first + rowsPerStatement));
    await database.prepare(insert[kind]).bind(rows, now).run();
  }
}

/**
 * Signs people in.
 * @param keys those of the Worker that will be called
 * @param audience its project
 */
export async function signIn(
  database: D1Database,
  people: readonly Person[],
  keys: SecretKeys,
  audience: string,
): Promise<Account[]> {
  const now = Date.now();
  const exp = Math.floor((now + hour) / 1000);
  const seeds = people.map((person) => {
    const secret = toHex(randomBytes(128));
    return { person, secret, id: `a${person.id.slice(1)}`, userSeq: person.seq, digest: toHex(sha256(secret)) };
  });
  await write(
    database,
    "sessions",
    seeds.map(({ digest, id, userSeq }) => ({ id, userSeq, digest })),
  );
  return Promise.all(
    seeds.map(async ({ id, person, secret, userSeq }) => ({
      ...person,
      session: toSessionValue({ userId: person.id, secret }),
      jwt: await signJwt(
        keys,
        { userId: person.id, sessionId: id, epoch: `${userSeq}.0`, exp },
        { issuer: "http://127.0.0.1/v1", audience, now },
      ),
    })),
  );
}

/**
 * Inserts the rows that requests will use up, and deletes those that earlier requests have left.
 * @param first the serial of the first request
 * @param count how many requests there can be
 */
export async function stock(
  database: D1Database,
  kind: Stocked,
  {
    count,
    first,
    keys,
    people,
  }: {
    readonly people: readonly Person[];
    readonly keys: SecretKeys;
    readonly first: number;
    readonly count: number;
  },
): Promise<void> {
  const tokenKey = deriveKey(keys[0], "tokens");
  const digest = {
    sessions: (secret: string) => toHex(sha256(secret)),
    tokens: (secret: string) => hmac(tokenKey, JSON.stringify(["generic", secret])),
  };
  const serials = Array.from({ length: count }, (_, index) => first + index);
  await database.prepare(`DELETE FROM ${kind} WHERE id GLOB 'stock*'`).run();
  await write(
    database,
    kind,
    serials.map((serial) => ({
      id: stockedId(serial),
      userSeq: ownerOf(people, serial).seq,
      digest: digest[kind](stockedSecret(serial)),
    })),
  );
}
