/**
 * Mailgun: https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages. A domain is in one of two
 * separate regions. The API has no idempotency key.
 */
import { basicAuth, formType, recipientOf, replyToOf, senderOf, textOf, writeMailbox } from "../adapter.ts";
import { oneLine } from "../one-line.ts";
import { credential, emailSender, type MessagingProvider } from "../provider.ts";

export const mailgun: MessagingProvider = {
  name: "mailgun",
  type: "email",
  fields: {
    apiKey: credential(),
    domain: credential(),
    isEuRegion: credential({ type: "boolean" }, null),
    ...emailSender,
  },
  needs: ["apiKey", "domain", "isEuRegion", "fromEmail"],
  adapter: {
    label: "Mailgun",
    request(message, settings) {
      const { credentials } = settings;
      const host = credentials["isEuRegion"] === true ? "api.eu.mailgun.net" : "api.mailgun.net";
      const replyTo = replyToOf(settings);
      return {
        url: `https://${host}/v3/${encodeURIComponent(textOf(credentials, "domain"))}/messages`,
        headers: { ...formType, authorization: basicAuth("api", textOf(credentials, "apiKey")) },
        body: new URLSearchParams({
          from: writeMailbox(senderOf(settings)),
          to: writeMailbox(recipientOf(message)),
          ...(replyTo === null ? {} : { "h:Reply-To": writeMailbox(replyTo) }),
          subject: oneLine(message.subject),
          text: message.text,
          html: message.html,
          // Links have secrets in them, so they must not lead through a third party's server.
          "o:tracking": "no",
        }).toString(),
      };
    },
  },
};
