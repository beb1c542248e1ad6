/** The credentials that callers present, and the functions that find a caller by them. */
import { Buffer } from "node:buffer";
import type { Claims } from "../../lib/crypto/jwts.ts";
import type { Database } from "../../storage/database.ts";
import type { KeyCaller, UserCaller } from "./caller.ts";

/** The parts of the request that a lookup of the caller may use. */
export interface LookupContext {
  readonly db: Database;
  readonly now: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Extra context for the lookup of a key. */
export interface KeyLookupContext extends LookupContext {
  /** The name of the calling SDK; "": unknown. */
  readonly sdk: string;
}

/** The secret of a key, and its SHA-256. */
export interface KeySecret {
  readonly secret: string;
  readonly digest: Uint8Array;
}

/** Finds the key of a secret; null: there is none. Its expiry is checked afterwards. */
export type FindKey = (presented: KeySecret, context: KeyLookupContext) => Promise<KeyCaller | null>;

/** The credentials in a session's secret. */
export interface SessionSecret {
  readonly userId: string;
  readonly secret: string;
}

/**
 * The value of a session in cookies and headers, which keys also get as `secret`
 * (docs/spec/requests.md#session-cookie).
 */
export const toSessionValue = ({ secret, userId }: SessionSecret): string =>
  Buffer.from(JSON.stringify({ id: userId, secret })).toString("base64");

/** The user to impersonate, as the request names them. Emails are in lower case. */
export interface ImpersonationTarget {
  readonly by: "id" | "email" | "phone";
  readonly value: string;
}

/** The credentials of a user. */
interface Credentials {
  readonly session: SessionSecret | null;
  /** The claims of a JWT whose signature is verified. */
  readonly jwt: Claims | null;
  readonly target: ImpersonationTarget | null;
}

/**
 * Finds the user of a session or a JWT, or the user whom they impersonate; null: no such user, or the session has
 * ended.
 * @throws AppError `user_jwt_and_cookie_set`
 */
export type FindUser = (credentials: Credentials, context: LookupContext) => Promise<UserCaller | null>;
