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

/** By endpoint id. An endpoint that is not here fails. */
export const budgets: Readonly<Record<string, Budget>> = {
  ping: free,
  healthGet: free,
  healthGetVersion: free,
  projectGet: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  projectCreateKey: { statements: [2], rowsRead: 14, rowsWritten: 7 },
  projectCreateEphemeralKey: { statements: [1], rowsRead: 6, rowsWritten: 3 },
  // Every key twice, to count them and to show them: here there are a hundred.
  projectListKeys: { statements: [2], rowsRead: 200, rowsWritten: 0 },
  projectGetKey: { statements: [1], rowsRead: 1, rowsWritten: 0 },
  projectUpdateKey: { statements: [1, 3], rowsRead: 10, rowsWritten: 4 },
  projectDeleteKey: { statements: [2], rowsRead: 9, rowsWritten: 4 },
  usersCreate: { statements: [7], rowsRead: 46, rowsWritten: 35 },
  usersCreateArgon2User: imported,
  usersCreateBcryptUser: imported,
  usersCreateMD5User: imported,
  usersCreatePHPassUser: imported,
  usersCreateScryptUser: imported,
  usersCreateScryptModifiedUser: imported,
  usersCreateSHAUser: imported,
  usersList: { statements: [2], rowsRead: 76, rowsWritten: 0 },
  usersGet: { statements: [1], rowsRead: 3, rowsWritten: 0 },
  usersDelete: { statements: [5], rowsRead: 62, rowsWritten: 14 },
  usersUpdateStatus: boolean,
  usersUpdateLabels: { statements: [9], rowsRead: 45, rowsWritten: 12 },
  usersUpdateName: { statements: [7], rowsRead: 40, rowsWritten: 11 },
  usersUpdatePassword: { statements: [1, 4], rowsRead: 16, rowsWritten: 6 },
  usersUpdateEmail: { statements: [10], rowsRead: 56, rowsWritten: 18 },
  usersUpdatePhone: { statements: [10], rowsRead: 48, rowsWritten: 14 },
  usersUpdateEmailVerification: boolean,
  usersUpdatePhoneVerification: boolean,
  usersGetPrefs: { statements: [1], rowsRead: 3, rowsWritten: 0 },
  usersUpdatePrefs: { statements: [4], rowsRead: 13, rowsWritten: 5 },
  usersUpdateImpersonator: boolean,
};
