/** All stored data about one person, for that person (docs/spec/export.md#one-person). */
import { identity, type IdentityRow } from "./identity.ts";
import { log, type LogRow } from "./log.ts";
import { membership, type MembershipRow } from "./membership.ts";
import { message, type MessageRow } from "./message.ts";
import { defineModel, fieldsOf } from "./model.ts";
import { session, type SessionRow } from "./session.ts";
import { target, type TargetRow } from "./target.ts";
import { account, type UserRow } from "./user.ts";

export interface PersonalData {
  readonly exportedAt: number;
  readonly user: UserRow;
  /** Whether the user has an authenticator app. */
  readonly totp: boolean;
  /** The number of unused recovery codes. */
  readonly recoveryCodes: number;
  readonly targets: readonly TargetRow[];
  readonly identities: readonly IdentityRow[];
  readonly memberships: readonly MembershipRow[];
  readonly sessions: readonly SessionRow[];
  readonly messages: readonly MessageRow[];
  readonly logs: readonly LogRow[];
  /** The names of the lists that have more than is shown. */
  readonly incomplete: readonly string[];
  /** The cursor of the next part of the log; null: there is none. */
  readonly next: number | null;
}

const { boolean, date, integer, list, model, nullableInteger, strings } = fieldsOf<PersonalData>();

export const personalData = defineModel<PersonalData>(
  "personalData",
  {
    exportedAt: date((row) => row.exportedAt),
    profile: model(account, (row) => row.user),
    hasPassword: boolean(({ user }) => user.password !== null && user.password !== ""),
    hasAuthenticator: boolean((row) => row.totp),
    recoveryCodesLeft: integer((row) => row.recoveryCodes),
    targets: list(target, (row) => row.targets),
    identities: list(identity, (row) => row.identities),
    memberships: list(membership, (row) => row.memberships),
    sessions: list(session, (row) => row.sessions),
    messages: list(message, (row) => row.messages),
    logs: list(log, (row) => row.logs),
    incomplete: strings((row) => row.incomplete),
    next: nullableInteger((row) => row.next),
  },
  [account, target, identity, membership, session, message, log],
);
