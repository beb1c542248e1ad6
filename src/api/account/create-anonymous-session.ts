import { appendLog, userActor } from "../../domain/audit/index.ts";
import { hasBegun, insertSession, newSession } from "../../domain/sessions/index.ts";
import { insertUser, newUser } from "../../domain/users/index.ts";
import { issueSession } from "../../flows/sign-in/begin-session.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uniqueId } from "../../lib/crypto/ids.ts";
import { session } from "../../models/session.ts";

export const createAnonymousSession = endpoint({
  id: "accountCreateAnonymousSession",
  summary: "Creates an anonymous account and signs in. An email and a password can be added later.",
  method: "POST",
  path: "/account/sessions/anonymous",
  scopes: ["guest", "sessions.write"],
  beginsSession: true,
  authMethod: "anonymous",
  limits: [{ max: 50, window: 3_600, by: ["ip"] }],
  input: {},
  status: 201,
  output: session,
  errors: ["user_auth_method_unsupported", "user_count_exceeded"],
  async run(_input, context) {
    const { db, now } = context;
    const draft = newUser({ userId: uniqueId, email: null, phone: null, name: "", stored: null }, now);
    const row = { ...draft.row, accessedAt: now };
    const actor = userActor(row);
    const session = newSession({ provider: "anonymous", providerUid: "", factors: ["anonymous"] }, now);
    const batch = db.batch();
    const created = insertUser(batch, context, { ...draft, row }, { actor });
    const begun = insertSession(batch, context, session, created.self);
    batch.add(appendLog(context, "session.create", "user", hasBegun(session), actor, session.id));
    await batch.run();
    return (await issueSession(context, begun, created.user.id)).session;
  },
});
