/**
 * Resend: https://resend.com/docs/api-reference/emails/send-email. Its idempotency key prevents a second sending for 24
 * hours.
 */
import { jsonType, recipientOf, replyToOf, senderOf, textOf, writeMailbox } from "../adapter.ts";
import { oneLine } from "../one-line.ts";
import { credential, emailSender, type MessagingProvider } from "../provider.ts";

export const resend: MessagingProvider = {
  name: "resend",
  type: "email",
  fields: { apiKey: credential(), ...emailSender },
  needs: ["apiKey", "fromEmail"],
  adapter: {
    label: "Resend",
    request(message, settings) {
      const replyTo = replyToOf(settings);
      return {
        url: "https://api.resend.com/emails",
        headers: {
          ...jsonType,
          authorization: `Bearer ${textOf(settings.credentials, "apiKey")}`,
          "idempotency-key": message.id,
        },
        body: JSON.stringify({
          from: writeMailbox(senderOf(settings)),
          to: [writeMailbox(recipientOf(message))],
          ...(replyTo === null ? {} : { reply_to: writeMailbox(replyTo) }),
          subject: oneLine(message.subject),
          text: message.text,
          html: message.html,
        }),
      };
    },
  },
};
