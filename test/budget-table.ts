/**
 * What each endpoint costs, exactly: test/budgets.test.ts holds the endpoints to it, scripts/prices.ts makes docs/prices.md of
 * it. Pure data, so that Node reads it too.
 */

export interface Budget {
  /** Statements of each round trip. */
  readonly statements: readonly number[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
  /** The names of the KV operations, in order; absent: none. */
  readonly kv?: readonly string[];
}

const free: Budget = { statements: [], rowsRead: 0, rowsWritten: 0 };

/** A creation without a phone. */
const imported: Budget = { statements: [6], rowsRead: 38, rowsWritten: 29 };

/** A change of one of the booleans that are counted. */
const boolean: Budget = { statements: [6], rowsRead: 19, rowsWritten: 8 };

/** A change of the settings. */
const setting: Budget = { statements: [3], rowsRead: 8, rowsWritten: 4 };

/** The kinds of provider, as their operations spell them. All cost the same: what differs is one text. */
const providerKinds = "Sendgrid Resend Mailgun Ses Smtp Twilio Vonage Telesign Textmagic Msg91 Fcm Apns".split(" ");

/** The budgets of the operations that create and update providers. */
const providerBudgets: Readonly<Record<string, Budget>> = Object.fromEntries(
  providerKinds.flatMap((kind): [string, Budget][] => [
    [`messagingCreate${kind}Provider`, { statements: [3], rowsRead: 28, rowsWritten: 10 }],
    [`messagingUpdate${kind}Provider`, { statements: [1, 5], rowsRead: 30, rowsWritten: 7 }],
  ]),
);

/** Setting up an OAuth2 provider. */
const oauth2: Budget = { statements: [1, 3], rowsRead: 25, rowsWritten: 6 };

/** Setting out to a provider. */
const settingOut: Budget = { statements: [2, 1], rowsRead: 20, rowsWritten: 5 };

/** By endpoint id. An endpoint that is not here fails. */
export const budgets: Readonly<Record<string, Budget>> = {
  ping: free,
  healthGet: free,
  healthGetVersion: free,
  projectGet: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  projectUpdateAuthMethod: setting,
  projectListPolicies: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  projectGetPolicy: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  projectUpdatePasswordDictionaryPolicy: setting,
  projectUpdatePasswordHistoryPolicy: setting,
  projectUpdatePasswordStrengthPolicy: setting,
  projectUpdatePasswordPersonalDataPolicy: setting,
  projectUpdateSessionAlertPolicy: setting,
  projectUpdateSessionDurationPolicy: setting,
  projectUpdateSessionInvalidationPolicy: setting,
  projectUpdateSessionLimitPolicy: setting,
  projectUpdateUserLimitPolicy: setting,
  projectUpdateMembershipPrivacyPolicy: setting,
  projectUpdateMFAFactorsPolicy: setting,
  // Those that were set up: here there are four.
  projectListOAuth2Providers: { statements: [1], rowsRead: 4, rowsWritten: 0 },
  projectGetOAuth2Provider: { statements: [1], rowsRead: 0, rowsWritten: 0 },
  projectUpdateOAuth2Google: oauth2,
  projectUpdateOAuth2GitHub: oauth2,
  projectUpdateOAuth2Microsoft: oauth2,
  projectUpdateOAuth2Apple: oauth2,
  projectUpdateOAuth2Oidc: oauth2,
  projectCreateKey: { statements: [2], rowsRead: 16, rowsWritten: 7 },
  projectCreateEphemeralKey: { statements: [1], rowsRead: 6, rowsWritten: 3 },
  // Every key twice, to count them and to show them: here there are a hundred.
  projectListKeys: { statements: [2], rowsRead: 200, rowsWritten: 0 },
  projectGetKey: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  projectUpdateKey: { statements: [1, 3], rowsRead: 10, rowsWritten: 4 },
  projectDeleteKey: { statements: [2], rowsRead: 9, rowsWritten: 4 },
  // With a password, which is held to the policies: they are read before.
  usersCreate: { statements: [1, 7], rowsRead: 47, rowsWritten: 35 },
  usersCreateArgon2User: imported,
  usersCreateBcryptUser: imported,
  usersCreateMD5User: imported,
  usersCreatePHPassUser: imported,
  usersCreateScryptUser: imported,
  usersCreateScryptModifiedUser: imported,
  usersCreateSHAUser: imported,
  usersList: { statements: [2], rowsRead: 76, rowsWritten: 0 },
  usersGet: { statements: [1], rowsRead: 3, rowsWritten: 0 },
  usersDelete: { statements: [9], rowsRead: 74, rowsWritten: 15, kv: ["delete"] },
  usersUpdateStatus: { statements: [9], rowsRead: 29, rowsWritten: 9, kv: ["delete"] },
  usersUpdateLabels: { statements: [9], rowsRead: 45, rowsWritten: 12 },
  usersUpdateName: { statements: [7], rowsRead: 40, rowsWritten: 11 },
  usersUpdatePassword: { statements: [3, 6], rowsRead: 28, rowsWritten: 7, kv: ["delete"] },
  usersUpdateEmail: { statements: [12], rowsRead: 59, rowsWritten: 18 },
  usersUpdatePhone: { statements: [12], rowsRead: 51, rowsWritten: 14 },
  usersUpdateEmailVerification: boolean,
  usersUpdatePhoneVerification: boolean,
  usersGetPrefs: { statements: [1], rowsRead: 3, rowsWritten: 0 },
  usersUpdatePrefs: { statements: [4], rowsRead: 13, rowsWritten: 5 },
  usersListSessions: { statements: [2], rowsRead: 5, rowsWritten: 0, kv: ["get"] },
  usersCreateSession: { statements: [3], rowsRead: 22, rowsWritten: 9, kv: ["put"] },
  usersDeleteSessions: { statements: [3], rowsRead: 12, rowsWritten: 4, kv: ["delete"] },
  usersDeleteSession: { statements: [3], rowsRead: 13, rowsWritten: 4, kv: ["delete"] },
  usersCreateToken: { statements: [3], rowsRead: 20, rowsWritten: 7, kv: ["put"] },
  usersCreateJWT: { statements: [2], rowsRead: 3, rowsWritten: 0 },
  usersListTargets: { statements: [3], rowsRead: 9, rowsWritten: 0 },
  usersCreateTarget: { statements: [4], rowsRead: 18, rowsWritten: 8 },
  usersGetTarget: { statements: [2], rowsRead: 4, rowsWritten: 0 },
  usersUpdateTarget: { statements: [5], rowsRead: 16, rowsWritten: 5 },
  usersDeleteTarget: { statements: [3], rowsRead: 12, rowsWritten: 4 },
  usersListIdentities: { statements: [2], rowsRead: 26, rowsWritten: 0 },
  usersDeleteIdentity: { statements: [3], rowsRead: 14, rowsWritten: 5 },
  usersUpdateMfa: { statements: [4], rowsRead: 13, rowsWritten: 5 },
  usersListMfaFactors: { statements: [2], rowsRead: 2, rowsWritten: 0 },
  usersGetMfaRecoveryCodes: { statements: [2], rowsRead: 8, rowsWritten: 0 },
  usersCreateMfaRecoveryCodes: { statements: [3], rowsRead: 54, rowsWritten: 16 },
  usersUpdateMfaRecoveryCodes: { statements: [4], rowsRead: 67, rowsWritten: 22 },
  usersDeleteMfaAuthenticator: { statements: [3], rowsRead: 11, rowsWritten: 4 },
  usersGetMfaChallenge: { statements: [2], rowsRead: 3, rowsWritten: 0 },
  usersListLogs: { statements: [3], rowsRead: 8, rowsWritten: 0 },
  usersUpdateImpersonator: boolean,
  usersVerifyPassword: { statements: [2, 1], rowsRead: 5, rowsWritten: 2 },
  accountCreate: { statements: [3, 6], rowsRead: 43, rowsWritten: 30 },
  accountGet: { statements: [1], rowsRead: 4, rowsWritten: 0 },
  accountDelete: { statements: [1, 9], rowsRead: 75, rowsWritten: 15, kv: ["delete"] },
  accountListSessions: { statements: [1, 2], rowsRead: 9, rowsWritten: 0, kv: ["get"] },
  accountDeleteSessions: { statements: [1, 1, 3], rowsRead: 17, rowsWritten: 5, kv: ["delete"] },
  accountGetSession: { statements: [1], rowsRead: 4, rowsWritten: 0, kv: ["get"] },
  accountUpdateSession: { statements: [1, 1, 2], rowsRead: 16, rowsWritten: 6, kv: ["get", "put"] },
  accountDeleteSession: { statements: [1, 1, 3], rowsRead: 17, rowsWritten: 5, kv: ["delete"] },
  accountCreateEmailPasswordSession: { statements: [4, 6], rowsRead: 43, rowsWritten: 11, kv: ["put"] },
  accountCreateAnonymousSession: { statements: [2, 7], rowsRead: 51, rowsWritten: 29, kv: ["put"] },
  accountCreateOAuth2Session: settingOut,
  accountCreateOAuth2Token: settingOut,
  accountOAuth2Callback: free,
  accountOAuth2PostedCallback: free,
  // Signs in a user whose email the provider vouches for, and who has no identity of it yet.
  accountOAuth2Redirect: { statements: [2, 5, 8], rowsRead: 59, rowsWritten: 28, kv: ["put"] },
  accountOAuth2Success: free,
  accountOAuth2Failure: free,
  // The last statement, and what follows in KV, tells the log where the token was asked for.
  accountCreateSession: { statements: [5, 7, 1], rowsRead: 55, rowsWritten: 13, kv: ["put", "get", "delete"] },
  accountUpdateMagicURLSession: { statements: [5, 7, 1], rowsRead: 55, rowsWritten: 13, kv: ["put", "get", "delete"] },
  accountUpdatePhoneSession: { statements: [5, 6, 1], rowsRead: 53, rowsWritten: 12, kv: ["put", "get", "delete"] },
  // The last statement notes that the message was sent, after the answer; the outbox of the tests is in KV. With a new user.
  accountCreateEmailToken: { statements: [5, 10, 1], rowsRead: 83, rowsWritten: 43, kv: ["put", "put"] },
  accountCreateMagicURLToken: { statements: [5, 9, 1], rowsRead: 80, rowsWritten: 43, kv: ["put", "put"] },
  // Of the hundred providers none sends text messages, which takes all of them to be read.
  accountCreatePhoneToken: { statements: [5, 10, 1], rowsRead: 180, rowsWritten: 41, kv: ["put", "put"] },
  accountCreateRecovery: { statements: [4, 3, 1], rowsRead: 44, rowsWritten: 16, kv: ["put"] },
  accountUpdateRecovery: { statements: [5, 9], rowsRead: 42, rowsWritten: 12, kv: ["delete", "delete"] },
  accountCreateEmailVerification: { statements: [1, 2, 3, 1], rowsRead: 44, rowsWritten: 15, kv: ["put"] },
  accountUpdateEmailVerification: { statements: [3, 7], rowsRead: 30, rowsWritten: 10, kv: ["delete"] },
  accountCreatePhoneVerification: { statements: [1, 4, 4, 1], rowsRead: 148, rowsWritten: 16, kv: ["put"] },
  accountUpdatePhoneVerification: { statements: [4, 7], rowsRead: 36, rowsWritten: 10, kv: ["delete"] },
  accountCreateJWT: { statements: [1, 2], rowsRead: 6, rowsWritten: 1 },
  accountUpdateName: { statements: [1, 7], rowsRead: 44, rowsWritten: 11 },
  accountUpdateEmail: { statements: [1, 3, 13], rowsRead: 67, rowsWritten: 20 },
  accountUpdatePhone: { statements: [1, 3, 13], rowsRead: 59, rowsWritten: 16 },
  accountUpdatePassword: { statements: [1, 3, 6], rowsRead: 31, rowsWritten: 7 },
  accountGetPrefs: { statements: [1], rowsRead: 4, rowsWritten: 0 },
  accountUpdatePrefs: { statements: [1, 4], rowsRead: 19, rowsWritten: 5 },
  accountUpdateStatus: { statements: [1, 9], rowsRead: 34, rowsWritten: 9, kv: ["delete"] },
  accountUpdateMFA: { statements: [1, 5], rowsRead: 23, rowsWritten: 6 },
  accountListMfaFactors: { statements: [1, 2], rowsRead: 6, rowsWritten: 0 },
  accountCreateMfaAuthenticator: { statements: [1, 4], rowsRead: 31, rowsWritten: 6 },
  accountUpdateMfaAuthenticator: { statements: [1, 1, 3], rowsRead: 22, rowsWritten: 5 },
  accountDeleteMfaAuthenticator: { statements: [1, 3], rowsRead: 16, rowsWritten: 4 },
  accountCreateMfaRecoveryCodes: { statements: [1, 3], rowsRead: 57, rowsWritten: 16 },
  accountGetMfaRecoveryCodes: { statements: [1, 2], rowsRead: 12, rowsWritten: 0 },
  accountUpdateMfaRecoveryCodes: { statements: [1, 4], rowsRead: 70, rowsWritten: 22 },
  accountCreateMfaChallenge: { statements: [1, 2, 3], rowsRead: 34, rowsWritten: 9 },
  // What is asked of KV shows the session that has a factor more.
  accountUpdateMfaChallenge: { statements: [1, 3, 3], rowsRead: 28, rowsWritten: 7, kv: ["get"] },
  accountListLogs: { statements: [1, 2], rowsRead: 9, rowsWritten: 0 },
  accountListIdentities: { statements: [1, 2], rowsRead: 4, rowsWritten: 0 },
  accountDeleteIdentity: { statements: [1, 3], rowsRead: 18, rowsWritten: 5 },
  accountCreatePushTarget: { statements: [1, 5], rowsRead: 35, rowsWritten: 9 },
  accountUpdatePushTarget: { statements: [1, 5], rowsRead: 21, rowsWritten: 5 },
  accountDeletePushTarget: { statements: [1, 3], rowsRead: 17, rowsWritten: 4 },
  ...providerBudgets,
  // Every provider, and a hundred to count them: here there are a hundred.
  messagingListProviders: { statements: [2], rowsRead: 125, rowsWritten: 0 },
  messagingGetProvider: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  // Every message, and their users: here there are a hundred.
  messagingListMessages: { statements: [2], rowsRead: 150, rowsWritten: 0 },
  messagingGetMessage: { statements: [1], rowsRead: 2, rowsWritten: 0 },
  usersListMemberships: { statements: [3], rowsRead: 8, rowsWritten: 0 },
  teamsCreate: { statements: [5], rowsRead: 31, rowsWritten: 14 },
  teamsList: { statements: [2], rowsRead: 26, rowsWritten: 0 },
  teamsGet: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  teamsUpdateName: { statements: [6], rowsRead: 30, rowsWritten: 10 },
  teamsDelete: { statements: [5], rowsRead: 31, rowsWritten: 8 },
  teamsGetPrefs: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  teamsUpdatePrefs: { statements: [4], rowsRead: 10, rowsWritten: 5 },
  // With a new user.
  teamsCreateMembership: { statements: [5, 10], rowsRead: 72, rowsWritten: 38 },
  teamsListMemberships: { statements: [3], rowsRead: 7, rowsWritten: 0 },
  teamsGetMembership: { statements: [2], rowsRead: 4, rowsWritten: 0 },
  teamsUpdateMembership: { statements: [4], rowsRead: 15, rowsWritten: 4 },
  teamsUpdateMembershipStatus: { statements: [3, 9], rowsRead: 63, rowsWritten: 21, kv: ["put"] },
  teamsDeleteMembership: { statements: [5], rowsRead: 21, rowsWritten: 6 },
  messagingDeleteProvider: { statements: [3], rowsRead: 33, rowsWritten: 8 },
};
