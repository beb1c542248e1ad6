import { describe, expect, test } from "vitest";
import { project, type ProjectRow } from "./project.ts";
import { parseVersion } from "./version.ts";

/** All numbers differ, so a field that shows the value of its neighbour fails. */
const row: ProjectRow = {
  id: "shop",
  name: "The Shop",
  createdAt: 0,
  updatedAt: 1,
  sessionDuration: 2,
  sessionLimit: 3,
  sessionInvalidation: false,
  sessionAlert: false,
  passwordDictionary: false,
  passwordHistory: 4,
  passwordPersonalData: false,
  passwordMin: 5,
  passwordUppercase: false,
  passwordLowercase: false,
  passwordNumber: false,
  passwordSymbols: false,
  userLimit: 6,
  membershipUserId: false,
  membershipUserEmail: false,
  membershipUserPhone: false,
  membershipUserName: false,
  membershipUserMfa: false,
  membershipUserAccessedAt: false,
  mfaTotp: false,
  mfaEmail: false,
  mfaPhone: false,
  mfaCustom: false,
  mfaOauth2: false,
  disabledAuthMethods: ["anonymous", "phone"],
};

const before = {
  $id: "shop",
  $createdAt: "1970-01-01T00:00:00.000+00:00",
  $updatedAt: "1970-01-01T00:00:00.001+00:00",
  name: "The Shop",
  teamId: "",
  region: "default",
  devKeys: [],
  smtpEnabled: false,
  smtpSenderName: "",
  smtpSenderEmail: "",
  smtpReplyToName: "",
  smtpReplyToEmail: "",
  smtpHost: "",
  smtpPort: 0,
  smtpUsername: "",
  smtpPassword: "",
  smtpSecure: "",
  pingCount: 0,
  pingedAt: "",
  labels: [],
  status: "active",
  onboarding: {},
};
const after = { blocks: [], consoleAccessedAt: "", wafEnabled: false };

const billing = {
  billingLimits: {
    bandwidth: 0,
    storage: 0,
    users: 0,
    executions: 0,
    GBHours: 0,
    imageTransformations: 0,
    authPhone: 0,
    budgetLimit: 0,
  },
};

/** Of formats 1.9.5 alone. */
const oauth2Server = {
  oAuth2ServerEnabled: false,
  oAuth2ServerConfidentialPkce: false,
  oAuth2ServerAuthorizationUrl: "",
  oAuth2ServerVerificationUrl: "",
  oAuth2ServerUserCodeFormat: "",
  oAuth2ServerDiscoveryUrl: "",
  oAuth2ServerScopes: [],
  oAuth2ServerDefaultScopes: [],
  oAuth2ServerAuthorizationDetailsTypes: [],
  oAuth2ServerAccessTokenDuration: 0,
  oAuth2ServerRefreshTokenDuration: 0,
  oAuth2ServerPublicAccessTokenDuration: 0,
  oAuth2ServerPublicRefreshTokenDuration: 0,
  oAuth2ServerInstallationAccessTokenDuration: 0,
  oAuth2ServerDeviceCodeDuration: 0,
  oAuth2ServerUserCodeLength: 0,
};

const current = {
  ...before,
  authMethods: [
    { $id: "email-password", enabled: true },
    { $id: "magic-url", enabled: true },
    { $id: "email-otp", enabled: true },
    { $id: "anonymous", enabled: false },
    { $id: "invites", enabled: true },
    { $id: "jwt", enabled: true },
    { $id: "phone", enabled: false },
  ],
  services: [
    { $id: "account", enabled: true },
    { $id: "teams", enabled: true },
    { $id: "users", enabled: true },
    { $id: "messaging", enabled: true },
    { $id: "project", enabled: true },
    { $id: "health", enabled: true },
  ],
  protocols: [
    { $id: "rest", enabled: true },
    { $id: "graphql", enabled: false },
    { $id: "websocket", enabled: false },
  ],
  ...after,
};

const older = {
  ...before,
  authLimit: 6,
  authDuration: 2,
  authSessionsLimit: 3,
  authPasswordHistory: 4,
  authPasswordDictionary: false,
  authPersonalDataCheck: false,
  authSessionAlerts: false,
  authInvalidateSessions: false,
  authMembershipsUserId: false,
  authMembershipsUserEmail: false,
  authMembershipsUserPhone: false,
  authMembershipsUserName: false,
  authMembershipsMfa: false,
  authMembershipsUserAccessedAt: false,
  authDisposableEmails: false,
  authCanonicalEmails: false,
  authFreeEmails: false,
  authEmailPassword: true,
  authUsersAuthMagicURL: true,
  authEmailOtp: true,
  authAnonymous: false,
  authInvites: true,
  authJWT: true,
  authPhone: false,
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
  description: "",
  logo: "",
  url: "",
  smtpReplyTo: "",
  legalName: "",
  legalCountry: "",
  legalState: "",
  legalCity: "",
  legalAddress: "",
  legalTaxId: "",
  authMockNumbers: [],
  oAuthProviders: [],
  platforms: [],
  webhooks: [],
  keys: [],
  ...after,
  ...billing,
};

/** The text, so that the order of the fields counts. */
const render = (format: string | undefined, more: Partial<ProjectRow> = {}): string =>
  JSON.stringify(project.render({ ...row, ...more }, format === undefined ? undefined : parseVersion(format)));

describe("a project", () => {
  test.each([undefined, "1.9.6", "1.10.0", "2.0.0"])("in format %s shows its switches", (format) => {
    expect(render(format)).toBe(JSON.stringify(current));
  });

  test("in format 1.9.5 shows them, and the fields that its SDKs require", () => {
    expect(render("1.9.5")).toBe(JSON.stringify({ ...current, ...billing, ...oauth2Server }));
  });

  test.each(["1.9.4", "1.8.0", "1.6.0", "0.15.3"])("in format %s shows its settings instead", (format) => {
    expect(render(format)).toBe(JSON.stringify(older));
  });

  test.each([
    ["passwordDictionary", "authPasswordDictionary"],
    ["passwordPersonalData", "authPersonalDataCheck"],
    ["sessionAlert", "authSessionAlerts"],
    ["sessionInvalidation", "authInvalidateSessions"],
    ["membershipUserId", "authMembershipsUserId"],
    ["membershipUserEmail", "authMembershipsUserEmail"],
    ["membershipUserPhone", "authMembershipsUserPhone"],
    ["membershipUserName", "authMembershipsUserName"],
    ["membershipUserMfa", "authMembershipsMfa"],
    ["membershipUserAccessedAt", "authMembershipsUserAccessedAt"],
  ])("shows %s as %s, and as nothing else", (setting, name) => {
    expect(render("1.9.4", { [setting]: true })).toBe(JSON.stringify({ ...older, [name]: true }));
  });

  test("requires in its schema what the newest format shows", () => {
    expect(project.schema.required).toEqual(Object.keys(current));
    expect(new Set(Object.keys(project.schema.properties ?? {}))).toEqual(
      new Set([...Object.keys(current), ...Object.keys(older), ...Object.keys(oauth2Server)]),
    );
  });
});
