/** What a caller must be allowed to do before a route serves them (spec/wire.md 3.1, 3.2). */
import type { Database } from "../storage/db.ts";

export type Scope =
  "public" | "health.read" | "keys.read" | "keys.write" | "project.read" | "users.read" | "users.write";

/** Held by everybody, keys included: upstream keeps it from keys, which helps nobody. */
const guestScopes: ReadonlySet<string> = new Set<Scope>(["public"]);

/** Held by every key besides the scopes it was made with. */
const keyScopes: ReadonlySet<string> = new Set<Scope>(["public", "health.read"]);

/** A caller with an API key. */
export interface KeyCaller {
  readonly kind: "key";
  /** "" for the bootstrap key, which is no row. */
  readonly id: string;
  /** Milliseconds since the Unix epoch: tells it from a later key of the same id. 0 for what is no row. */
  readonly createdAt: number;
  readonly name: string;
  /** "all": the bootstrap key. */
  readonly scopes: "all" | ReadonlySet<string>;
  /** Milliseconds since the Unix epoch; null: never. */
  readonly expire: number | null;
  /** Signed instead of stored: such a key makes no others. */
  readonly isEphemeral: boolean;
}

export type Caller = { readonly kind: "guest" } | KeyCaller;

/** What looking for a key may use of the request. */
export interface KeySearch {
  readonly db: Database;
  readonly now: number;
  /** The SDK that calls, "" when it does not say. */
  readonly sdk: string;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Finds the key of a secret; null: there is none. Whether it has expired is asked afterwards. */
export type FindKey = (secret: string, search: KeySearch) => Promise<KeyCaller | null>;

/** Whether a caller holds one of the scopes; one is enough. */
export function holdsOneOf(caller: Caller, scopes: readonly Scope[]): boolean {
  if (caller.kind === "guest") return scopes.some((scope) => guestScopes.has(scope));
  const { scopes: held } = caller;
  return held === "all" || scopes.some((scope) => keyScopes.has(scope) || held.has(scope));
}

/** The caller's role as error texts name it. */
export const roleOf = (caller: Caller): string => (caller.kind === "key" ? "applications" : "guests");

/** The address under which a key acts (spec/users.md 1.1). */
export const serviceEmail = (projectId: string, host: string): string => `app.${projectId}@service.${host}`;
