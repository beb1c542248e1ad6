/** The fields that pages need of the API's answers. Fields that no page shows are left out. */
import * as v from "valibot";

const date = v.string();

const target = v.object({
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
  password: v.nullable(v.string()),
  hash: v.nullable(v.string()),
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

/** The display name of a user: the first of these that is set. */
export const nameOf = ({ $id, email, name, phone }: Pick<User, "$id" | "email" | "name" | "phone">): string =>
  name || email || phone || $id;

export const factors = v.object({ totp: v.boolean(), phone: v.boolean(), email: v.boolean() });
export type Factors = v.InferOutput<typeof factors>;

const lock = v.object({ failures: v.number(), paused: v.boolean(), pausedUntil: date, expire: date });
export type Lock = v.InferOutput<typeof lock>;
export const locks = v.object({ locks: v.array(lock) });

const session = v.object({
  $id: v.string(),
  $createdAt: date,
  expire: date,
  provider: v.string(),
  ip: v.string(),
  osName: v.string(),
  clientName: v.string(),
  deviceModel: v.string(),
  countryName: v.string(),
});
export type Session = v.InferOutput<typeof session>;
export const sessions = v.object({ total: v.number(), sessions: v.array(session) });
export type Sessions = v.InferOutput<typeof sessions>;

const membership = v.object({
  $id: v.string(),
  teamId: v.string(),
  teamName: v.string(),
  userId: v.string(),
  userName: v.string(),
  userEmail: v.string(),
  roles: v.array(v.string()),
  invited: date,
  joined: date,
  confirm: v.boolean(),
});
export const memberships = v.object({ total: v.number(), memberships: v.array(membership) });
export type Memberships = v.InferOutput<typeof memberships>;

const identity = v.object({
  $id: v.string(),
  provider: v.string(),
  providerUid: v.string(),
  providerEmail: v.string(),
});
export const identities = v.object({ total: v.number(), identities: v.array(identity) });
export type Identities = v.InferOutput<typeof identities>;

const log = v.object({
  event: v.string(),
  userId: v.string(),
  userName: v.string(),
  userType: v.string(),
  ip: v.string(),
  time: date,
  countryCode: v.string(),
  count: v.number(),
});
export const logs = v.object({ total: v.number(), logs: v.array(log) });

/** A row of the log as a history shows it. */
export const happeningOf = ({
  count,
  countryCode,
  event,
  ip,
  time,
  userId,
  userName,
  userType,
}: v.InferOutput<typeof log>) => ({
  time,
  event,
  actorType: userType,
  actorId: userId,
  actorName: userName,
  ip,
  country: countryCode,
  count,
});

/** Rows of the activities. */
export const activities = v.object({
  total: v.number(),
  events: v.array(
    v.object({
      $id: v.string(),
      event: v.string(),
      actorType: v.string(),
      actorId: v.string(),
      actorName: v.string(),
      ip: v.string(),
      country: v.string(),
      time: date,
      count: v.number(),
      resourceParent: v.string(),
      resource: v.string(),
    }),
  ),
});
