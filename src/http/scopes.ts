/** What a caller must be allowed to do before a route serves them (spec/wire.md 3.1, 3.2). */
export type Scope = "public" | "health.read" | "users.read" | "users.write";

/** Held by everybody, keys included: upstream keeps it from keys, which helps nobody. */
const guestScopes: ReadonlySet<string> = new Set<Scope>(["public"]);

/** Held by every key besides the scopes it was made with. */
const keyScopes: ReadonlySet<string> = new Set<Scope>(["public", "health.read"]);

export type Caller =
  | { readonly kind: "guest" }
  | {
      readonly kind: "key";
      /** "" for the bootstrap key, which is no row. */
      readonly id: string;
      readonly name: string;
      /** "all": the bootstrap key. */
      readonly scopes: "all" | ReadonlySet<string>;
    };

/** A key that is a row. */
export interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Milliseconds since the Unix epoch; null: never. */
  readonly expire: number | null;
}

/** Looks a key up by the SHA-256 of its secret in lower-case hex; null: there is none. */
export type FindKey = (digest: string) => Promise<StoredKey | null>;

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
