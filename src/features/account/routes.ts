/** /v1/account: what users do with their own account, in the order of spec/wire.md 5.1. */
import { create } from "./create-account.ts";
import { createAnonymousSession } from "./create-anonymous-session.ts";
import { createEmailPasswordSession } from "./create-email-password-session.ts";
import { createJwt } from "./create-jwt.ts";
import { createSession } from "./create-session.ts";
import { remove } from "./delete-account.ts";
import { deleteSession } from "./delete-session.ts";
import { deleteSessions } from "./delete-sessions.ts";
import { get } from "./get-account.ts";
import { getPrefs } from "./get-prefs.ts";
import { getSession } from "./get-session.ts";
import { listSessions } from "./list-sessions.ts";
import { updateEmail } from "./update-email.ts";
import { updateName } from "./update-name.ts";
import { updatePassword } from "./update-password.ts";
import { updatePhone } from "./update-phone.ts";
import { updatePrefs } from "./update-prefs.ts";
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
  createJwt,
  updateName,
  updateEmail,
  updatePhone,
  updatePassword,
  getPrefs,
  updatePrefs,
  updateStatus,
];
