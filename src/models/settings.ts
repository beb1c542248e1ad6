/** The project's settings: its policies and its closed sign-in methods (docs/spec/project.md). */

export interface Settings {
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Seconds. */
  readonly sessionDuration: number;
  readonly sessionLimit: number;
  readonly sessionInvalidation: boolean;
  readonly sessionAlert: boolean;
  readonly passwordDictionary: boolean;
  /** The number of remembered passwords, including the current one; 0: none. */
  readonly passwordHistory: number;
  readonly passwordPersonalData: boolean;
  /** Bytes. */
  readonly passwordMin: number;
  readonly passwordUppercase: boolean;
  readonly passwordLowercase: boolean;
  readonly passwordNumber: boolean;
  readonly passwordSymbols: boolean;
  /** The number of users beyond which guests cannot sign up; 0: no limit. */
  readonly userLimit: number;
  readonly membershipUserId: boolean;
  readonly membershipUserEmail: boolean;
  readonly membershipUserPhone: boolean;
  readonly membershipUserName: boolean;
  readonly membershipUserMfa: boolean;
  readonly membershipUserAccessedAt: boolean;
  readonly mfaTotp: boolean;
  readonly mfaEmail: boolean;
  readonly mfaPhone: boolean;
  readonly mfaCustom: boolean;
  readonly mfaOauth2: boolean;
  readonly disabledAuthMethods: readonly string[];
}

/** The ways to sign in that a project can close. */
export const authMethods = [
  "email-password",
  "magic-url",
  "email-otp",
  "anonymous",
  "invites",
  "jwt",
  "phone",
] as const;

export type AuthMethod = (typeof authMethods)[number];
