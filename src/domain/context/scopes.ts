/**
 * The permission that a caller needs before a route serves them (docs/spec/access.md#scopes). `guest` and `account` are
 * ours: `guest` is for signing in, `account` for signed-in users. Upstream calls both `sessions.write`, which is also
 * the scope by which a key makes sessions for others.
 */
export type Scope =
  | "public"
  | "guest"
  | "account"
  | "events.read"
  | "health.read"
  | "keys.read"
  | "keys.write"
  | "messages.read"
  | "policies.read"
  | "policies.write"
  | "project.read"
  | "project.write"
  | "project.oauth2.read"
  | "project.oauth2.write"
  | "project.policies.read"
  | "project.policies.write"
  | "providers.read"
  | "providers.write"
  | "sessions.read"
  | "sessions.write"
  | "targets.read"
  | "targets.write"
  | "teams.read"
  | "teams.write"
  | "users.read"
  | "users.write"
  | "webhooks.read"
  | "webhooks.write";

/** Scopes that each give full control of every account, and why (docs/spec/access.md#scopes-of-full-control). */
export const fullControl = {
  "users.write": "it signs in as any user, by sessions, tokens and JWTs of its making, and sets passwords and emails",
  "keys.write": "it makes keys that stay when it is revoked, and deletes every other key",
  "providers.write":
    "it chooses the provider of messages, and the provider reads every sign-in link, code and recovery",
  "project.oauth2.write":
    "it can set up an OpenID Connect provider of its own, which vouches for any email and so signs in as its user",
} as const satisfies Readonly<Partial<Record<Scope, string>>>;
