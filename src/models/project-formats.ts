/**
 * Fields of the project that only older response formats have (docs/spec/project.md#project-model). SDKs for typed languages
 * refuse an answer without a field that they require, so each format has all fields that its SDKs require. Pure.
 */
import { fieldsOf, until } from "./model.ts";
import type { AuthMethod, Settings } from "./settings.ts";
import type { Version } from "./version.ts";

/** The format that replaced fields of the project by policies and by lists of methods, services and protocols. */
export const split: Version = [1, 9, 5];

/** The format that made billing and upstream's OAuth2 server optional. */
const slim: Version = [1, 9, 6];

const { boolean, integer, object, string, strings } = fieldsOf<Settings>();

const mapValues = <Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));

/** The same field by several names. */
const named = <Field>(names: readonly string[], field: Field): Record<string, Field> =>
  Object.fromEntries(names.map((name) => [name, field]));

const policies = () => ({
  authLimit: integer((row) => row.userLimit),
  authDuration: integer((row) => row.sessionDuration),
  authSessionsLimit: integer((row) => row.sessionLimit),
  authPasswordHistory: integer((row) => row.passwordHistory),
  authPasswordDictionary: boolean((row) => row.passwordDictionary),
  authPersonalDataCheck: boolean((row) => row.passwordPersonalData),
  authSessionAlerts: boolean((row) => row.sessionAlert),
  authInvalidateSessions: boolean((row) => row.sessionInvalidation),
  authMembershipsUserId: boolean((row) => row.membershipUserId),
  authMembershipsUserEmail: boolean((row) => row.membershipUserEmail),
  authMembershipsUserPhone: boolean((row) => row.membershipUserPhone),
  authMembershipsUserName: boolean((row) => row.membershipUserName),
  authMembershipsMfa: boolean((row) => row.membershipUserMfa),
  authMembershipsUserAccessedAt: boolean((row) => row.membershipUserAccessedAt),
  // No kind of email is refused.
  ...named(
    ["authDisposableEmails", "authCanonicalEmails", "authFreeEmails"],
    boolean(() => false),
  ),
});

const methods: Readonly<Record<string, AuthMethod>> = {
  authEmailPassword: "email-password",
  authUsersAuthMagicURL: "magic-url",
  authEmailOtp: "email-otp",
  authAnonymous: "anonymous",
  authInvites: "invites",
  authJWT: "jwt",
  authPhone: "phone",
};

/** Upstream's services and protocols, and whether each is served here. */
const served: Readonly<Record<string, boolean>> = {
  serviceStatusForAccount: true,
  serviceStatusForAvatars: false,
  serviceStatusForDatabases: false,
  serviceStatusForTablesdb: false,
  serviceStatusForLocale: false,
  serviceStatusForHealth: true,
  serviceStatusForProject: true,
  serviceStatusForStorage: false,
  serviceStatusForTeams: true,
  serviceStatusForUsers: true,
  serviceStatusForVcs: false,
  serviceStatusForSites: false,
  serviceStatusForFunctions: false,
  serviceStatusForProxy: false,
  serviceStatusForGraphql: false,
  serviceStatusForMigrations: false,
  serviceStatusForMessaging: true,
  protocolStatusForRest: true,
  protocolStatusForGraphql: false,
  protocolStatusForWebsocket: false,
};

const texts = ["description", "logo", "url", "smtpReplyTo"];
const legalTexts = ["legalName", "legalCountry", "legalState", "legalCity", "legalAddress", "legalTaxId"];
const lists = ["authMockNumbers", "oAuthProviders", "platforms", "webhooks", "keys"];

/** Of formats below 1.9.5: policies, methods, services and protocols one by one, and more of upstream's console. */
export const fieldsBeforeSplit = () =>
  mapValues(
    {
      ...policies(),
      ...mapValues(methods, (id) => boolean(({ disabledAuthMethods }) => !disabledAuthMethods.includes(id))),
      ...mapValues(served, (isServed) => boolean(() => isServed)),
      ...named(
        [...texts, ...legalTexts],
        string(() => ""),
      ),
      ...named(
        lists,
        strings(() => []),
      ),
    },
    (field) => until(split, field),
  );

const oauth2ServerName = (name: string): string => `oAuth2Server${name}`;

/** Since 1.9.5: upstream's OAuth2 server, which does not exist here. */
const oauth2Server = () => ({
  ...named(
    ["Enabled", "ConfidentialPkce"].map(oauth2ServerName),
    boolean(() => false, split),
  ),
  ...named(
    ["AuthorizationUrl", "VerificationUrl", "UserCodeFormat", "DiscoveryUrl"].map(oauth2ServerName),
    string(() => "", split),
  ),
  ...named(
    ["Scopes", "DefaultScopes", "AuthorizationDetailsTypes"].map(oauth2ServerName),
    strings(() => [], split),
  ),
  ...named(
    [
      "AccessTokenDuration",
      "RefreshTokenDuration",
      "PublicAccessTokenDuration",
      "PublicRefreshTokenDuration",
      "InstallationAccessTokenDuration",
      "DeviceCodeDuration",
      "UserCodeLength",
    ].map(oauth2ServerName),
    integer(() => 0, split),
  ),
});

/** Nothing is billed. */
const billingLimits = {
  bandwidth: 0,
  storage: 0,
  users: 0,
  executions: 0,
  GBHours: 0,
  imageTransformations: 0,
  authPhone: 0,
  budgetLimit: 0,
};

/** Of formats below 1.9.6. */
export const fieldsBeforeSlim = () =>
  mapValues({ billingLimits: object(() => billingLimits), ...oauth2Server() }, (field) => until(slim, field));
