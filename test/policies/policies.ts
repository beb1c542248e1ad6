/** Policies as tests set and read them (docs/spec/project.md#policies). */
import { succeed } from "../harness/account.ts";
import { type Answer, call } from "../harness/client.ts";
import { rows } from "../harness/database.ts";

type Json = Readonly<Record<string, unknown>>;

/** The policies of a new project, in the order of the list. */
export const defaults = {
  "password-dictionary": { enabled: false },
  "password-history": { total: 0 },
  "password-strength": { min: 8, uppercase: false, lowercase: false, number: false, symbols: false },
  "password-personal-data": { enabled: false },
  "session-alert": { enabled: false },
  "session-duration": { duration: 31_536_000 },
  "session-invalidation": { enabled: true },
  "session-limit": { total: 10 },
  "user-limit": { total: 0 },
  "membership-privacy": {
    userId: false,
    userEmail: false,
    userPhone: false,
    userName: false,
    userMFA: false,
    userAccessedAt: false,
  },
  "mfa-factors": { totp: true, email: true, phone: true, custom: false, oauth2: true },
} as const satisfies Readonly<Record<string, Json>>;

export type PolicyId = keyof typeof defaults;

export const policyIds = Object.keys(defaults) as readonly PolicyId[];

export const patchPolicy = (id: PolicyId, body: object): Promise<Answer> =>
  call("PATCH", `/project/policies/${id}`, { body });

/** Sets a policy. */
export const setPolicy = (id: PolicyId, body: Json): Promise<Answer> => succeed(patchPolicy(id, body), 200);

/** A policy as GET shows it. */
export async function readPolicy(id: PolicyId): Promise<Json> {
  return (await succeed(call("GET", `/project/policies/${id}`), 200)).body;
}

/** All policies as the list shows them. */
export async function readPolicies(): Promise<unknown> {
  return (await succeed(call("GET", "/project/policies"), 200)).body["policies"];
}

/** Opens or closes a sign-in method. */
export const setAuthMethod = (methodId: string, enabled: boolean): Promise<Answer> =>
  succeed(call("PATCH", `/project/auth-methods/${methodId}`, { body: { enabled } }), 200);

/** Restores the project's initial settings. */
export const resetSettings = (): Promise<unknown> =>
  rows("INSERT OR REPLACE INTO settings (id, created_at, updated_at) VALUES (1, 0, 0)");
