/** /v1/users: every operation of the Users API, in the order of docs/spec/users.md#endpoints. */
import { createJwt } from "./create-jwt.ts";
import { createMfaRecoveryCodes } from "./create-mfa-recovery-codes.ts";
import { createSession } from "./create-session.ts";
import { createTarget } from "./create-target.ts";
import { createToken } from "./create-token.ts";
import { create } from "./create-user.ts";
import { deleteIdentity } from "./delete-identity.ts";
import { deleteLocks } from "./delete-locks.ts";
import { deleteMfaAuthenticator } from "./delete-mfa-authenticator.ts";
import { deleteSession } from "./delete-session.ts";
import { deleteSessions } from "./delete-sessions.ts";
import { deleteTarget } from "./delete-target.ts";
import { remove } from "./delete-user.ts";
import { exportUser } from "./export-user.ts";
import { exportUsers } from "./export-users.ts";
import { getLocks } from "./get-locks.ts";
import { getMfaChallenge } from "./get-mfa-challenge.ts";
import { getMfaRecoveryCodes } from "./get-mfa-recovery-codes.ts";
import { getPrefs } from "./get-prefs.ts";
import { getTarget } from "./get-target.ts";
import { getUsage } from "./get-usage.ts";
import { get } from "./get-user.ts";
import { importHash } from "./import-hash.ts";
import { importMany } from "./import.ts";
import { imports } from "./import-user.ts";
import { listIdentities } from "./list-identities.ts";
import { listLogs } from "./list-logs.ts";
import { listMemberships } from "./list-memberships.ts";
import { listMfaFactors } from "./list-mfa-factors.ts";
import { listSessions } from "./list-sessions.ts";
import { listTargets } from "./list-targets.ts";
import { list } from "./list-users.ts";
import { updateEmailVerification } from "./update-email-verification.ts";
import { updateEmail } from "./update-email.ts";
import { updateImpersonator } from "./update-impersonator.ts";
import { updateLabels } from "./update-labels.ts";
import { updateMfaRecoveryCodes } from "./update-mfa-recovery-codes.ts";
import { updateMfa } from "./update-mfa.ts";
import { updateName } from "./update-name.ts";
import { updatePassword } from "./update-password.ts";
import { updatePhoneVerification } from "./update-phone-verification.ts";
import { updatePhone } from "./update-phone.ts";
import { updatePrefs } from "./update-prefs.ts";
import { updateStatus } from "./update-status.ts";
import { updateTarget } from "./update-target.ts";
import { verifyPassword } from "./verify-password.ts";

export const userEndpoints = [
  create,
  ...imports,
  importHash,
  importMany,
  exportUsers,
  exportUser,
  list,
  getUsage,
  get,
  remove,
  updateStatus,
  updateLabels,
  updateName,
  updatePassword,
  updateEmail,
  updatePhone,
  updateEmailVerification,
  updatePhoneVerification,
  getPrefs,
  updatePrefs,
  listSessions,
  createSession,
  deleteSessions,
  deleteSession,
  createToken,
  createJwt,
  listTargets,
  createTarget,
  getTarget,
  updateTarget,
  deleteTarget,
  listIdentities,
  deleteIdentity,
  updateMfa,
  listMfaFactors,
  getMfaRecoveryCodes,
  createMfaRecoveryCodes,
  updateMfaRecoveryCodes,
  deleteMfaAuthenticator,
  getMfaChallenge,
  listMemberships,
  listLogs,
  updateImpersonator,
  verifyPassword,
  getLocks,
  deleteLocks,
];
