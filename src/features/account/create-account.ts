import { endpoint } from "../../http/endpoint.ts";
import { customId, email, optional, password, text } from "../../http/rules/index.ts";
import { account } from "../../models/user.ts";
import { hashPassword } from "../../passwords/registry.ts";
import { userActor } from "../logs/store.ts";
import { insertUser, newUser } from "../users/store.ts";

export const create = endpoint({
  id: "accountCreate",
  summary: "Signs up with an email and a password. It begins no session.",
  method: "POST",
  path: "/account",
  scopes: ["guest", "sessions.write"],
  limits: [{ max: 10, window: 3_600, by: ["ip"] }],
  input: { userId: customId, email, password, name: optional(text(128, 0), "") },
  status: 201,
  output: account,
  errors: ["user_already_exists", "general_bad_request"],
  async run({ userId, email, password, name }, context) {
    const { attempts, now } = context;
    await attempts.batch([]);
    const stored = await hashPassword(password);
    const { row, words } = newUser({ userId, email, phone: null, name, stored }, now);
    const { user } = await insertUser(
      context,
      { row: { ...row, accessedAt: now }, words },
      { actor: userActor(row), taken: "general_bad_request" },
    );
    return user;
  },
});
