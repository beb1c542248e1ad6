/** The credentials of a new session. By their digest, later statements of the batch that begins it know whether it has begun. */
import { randomBytes } from "node:crypto";
import { toHex } from "../../lib/crypto/digest.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { type SQL, sql, type Where, where } from "../../lib/sql/index.ts";
import { sessions, users } from "../../storage/schema/index.ts";
import { digestOf } from "./columns.ts";

/** Random bytes of a secret (docs/spec/models.md#session-secret). */
const secretBytes = 128;

/** The id of a new session, its secret, and the digest that is stored. */
export interface SessionCredentials {
  readonly id: string;
  readonly secret: string;
  readonly digest: string;
}

/** Makes the credentials of a new session. @param id left out: a new one */
export function newCredentials(now: number, id = generateId(now)): SessionCredentials {
  const secret = toHex(randomBytes(secretBytes));
  return { id, secret, digest: digestOf(secret) };
}

/** `users.seq` of the user whose session this batch has begun; NULL, if it was not begun. */
export const bearerSeq = ({ digest }: SessionCredentials): SQL =>
  sql`(SELECT ${sessions.userSeq} FROM ${sessions} WHERE ${sessions.digest} = ${digest})`;

/** Picks the user whose session this batch has begun; no row, if it was not begun. */
export const hasBegun = (begun: SessionCredentials): Where<"users"> => where(users)`${users.seq} = ${bearerSeq(begun)}`;

/** A condition: this batch has begun the session. */
export const isBegun = ({ digest }: SessionCredentials): SQL =>
  sql`EXISTS (SELECT 1 FROM ${sessions} WHERE ${sessions.digest} = ${digest})`;
