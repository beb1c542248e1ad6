import type { OperationCase } from "../../harness/cases/case.ts";
import { by, closed } from "../../harness/cases/refusals.ts";
import { newUser, password } from "../../harness/cases/values.ts";

const signIn = (email: string, password: string) => by("guest", "POST", "/account/sessions/email", { email, password });

export const operation: OperationCase = {
  needs: ["user with a password"],
  body: ({ id }) => ({ email: newUser(id).email, password }),
  refusals: {
    user_invalid_credentials: signIn("owner@example.com", "not this"),
    user_blocked: signIn("blocked@example.com", password),
    ...closed("email-password", signIn("owner@example.com", password)),
  },
  budget: { statements: [5, 7], rowsRead: 60, rowsWritten: 12, kv: ["put"] },
  event: "session.create",
  named: "users.*.sessions.*.create",
  guesses: "email",
  scopes: ["guest", "sessions.write"],
  impersonator: "user_session_already_exists",
  aliases: ["POST /account/sessions"],
  secrets: { request: ["password"], answer: ["set-cookie", "x-fallback-cookies"] },
};
