/** A user as sources give them, before the rules of Rollcall apply. */
/** A password as another service stored it. */
export interface StoredText {
  readonly text: string;
  /** The format's name (docs/passwords.md). Absent: the text states its format. */
  readonly hash?: string;
  /** The options that the text does not state, by the names of `hashOptions` (docs/spec/passwords.md#options). */
  readonly options?: Readonly<Record<string, string | number>>;
}

export interface Identity {
  /** As the source names it: `google.com`, `google-oauth2`. */
  readonly provider: string;
  readonly uid: string;
  readonly email: string | null;
}

export interface Target {
  readonly providerType: "email" | "sms" | "push";
  readonly identifier: string;
  readonly name?: string;
}

export interface Membership {
  readonly teamId: string;
  readonly roles: readonly string[];
  readonly invited?: string;
  readonly joined?: string;
  readonly confirm: boolean;
}

export interface Person {
  /** Null: the source has none. */
  readonly id: string | null;
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  /** Null or absent: the source does not say. */
  readonly isEmailVerified?: boolean | null | undefined;
  /** In any spelling. */
  readonly phone?: string | null | undefined;
  readonly isPhoneVerified?: boolean | null | undefined;
  readonly password?: StoredText | null | undefined;
  readonly isDisabled?: boolean | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly registration?: number | null | undefined;
  readonly accessedAt?: number | null | undefined;
  readonly passwordUpdate?: number | null | undefined;
  /** Data that users may set themselves. */
  readonly prefs?: Readonly<Record<string, unknown>> | undefined;
  /** Data that only the operator may set: roles, groups, custom claims. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  readonly labels?: readonly string[] | undefined;
  /** The base32 secret of an authenticator app. */
  readonly totp?: string | null | undefined;
  readonly identities?: readonly Identity[] | undefined;
  readonly targets?: readonly Target[] | undefined;
  readonly memberships?: readonly Membership[] | undefined;
  /** The parts of the source that an import cannot carry, in a few words each. */
  readonly left?: readonly string[] | undefined;
}

/** A record that cannot be read as a user. */
export interface Unreadable {
  readonly parameter: string;
  readonly message: string;
  /** As it stands in the file, if it can be shown. */
  readonly record?: unknown;
}
