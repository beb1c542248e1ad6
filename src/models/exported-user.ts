/** A user as a line of an export, which POST /v1/users/import takes as a row (docs/spec/export.md#lines). */
import { linesOf } from "./lines.ts";
import { renderDate } from "./date.ts";
import type { UserRow } from "./user.ts";

interface ExportedTarget {
  readonly id: string;
  readonly providerType: string;
  readonly providerId: string | null;
  readonly identifier: string;
  readonly name: string | null;
}

interface ExportedIdentity {
  readonly provider: string;
  readonly providerUid: string;
  readonly providerEmail: string | null;
}

interface ExportedMembership {
  readonly teamId: string;
  readonly roles: readonly string[];
  readonly invited: number;
  /** null: not confirmed yet. */
  readonly joined: number | null;
  readonly confirm: boolean;
}

type Profile = Pick<
  UserRow,
  | "id"
  | "createdAt"
  | "updatedAt"
  | "name"
  | "email"
  | "emailVerification"
  | "phone"
  | "phoneVerification"
  | "password"
  | "hash"
  | "hashOptions"
  | "passwordUpdate"
  | "status"
  | "labels"
  | "prefs"
  | "mfa"
  | "accessedAt"
  | "impersonator"
>;

export interface ExportedUser extends Profile {
  /** Whether a key vouches for the email, and for the phone. */
  readonly emailVouched: boolean;
  readonly phoneVouched: boolean;
  readonly targets: readonly ExportedTarget[];
  readonly identities: readonly ExportedIdentity[];
  /** null: not requested. */
  readonly memberships: readonly ExportedMembership[] | null;
  /** The names of the lists that are cut off, because a line cannot hold them whole. */
  readonly incomplete: readonly string[];
}

/** A page of an export. */
export interface UserExport {
  readonly users: readonly ExportedUser[];
  /** Whether the lines have hashes. */
  readonly hashes: boolean;
  /** The cursor of the next page; null: there is none. */
  readonly next: number | null;
}

/** A field with a date; no field for null. */
const dateOf = (name: string, instant: number | null) => (instant === null ? {} : { [name]: renderDate(instant) });

const textOf = (name: string, text: string | null) => (text === null || text === "" ? {} : { [name]: text });

/** An address with its state: verified, the user's word, or, without a flag, the word of a key. */
function addressOf(name: "email" | "phone", address: string | null, isVerified: boolean, isVouched: boolean) {
  if (address === null) return {};
  return { [name]: address, ...((isVerified || !isVouched) && { [`${name}Verification`]: isVerified }) };
}

/** The hash with its format and options; no fields for a user without a password. */
function passwordOf({ hash, hashOptions, password, passwordUpdate }: ExportedUser) {
  if (password === null || password === "") return {};
  return { password, hash, hashOptions, ...dateOf("passwordUpdate", passwordUpdate) };
}

const listOf = <Item>(name: string, items: readonly Item[] | null, toValue: (item: Item) => object) =>
  items === null || items.length === 0 ? {} : { [name]: items.map(toValue) };

const toLine = (user: ExportedUser, hashes: boolean) => ({
  $id: user.id,
  ...textOf("name", user.name),
  ...addressOf("email", user.email, user.emailVerification, user.emailVouched),
  ...addressOf("phone", user.phone, user.phoneVerification, user.phoneVouched),
  ...(hashes && passwordOf(user)),
  status: user.status,
  labels: user.labels,
  prefs: user.prefs,
  mfa: user.mfa,
  impersonator: user.impersonator,
  registration: renderDate(user.createdAt),
  ...dateOf("accessedAt", user.accessedAt),
  $createdAt: renderDate(user.createdAt),
  $updatedAt: renderDate(user.updatedAt),
  ...listOf("targets", user.targets, ({ id, identifier, name, providerId, providerType }) => ({
    $id: id,
    providerType,
    identifier,
    ...textOf("providerId", providerId),
    ...textOf("name", name),
  })),
  ...listOf("identities", user.identities, ({ provider, providerEmail, providerUid }) => ({
    provider,
    providerUid,
    ...textOf("providerEmail", providerEmail),
  })),
  ...listOf("memberships", user.memberships, ({ confirm, invited, joined, roles, teamId }) => ({
    teamId,
    roles,
    invited: renderDate(invited),
    ...dateOf("joined", joined),
    confirm,
  })),
  ...(user.incomplete.length > 0 && { incomplete: user.incomplete }),
});

export const userLines = linesOf<UserExport>(
  "userLines",
  'A user a line, as POST /users/import takes them. The last line is {"next": N}: `after` of the next request, or null at the end.',
  ({ hashes, next, users }) => [...users.map((user) => toLine(user, hashes)), { next }],
);
