/**
 * One operation for the tests over all routes: test/cases has a file for each. A case is data, so that Node can read its
 * budget too (scripts/prices.ts): it imports no module of the Worker's runtime, and gets these as arguments.
 */
import type { Scope } from "../../../src/domain/context/index.ts";
import type { RateLimit } from "../../../src/domain/limits/index.ts";
import type { ErrorType } from "../../../src/errors/catalogue.ts";
import type { Need } from "./needs.ts";
import type { Refusals } from "./refusals.ts";
import type { Scene } from "./scene.ts";

/** The exact cost of the request. */
export interface Budget {
  /** Statements of each round trip. */
  readonly statements: readonly number[];
  /** Statements of each round trip after the answer; absent: none. */
  readonly afterwards?: readonly number[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
  /** The names of the KV operations, in order; absent: none. */
  readonly kv?: readonly string[];
}

export interface OperationCase {
  /** The needs of the request, in the order in which they are made. */
  readonly needs: readonly Need[];
  /** The body; absent: none. */
  readonly body?: (scene: Scene) => object;
  /** The query string; absent: none. */
  readonly query?: (scene: Scene) => Readonly<Record<string, string>>;
  /** Headers of the request, for every kind of caller. */
  readonly headers?: (scene: Scene) => Readonly<Record<string, string>>;
  /** Parameters in the path that are not the ids of the scene. */
  readonly path?: Readonly<Record<string, string>>;
  /** The request sends a message, which the outbox of the tests keeps in KV. */
  readonly sends?: true;
  /** For each error that the operation declares, a request that provokes it. */
  readonly refusals: Refusals;
  readonly budget: Budget;
  /** The event that the log records; null: the operation changes nothing. */
  readonly event: string | null;
  /** The email of the user who signs up with the request, which the log records first. */
  readonly signsUp?: (userId: string) => string;
  /** The name of the event for webhooks and activities, with `*` for its ids; absent where `event` is null. */
  readonly named?: string;
  /** Further events that the log records. */
  readonly alongside?: readonly string[];
  /** The rate limits; absent: none. */
  readonly limits?: readonly RateLimit[];
  /** The parameter that names the account whose password is compared; absent: none is. */
  readonly guesses?: "email" | "userId";
  /** A key with one of these may call, a guest with `guest`, a user with `account`, and all with `public`. */
  readonly scopes: readonly [Scope, ...Scope[]];
  /** The error for an impersonator who acts as the user; null: the request is served. */
  readonly impersonator: ErrorType | null;
  /** The status of a request without a body in a session that lacks a factor; absent: the session is refused. */
  readonly incomplete?: number;
  /** The session must have met a challenge in the last half hour. */
  readonly needsChallenge?: true;
  /** The addresses of older SDKs: method and path. */
  readonly aliases?: readonly string[];
  /** The parameters and fields that carry a secret: of requests, and of answers, headers included; absent: none. */
  readonly secrets?: { readonly request?: readonly string[]; readonly answer?: readonly string[] };
}
