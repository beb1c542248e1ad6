/** Which scopes each kind of caller holds (docs/spec/access.md#roles). Pure. */
import type { Caller, Scope } from "../domain/context/index.ts";

/** The scopes of guests. */
const guestScopes: ReadonlySet<Scope> = new Set<Scope>(["public", "guest"]);

/** The scopes of every user. */
export const userScopes: ReadonlySet<Scope> = new Set<Scope>([
  "public",
  "guest",
  "account",
  "teams.read",
  "teams.write",
]);

/** The scopes that every key has in addition to its own. Upstream withholds `public` from keys, to no effect. */
const keyScopes: ReadonlySet<Scope> = new Set<Scope>(["public", "health.read"]);

/** The scopes that no key can have: a key has no account and is not a guest. */
const keylessScopes: ReadonlySet<Scope> = new Set<Scope>(["guest", "account"]);

/** The additional scope of impersonators, with or without a target: they may look up the user to impersonate. */
const impersonatorScope: Scope = "users.read";

/** The callers that an endpoint admits. */
interface Admission {
  readonly scopes: readonly Scope[];
  readonly guards?: true;
  readonly outlastsImpersonation?: true;
}

const isForImpersonators = ({ guards, scopes }: Admission): boolean => !guards && scopes.includes(impersonatorScope);

/** Whether a caller holds one of the scopes of an endpoint; one is enough. */
export function holdsOneOf(caller: Caller, endpoint: Admission): boolean {
  const { guards, outlastsImpersonation, scopes } = endpoint;
  switch (caller.kind) {
    case "guest":
      return scopes.some((scope) => guestScopes.has(scope));
    case "user": {
      const { impersonator } = caller;
      if ((guards || outlastsImpersonation) && impersonator !== null) return false;
      const isImpersonator = (impersonator ?? caller).user.impersonator;
      return scopes.some((scope) => userScopes.has(scope)) || (isImpersonator && isForImpersonators(endpoint));
    }
    case "key": {
      const { scopes: held } = caller;
      const holds = (scope: Scope) => held === "all" || held.has(scope) || keyScopes.has(scope);
      return scopes.some((scope) => holds(scope) && !keylessScopes.has(scope));
    }
  }
}

const roles = { guest: "guests", user: "users", key: "applications" } as const;

/** The caller's role as error texts name it. */
export const roleOf = ({ kind }: Caller): string => roles[kind];
