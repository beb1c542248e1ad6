import { appendLog, userActor } from "../../domain/audit/index.ts";
import { begunSession, hasBegun, insertSession, seedSession } from "../../domain/sessions/index.ts";
import { insertUser, newUser } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { handOver } from "../../flows/sign-in/begin-session.ts";
import { endpoint } from "../../http/endpoint.ts";
import { uniqueId } from "../../lib/crypto/ids.ts";
import { session } from "../../models/session.ts";

export const createAnonymousSession = endpoint({
  id: "accountCreateAnonymousSession",
  summary: "Signs up without a name, and signs in. An email and a password can be added later.",
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
    const { attempts, now } = context;
    await attempts.batch([]);
    const { row, words } = newUser({ userId: uniqueId, email: null, phone: null, name: "", stored: null }, now);
    const seed = seedSession({ provider: "anonymous", providerUid: "", factors: ["anonymous"] }, now);
    const actor = userActor(row);
    const created = await insertUser(
      context,
      { row: { ...row, accessedAt: now }, words },
      {
        actor,
        also: (self) => [
          insertSession(context, seed, self),
          appendLog(context, "session.create", "user", hasBegun(seed), actor),
        ],
      },
    );
    const inserted = created.rows[0]?.[0];
    if (inserted === undefined) throw new AppError("general_unknown");
    return (await handOver(context, seed, created.user.id, begunSession.read(inserted).expire)).session;
  },
});
