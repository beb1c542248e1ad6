import { sql } from "drizzle-orm";
import { userActor } from "../../domain/audit/index.ts";
import { prepareMessage, selectTransport, transportOf } from "../../domain/messages/index.ts";
import { newToken, toTokenRow } from "../../domain/tokens/index.ts";
import { found, holdingOf, isUser, selectFound } from "../../domain/users/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { linkOf, sendToken } from "../../flows/send-token.ts";
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
    const { caller, config, db, locale } = context;
    const hasEmail = sql`${users.email} = ${email}`;
    const reads = db.batch();
    const sender = reads.add(selectTransport("email"));
    const account = reads.add(selectFound(hasEmail));
    await reads.run();
    const transport = await transportOf(context, "email", sender.rows);
    const holder = found(account);
    // An address that is only the word of an account with something proven is not that account's to recover.
    const user = holder?.holdings.email === "anchored" ? undefined : holder?.user;
    const isTold = caller.kind === "key";
    if (isTold && user === undefined) throw new AppError("user_not_found");
    if (isTold && user?.status === false) throw new AppError("user_blocked");

    const receiver = user ?? absentUser(config, email);
    const token = newToken(context, "recovery");
    const link = linkOf(url, receiver.id, token);
    const letter = compose(
      "recovery",
      { project: config.projectId, to: email, name: receiver.name, url: link },
      locale,
    );
    const message = await prepareMessage(context, transport, letter, token.expire);
    const writes = db.batch();
    const who = sql`${hasEmail} AND ${isUser(receiver.id)} AND ${holdingOf("email")} <> 'anchored'`;
    const actor = userActor(receiver);
    const sent = sendToken(writes, context, { token, message, event: "recovery.create", actor }, who);
    await writes.run();
    // Gone or blocked since they were read.
    if (isTold && sent.row === undefined) throw new AppError("user_not_found");
    return toTokenRow(context, token, receiver.id);
  },
});
