/**
 * What a caller must be allowed to do before a route serves them (docs/spec/access.md#scopes). `guest` and `account`
 * are ours: they are for whoever signs in, and for whoever has. Upstream calls both `sessions.write`, which then also
 * is the name of what lets a key make sessions for others.
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
