/** Rows of an import: the user that each describes, and its outcome (docs/spec/import.md). */
import type { Result } from "../../errors/result.ts";
import type { StoredPassword } from "../../lib/passwords/registry.ts";

/** A target that a row gives its user, besides those of the email and the phone. */
export interface ImportedTarget {
  /** null: one is made. */
  readonly id: string | null;
  readonly providerType: "email" | "sms" | "push";
  /** null, and where there is no such provider: none. */
  readonly providerId: string | null;
  readonly identifier: string;
  readonly name: string | null;
}

export interface ImportedIdentity {
  readonly provider: string;
  readonly providerUid: string;
  /** In lower case. */
  readonly providerEmail: string | null;
}

/** A membership in a team that is there. */
export interface ImportedMembership {
  readonly teamId: string;
  readonly roles: readonly string[];
  readonly invited: number | null;
  readonly joined: number | null;
  readonly confirm: boolean;
}

/** A user as a row says; instants are milliseconds since the Unix epoch. */
export interface ImportedUser {
  /** null: one is derived from the import and the row. */
  readonly id: string | null;
  readonly name: string;
  /** In lower case. */
  readonly email: string | null;
  /** true: proven; false: the user's word; null: the source does not say. */
  readonly emailVerification: boolean | null;
  readonly phone: string | null;
  readonly phoneVerification: boolean | null;
  readonly stored: StoredPassword | null;
  readonly passwordUpdate: number | null;
  /** null: the source does not say; the user is then not blocked. */
  readonly status: boolean | null;
  /** null: the source does not say; the user then has none. */
  readonly labels: readonly string[] | null;
  /** JSON of an object; null: the source does not say, and there are none. */
  readonly prefs: string | null;
  readonly mfa: boolean;
  readonly createdAt: number | null;
  readonly accessedAt: number | null;
  readonly impersonator: boolean;
  /** The secret of an authenticator app, in base32; null: there is none. */
  readonly totp: string | null;
  readonly targets: readonly ImportedTarget[];
  readonly identities: readonly ImportedIdentity[];
  readonly memberships: readonly ImportedMembership[];
}

/** Which field of a row is wrong, and a sentence that says what would be accepted. */
export interface RowRefusal {
  readonly parameter: string;
  readonly message: string;
}

/** A row as it came. */
export interface ImportRow {
  /** Its number in the file, which tells it from all others of the import. */
  readonly row: number;
  readonly user: Result<ImportedUser, RowRefusal>;
}

/** A row that is valid, with the id that its user gets. */
export interface Candidate {
  readonly row: number;
  readonly id: string;
  readonly user: ImportedUser;
}

/** The options of an import. */
export interface ImportOptions {
  /** Names the import; null: a dry run that names none. */
  readonly importId: string | null;
  readonly dryRun: boolean;
  /** An email of which the source does not say whether it is verified is the user's word. */
  readonly emailsUnproven: boolean;
  /** An address that an account holds on its user's word alone goes to the row that has it. */
  readonly replaceUnproven: boolean;
  /** Users who exist are compared with their rows, and changed where only the source has changed. */
  readonly update: boolean;
}
