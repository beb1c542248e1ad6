/** What callers present, and what finds them by it. */
import { Buffer } from "node:buffer";
import type { Claims } from "../../lib/crypto/jwts.ts";
import type { Database } from "../../storage/database.ts";
import type { KeyCaller, UserCaller } from "./caller.ts";

/** What finding a caller may use of the request. */
export interface Search {
  readonly db: Database;
  readonly now: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** What finding a key may use besides. */
export interface KeySearch extends Search {
  /** The SDK that calls, "" when it does not say. */
  readonly sdk: string;
}

/** Finds the key of a secret; null: there is none. Whether it has expired is asked afterwards. */
export type FindKey = (secret: string, search: KeySearch) => Promise<KeyCaller | null>;

/** What a session's bearer presents. */
export interface SessionSecret {
  readonly userId: string;
  readonly secret: string;
}

/**
 * The value of a session: what cookies and headers carry, and keys are shown as `secret`
 * (docs/spec/requests.md#session-cookie).
 */
export const toSessionValue = ({ secret, userId }: SessionSecret): string =>
  Buffer.from(JSON.stringify({ id: userId, secret })).toString("base64");

/** What names a user whom the caller asks to act as. Emails are in lower case. */
export interface Named {
  readonly by: "id" | "email" | "phone";
  readonly value: string;
}

/** What a user may present. */
interface Presented {
  readonly session: SessionSecret | null;
  /** Its signature holds. */
  readonly jwt: Claims | null;
  readonly target: Named | null;
}

/**
 * Finds the user of a session or a JWT, or whom they act as; null: nobody, any more or ever.
 * @throws AppError `user_jwt_and_cookie_set`
 */
export type FindUser = (presented: Presented, search: Search) => Promise<UserCaller | null>;
