/**
 * The policies as data: the accepted values of each, and the setting that holds it (docs/spec/project.md#policy-values).
 * Their endpoints, their models and their list all come from here.
 */
import { optional, orNull, type Parameter, range, type Rule, strictBoolean } from "../../../http/rules/index.ts";
import type { Settings } from "../../../models/settings.ts";
import { isSince, type Version } from "../../../models/version.ts";

/** The settings that a policy's field can set. */
type Setting = {
  [Name in keyof Settings]: Settings[Name] extends boolean | number ? Name : never;
}[Exclude<keyof Settings, "createdAt" | "updatedAt">];

interface PolicyField {
  readonly setting: Setting;
  readonly type: "boolean" | "integer";
  readonly parameter: Parameter<boolean | number | null>;
}

export interface Policy {
  readonly id: string;
  /** The SDK's method. */
  readonly operation: string;
  readonly summary: string;
  /** The first response format whose SDKs know the policy; lists for older ones omit it. Absent: all know it. */
  readonly since?: Version;
  /** The fields, by their names on the wire. */
  readonly fields: Readonly<Record<string, PolicyField>>;
  /** The PATCH shows the policy instead of the project. */
  readonly showsItself?: true;
}

const flag = (setting: Setting): PolicyField => ({ setting, type: "boolean", parameter: strictBoolean });
const number = (setting: Setting, rule: Rule<number>): PolicyField => ({ setting, type: "integer", parameter: rule });

/** Makes a field optional: omitted, it keeps its value. */
const kept = ({ parameter, ...field }: PolicyField): PolicyField => ({
  ...field,
  parameter: "optional" in parameter ? parameter : optional(parameter),
});

export const policies: readonly Policy[] = [
  {
    id: "password-dictionary",
    operation: "updatePasswordDictionaryPolicy",
    summary: "Rejects common passwords when enabled.",
    fields: { enabled: flag("passwordDictionary") },
  },
  {
    id: "password-history",
    operation: "updatePasswordHistoryPolicy",
    summary: "Rejects as many of a user's previous passwords; null means none.",
    fields: { total: number("passwordHistory", orNull(range(1, 20), 0)) },
  },
  {
    id: "password-strength",
    operation: "updatePasswordStrengthPolicy",
    summary: "Sets the requirements for new passwords.",
    fields: {
      min: kept(number("passwordMin", range(8, 256))),
      uppercase: kept(flag("passwordUppercase")),
      lowercase: kept(flag("passwordLowercase")),
      number: kept(flag("passwordNumber")),
      symbols: kept(flag("passwordSymbols")),
    },
    showsItself: true,
    since: [1, 9, 5],
  },
  {
    id: "password-personal-data",
    operation: "updatePasswordPersonalDataPolicy",
    summary: "Rejects passwords that contain the user's own data when enabled.",
    fields: { enabled: flag("passwordPersonalData") },
  },
  {
    id: "session-alert",
    operation: "updateSessionAlertPolicy",
    summary: "Enables or disables the email alert about new sessions.",
    fields: { enabled: flag("sessionAlert") },
  },
  {
    id: "session-duration",
    operation: "updateSessionDurationPolicy",
    summary: "Sets the lifetime of new sessions in seconds.",
    fields: { duration: number("sessionDuration", range(60, 31_536_000)) },
  },
  {
    id: "session-invalidation",
    operation: "updateSessionInvalidationPolicy",
    summary: "Ends a user's other sessions when the password changes, when enabled.",
    fields: { enabled: flag("sessionInvalidation") },
  },
  {
    id: "session-limit",
    operation: "updateSessionLimitPolicy",
    summary: "Limits a user's sessions: a further sign-in ends the oldest one.",
    fields: { total: number("sessionLimit", range(1, 100)) },
  },
  {
    id: "user-limit",
    operation: "updateUserLimitPolicy",
    summary: "Limits the number of users: guests cannot sign up beyond it. null or 0 means no limit.",
    fields: { total: number("userLimit", orNull(range(0, 10_000), 0)) },
  },
  {
    id: "membership-privacy",
    operation: "updateMembershipPrivacyPolicy",
    summary: "Sets which details members of a team see of each other.",
    fields: {
      userId: kept(flag("membershipUserId")),
      userEmail: kept(flag("membershipUserEmail")),
      userPhone: kept(flag("membershipUserPhone")),
      userName: kept(flag("membershipUserName")),
      userMFA: kept(flag("membershipUserMfa")),
      userAccessedAt: kept(flag("membershipUserAccessedAt")),
    },
  },
  {
    id: "mfa-factors",
    operation: "updateMFAFactorsPolicy",
    summary: "Sets which second factors are enabled, and whether a provider's sign-in counts as two factors.",
    since: [1, 9, 6],
    fields: {
      totp: kept(flag("mfaTotp")),
      email: kept(flag("mfaEmail")),
      phone: kept(flag("mfaPhone")),
      custom: kept(flag("mfaCustom")),
      oauth2: kept(flag("mfaOauth2")),
    },
  },
];

/** The policies that the SDKs of a response format know. Some SDKs throw on a list with an element that they cannot parse. */
export const policiesOf = (format: Version | undefined): readonly Policy[] =>
  policies.filter(({ since }) => isSince(format, since));
