/** /v1/account: the operations of users on their own account, in the order of docs/spec/account.md#endpoints. */
import { create } from "./create-account.ts";
import { createAnonymousSession } from "./create-anonymous-session.ts";
import { createEmailPasswordSession } from "./create-email-password-session.ts";
import { createEmailToken } from "./create-email-token.ts";
import { createEmailVerification } from "./create-email-verification.ts";
import { createJwt } from "./create-jwt.ts";
import { createMagicUrlToken } from "./create-magic-url-token.ts";
import { createMfaAuthenticator } from "./create-mfa-authenticator.ts";
import { createMfaChallenge } from "./create-mfa-challenge.ts";
import { createMfaRecoveryCodes } from "./create-mfa-recovery-codes.ts";
import { createOAuth2Session } from "./create-oauth2-session.ts";
import { createOAuth2Token } from "./create-oauth2-token.ts";
import { createPhoneToken } from "./create-phone-token.ts";
import { createPhoneVerification } from "./create-phone-verification.ts";
import { createPushTarget } from "./create-push-target.ts";
import { createRecovery } from "./create-recovery.ts";
import { createSession } from "./create-session.ts";
import { remove } from "./delete-account.ts";
import { deleteIdentity } from "./delete-identity.ts";
import { deleteMfaAuthenticator } from "./delete-mfa-authenticator.ts";
import { deletePushTarget } from "./delete-push-target.ts";
import { deleteSession } from "./delete-session.ts";
import { deleteSessions } from "./delete-sessions.ts";
import { get } from "./get-account.ts";
import { getMfaRecoveryCodes } from "./get-mfa-recovery-codes.ts";
import { getPrefs } from "./get-prefs.ts";
import { getSession } from "./get-session.ts";
import { listIdentities } from "./list-identities.ts";
import { listLogs } from "./list-logs.ts";
import { listMfaFactors } from "./list-mfa-factors.ts";
import { listSessions } from "./list-sessions.ts";
import { oauth2Callback } from "./oauth2-callback.ts";
import { oauth2Failure } from "./oauth2-failure.ts";
import { oauth2PostedCallback } from "./oauth2-posted-callback.ts";
import { oauth2Redirect } from "./oauth2-redirect.ts";
import { oauth2Success } from "./oauth2-success.ts";
import { updateEmailVerification } from "./update-email-verification.ts";
import { updateEmail } from "./update-email.ts";
import { redeemMagicUrl } from "./redeem-magic-url.ts";
import { showMagicUrl } from "./show-magic-url.ts";
import { updateMagicUrlSession } from "./update-magic-url-session.ts";
import { updateMfaAuthenticator } from "./update-mfa-authenticator.ts";
import { updateMfaChallenge } from "./update-mfa-challenge.ts";
import { updateMfaRecoveryCodes } from "./update-mfa-recovery-codes.ts";
import { updateMfa } from "./update-mfa.ts";
import { updateName } from "./update-name.ts";
import { updatePassword } from "./update-password.ts";
import { updatePhoneSession } from "./update-phone-session.ts";
import { updatePhoneVerification } from "./update-phone-verification.ts";
import { updatePhone } from "./update-phone.ts";
import { updatePrefs } from "./update-prefs.ts";
import { updatePushTarget } from "./update-push-target.ts";
import { updateRecovery } from "./update-recovery.ts";
import { updateSession } from "./update-session.ts";
import { updateStatus } from "./update-status.ts";

export const accountEndpoints = [
  create,
  get,
  remove,
  listSessions,
  deleteSessions,
  getSession,
  updateSession,
  deleteSession,
  createEmailPasswordSession,
  createAnonymousSession,
  createSession,
  updateMagicUrlSession,
  showMagicUrl,
  redeemMagicUrl,
  updatePhoneSession,
  createEmailToken,
  createMagicUrlToken,
  createPhoneToken,
  createOAuth2Session,
  createOAuth2Token,
  oauth2Callback,
  oauth2PostedCallback,
  oauth2Redirect,
  oauth2Success,
  oauth2Failure,
  createJwt,
  updateName,
  updateEmail,
  updatePhone,
  updatePassword,
  getPrefs,
  updatePrefs,
  updateStatus,
  createRecovery,
  updateRecovery,
  createEmailVerification,
  updateEmailVerification,
  createPhoneVerification,
  updatePhoneVerification,
  updateMfa,
  listMfaFactors,
  createMfaAuthenticator,
  updateMfaAuthenticator,
  deleteMfaAuthenticator,
  createMfaRecoveryCodes,
  getMfaRecoveryCodes,
  updateMfaRecoveryCodes,
  createMfaChallenge,
  updateMfaChallenge,
  listLogs,
  listIdentities,
  deleteIdentity,
  createPushTarget,
  updatePushTarget,
  deletePushTarget,
];
