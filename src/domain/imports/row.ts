/** Rows of an import: the user that each describes, and its outcome (docs/spec/import.md). */
import type { Result } from "../../errors/result.ts";
import type { StoredPassword } from "../../lib/passwords/registry.ts";

/** A further target in a row. The targets of the email and the phone are made from the addresses. */
export interface ImportedTarget {
  /** null: an id is generated. */
  readonly id: string | null;
  readonly providerType: "email" | "sms" | "push";
  /** null, or an unknown provider: the target gets none. */
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

/** A membership in an existing team. */
export interface ImportedMembership {
  readonly teamId: string;
  readonly roles: readonly string[];
  readonly invited: number | null;
  readonly joined: number | null;
  readonly confirm: boolean;
}

/** The user that a row describes; instants are milliseconds since the Unix epoch. */
export interface ImportedUser {
  /** null: an id is derived from the import and the row. */
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
  /** JSON of an object; null: the source does not say; the user then has none. */
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

/** A row of the request. */
export interface ImportRow {
  /** Its number in the file, unique in the import. */
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
  /** The id of the import; null: a dry run without an id. */
  readonly importId: string | null;
  readonly dryRun: boolean;
  /** Whether an email is unproven if the source does not say whether it is verified. */
  readonly emailsUnproven: boolean;
  /** Whether the unproven address of an account goes to a row that has it. */
  readonly replaceUnproven: boolean;
  /** Whether existing users are compared with their rows, and get the fields that only the source has changed. */
  readonly update: boolean;
}
