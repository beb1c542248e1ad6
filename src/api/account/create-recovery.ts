import { sql } from "drizzle-orm";
import { userActor } from "../../domain/audit/index.ts";
import { selectTransport, transportOf } from "../../domain/messages/index.ts";
import { seedToken, toTokenRow } from "../../domain/tokens/index.ts";
import { found, isUser, selectFound } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { linkOf, prepareToken } from "../../flows/send-token.ts";
import { endpoint } from "../../http/endpoint.ts";
import { email, redirectUrl } from "../../http/rules/index.ts";
import { compose } from "../../lib/delivery/texts/index.ts";
import { token } from "../../models/token.ts";
import { users } from "../../storage/schema/index.ts";
import { absentUser } from "./lib/absent-user.ts";

/**
 * Whether somebody has the email, or is blocked, is told to keys only: to others the answer is the same, and so are the
 * statements. Upstream answers 404 and 403.
 */
export const createRecovery = endpoint({
  id: "accountCreateRecovery",
  summary: "Mails a link that sets a new password, for an hour, if a user who is not blocked has the email.",
  method: "POST",
  path: "/account/recovery",
  scopes: ["guest", "sessions.write"],
  limits: [
    { max: 10, window: 3_600, by: ["email"] },
    { max: 10, window: 3_600, by: ["ip"] },
  ],
  input: { email, url: redirectUrl },
  status: 201,
  output: token,
  errors: ["general_smtp_disabled", "user_not_found", "user_blocked"],
  async run({ email, url }, context) {
    const { attempts, caller, config, db, locale } = context;
    const hasEmail = sql`${users.email} = ${email}`;
    const [sender, rows] = await attempts.batch([selectTransport("email"), selectFound(hasEmail)]);
    const transport = await transportOf(context, "email", sender);
    const user = found(rows)?.user;
    const isTold = caller.kind === "key";
    if (isTold && user === undefined) throw new AppError("user_not_found");
    if (isTold && user?.status === false) throw new AppError("user_blocked");

    const receiver = user ?? absentUser(config, email);
    const token = seedToken(context, "recovery");
    const link = linkOf(url, receiver.id, token);
    const prepared = await prepareToken(context, transport, {
      token,
      message: compose("recovery", { project: config.projectId, to: email, name: receiver.name, url: link }, locale),
      event: "recovery.create",
      actor: userActor(receiver),
    });
    const written = await db.batch(prepared.write(sql`${hasEmail} AND ${isUser(receiver.id)}`));
    // Gone or blocked since they were read.
    if (isTold && written[0]?.length !== 1) throw new AppError("user_not_found");
    prepared.send(written);
    return toTokenRow(context, token, receiver.id);
  },
});
