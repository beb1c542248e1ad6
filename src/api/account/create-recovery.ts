import { prepareMessage, selectTransport, transportOf } from "../../domain/messages/index.ts";
import { newToken, toTokenRow } from "../../domain/tokens/index.ts";
import { AppError } from "../../errors/app-error.ts";
import { askToken, selectHolder, toHolder } from "../../flows/ask-token.ts";
import { linkOf } from "../../flows/send-token.ts";
import { endpoint } from "../../http/endpoint.ts";
import { email, redirectUrl } from "../../http/rules/index.ts";
import { generateId } from "../../lib/crypto/ids.ts";
import { compose } from "../../lib/delivery/texts/index.ts";
import { token } from "../../models/token.ts";

/**
 * Only answers to keys reveal whether a user has the email or is blocked. Guests get the same answer in each case, with a generated
 * id, after the same statements. Upstream answers 404 and 403.
 */
export const createRecovery = endpoint({
  id: "accountCreateRecovery",
  summary: "Emails a link to set a new password, valid for an hour, if an unblocked user has the email.",
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
    const { caller, config, db, locale, now } = context;
    const asked = { address: { type: "email", value: email }, welcomesStrangers: false } as const;
    const reads = db.batch();
    const sender = reads.add(selectTransport("email"));
    const account = reads.add(selectHolder(asked));
    await reads.run();
    const transport = await transportOf(context, "email", sender.rows);
    const holder = account.row === undefined ? null : toHolder(account.row);
    const isTold = caller.kind === "key";
    if (isTold && holder === null) throw new AppError("user_not_found");
    if (isTold && holder?.status === false) throw new AppError("user_blocked");

    const askedId = isTold && holder !== null ? holder.id : generateId(now);
    const token = { ...newToken(context, "recovery"), askedId, address: null };
    const link = linkOf(url, askedId, token);
    const name = holder?.name ?? "";
    const composed = compose("recovery", { project: config.projectName, to: email, name, url: link }, locale);
    const message = await prepareMessage(context, transport, composed, token.expire);
    const writes = db.batch();
    askToken(writes, context, { ...asked, token, message, event: "recovery.create", holder });
    await writes.run();
    return toTokenRow(context, token, askedId);
  },
});
