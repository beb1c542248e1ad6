import { toTime } from "../../flows/address-notices.ts";
import { linkOf } from "../../flows/send-token.ts";
import { createVerification, emailContact } from "../../flows/verify-address.ts";
import { endpoint } from "../../http/endpoint.ts";
import { redirectUrl } from "../../http/rules/index.ts";
import { compose } from "../../lib/delivery/texts/index.ts";
import { token } from "../../models/token.ts";

export const createEmailVerification = endpoint({
  id: "accountCreateEmailVerification",
  summary: "Emails the account a link to verify its email. The link is valid for an hour.",
  method: "POST",
  path: "/account/verifications/email",
  aliases: [{ method: "POST", path: "/account/verification" }],
  scopes: ["account"],
  limits: [{ max: 10, window: 3_600, by: ["caller"] }],
  input: { url: redirectUrl },
  status: 201,
  output: token,
  errors: ["general_smtp_disabled", "user_email_not_found", "user_email_already_verified"],
  run: ({ url }, context) =>
    createVerification(context, emailContact, (token, to, { id, name }) => {
      const asked = { account: id, time: toTime(context.now) };
      const values = { project: context.config.projectName, to, name, url: linkOf(url, id, token), ...asked };
      return compose("verification", values, context.locale);
    }),
});
