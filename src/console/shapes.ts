/** What pages need of the API's answers. Fields that no page shows are left out. */
import * as v from "valibot";

const date = v.string();

export const target = v.object({
  $id: v.string(),
  $createdAt: date,
  name: v.string(),
  providerType: v.string(),
  identifier: v.string(),
  expired: v.boolean(),
});

export const user = v.object({
  $id: v.string(),
  $createdAt: date,
  $updatedAt: date,
  name: v.string(),
  hash: v.nullable(v.string()),
  hashOptions: v.nullable(v.record(v.string(), v.unknown())),
  passwordUpdate: date,
  status: v.boolean(),
  labels: v.array(v.string()),
  email: v.string(),
  phone: v.string(),
  emailVerification: v.boolean(),
  phoneVerification: v.boolean(),
  mfa: v.boolean(),
  prefs: v.record(v.string(), v.unknown()),
  targets: v.array(target),
  accessedAt: date,
  impersonator: v.boolean(),
});

export type User = v.InferOutput<typeof user>;

export const userList = v.object({ total: v.number(), users: v.array(user) });

/** What a user is called where a name is needed: the first of these that they have. */
export const nameOf = ({ $id, email, name, phone }: Pick<User, "$id" | "email" | "name" | "phone">): string =>
  name || email || phone || $id;
